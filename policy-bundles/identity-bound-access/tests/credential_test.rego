package countersign.authz_test

test_unbound_credential_is_denied if {
	orders([], [drop("/credential")]) == ["UNBOUND_CREDENTIAL"]
	orders([], [drop("/credential/bound")]) == ["UNBOUND_CREDENTIAL"]
	every value in [false, null, "true", 1, [], [true], {}, {"bound": true}] {
		orders([], [set("/credential/bound", value)]) == ["UNBOUND_CREDENTIAL"]
	}
	every value in hostile {
		orders([], [set("/credential", value)]) == ["UNBOUND_CREDENTIAL"]
	}
}

test_registry_cannot_allow_bearer_tokens_for_ever if {
	orders([set("/credential/bearer_allowed", true)], [set("/credential/bound", false)]) == ["UNBOUND_CREDENTIAL"]
}

test_shared_credential_is_denied if {
	orders([], [set("/status/shared_credential", true)]) == ["SHARED_CREDENTIAL"]
}

test_sharing_that_nobody_looked_for_is_denied if {
	orders([], [drop("/status")]) == ["SHARED_CREDENTIAL"]
	orders([], [drop("/status/shared_credential")]) == ["SHARED_CREDENTIAL"]
	every value in [null, true, "false", 0, [], [false], {}] {
		orders([], [set("/status/shared_credential", value)]) == ["SHARED_CREDENTIAL"]
	}
}

test_sharing_is_tolerated_where_the_entry_says_so if {
	orders([set("/credential/sharing", "tolerated")], [set("/status/shared_credential", true)]) == []
	every value in [null, true, "Tolerated", "refused", "", ["tolerated"], {"tolerated": true}] {
		orders([set("/credential/sharing", value)], [set("/status/shared_credential", true)]) == ["SHARED_CREDENTIAL"]
	}
}

test_certificate_at_the_limit_is_allowed_and_one_second_more_is_not if {
	orders([], [set("/peer/certificate/lifetime_seconds", 86400)]) == []
	orders([], [set("/peer/certificate/lifetime_seconds", 86401)]) == ["LIFETIME_EXCEEDED"]
	orders([], [set("/peer/certificate/lifetime_seconds", 0)]) == []
	orders([], [set("/peer/certificate/lifetime_seconds", -1)]) == ["LIFETIME_EXCEEDED"]
}

test_certificate_of_unknown_lifetime_is_denied if {
	orders([], [drop("/peer/certificate/lifetime_seconds")]) == ["LIFETIME_EXCEEDED"]
	every value in [null, true, "", "3600", [], [3600], {}, 1e99] {
		orders([], [set("/peer/certificate/lifetime_seconds", value)]) == ["LIFETIME_EXCEEDED"]
	}
	every value in hostile {
		orders([], [set("/peer/certificate", value)]) == ["LIFETIME_EXCEEDED"]
	}
}

test_no_credential_with_a_lifetime_is_denied if {
	orders([], [drop("/peer/certificate")]) == ["LIFETIME_EXCEEDED"]
}

token(issued, expires) := {"issued_at": issued, "expires_at": expires, "scopes": []}

test_token_at_the_limit_is_allowed_and_one_second_more_is_not if {
	every patch in [[], [drop("/peer/certificate")]] {
		orders([], array.concat([set("/credential/token", token(1000, 87400))], patch)) == []
		orders([], array.concat([set("/credential/token", token(1000, 87401))], patch)) == ["LIFETIME_EXCEEDED"]
	}
}

test_short_token_does_not_excuse_a_long_certificate if {
	orders([], [
		set("/credential/token", token(1000, 1001)),
		set("/peer/certificate/lifetime_seconds", 86401),
	]) == ["LIFETIME_EXCEEDED"]
}

test_token_of_unknown_lifetime_is_denied if {
	orders([], [set("/credential/token", {"issued_at": 1000})]) == ["LIFETIME_EXCEEDED"]
	orders([], [set("/credential/token", {"expires_at": 1000})]) == ["LIFETIME_EXCEEDED"]
	orders([], [set("/credential/token", token(2000, 1000))]) == ["LIFETIME_EXCEEDED"]
	every value in hostile {
		orders([], [set("/credential/token", value)]) == ["LIFETIME_EXCEEDED"]
	}
	every value in [null, true, "", "2000", [], {}] {
		orders([], [set("/credential/token", token(1000, value))]) == ["LIFETIME_EXCEEDED"]
		orders([], [set("/credential/token", token(value, 1000))]) == ["LIFETIME_EXCEEDED"]
	}
}

test_unreadable_limit_is_kept_by_nothing if {
	every value in [null, false, true, "", "86400", -1, [], [86400], {}] {
		orders([set("/credential/max_lifetime_seconds", value)], []) == ["LIFETIME_EXCEEDED"]
	}
}

test_without_a_limit_any_lifetime_is_allowed if {
	orders([drop("/credential/max_lifetime_seconds")], [drop("/peer/certificate")]) == []
}
