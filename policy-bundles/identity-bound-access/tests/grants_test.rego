package countersign.authz_test

get(path) := [set("/request/path", path)]

test_a_star_stays_within_one_segment if {
	orders([], get("/api/v1/accounts/42")) == []
	orders([], get("/api/v1/accounts/4%202")) == []
	every path in [
		"/api/v1/accounts", "/api/v1/accounts/42/", "/api/v1/accounts/42/owner", "/api/v1/account/42",
		"/API/v1/accounts/42", "/x/api/v1/accounts/42", "api/v1/accounts/42", "/api/v1//accounts/42", "/", "",
	] {
		orders([], get(path)) == ["NO_GRANT"]
	}
}

test_two_stars_cross_segments if {
	grant := set("/grants/0/path", "/api/v1/**")
	every path in ["/api/v1/a", "/api/v1/a/b/c", "/api/v1/"] {
		orders([grant], get(path)) == []
	}
	every path in ["/api/v1", "/api/v2/a", "/api"] {
		orders([grant], get(path)) == ["NO_GRANT"]
	}
}

test_unknown_or_unreadable_path_is_denied if {
	orders([], [drop("/request/path")]) == ["NO_GRANT"]
	every value in hostile {
		orders([], get(value)) == ["NO_GRANT"]
	}
}

test_methods_are_compared_exactly if {
	every value in array.concat(hostile, ["POST", "get", "GET ", "HEAD", "DELETE", ["GET"]]) {
		orders([], [set("/request/method", value)]) == ["NO_GRANT"]
	}
	orders([], [drop("/request/method")]) == ["NO_GRANT"]
	orders([], [drop("/request")]) == ["NO_GRANT"]
}

test_unreadable_grants_grant_nothing if {
	every value in array.concat(hostile, ["GET", {"a": orders_entry.grants[0]}]) {
		orders([set("/grants", value)], []) == ["NO_GRANT"]
		orders([set("/grants", [value])], []) == ["NO_GRANT"]
		orders([set("/grants/0/methods", value)], []) == ["NO_GRANT"]
		orders([set("/grants/0/path", value)], []) == ["NO_GRANT"]
	}
	orders([drop("/grants")], []) == ["NO_GRANT"]
	orders([drop("/grants/0/methods")], []) == ["NO_GRANT"]
	orders([drop("/grants/0/path")], []) == ["NO_GRANT"]
	orders([set("/grants/0/methods", {"a": "GET"})], []) == ["NO_GRANT"]
}

test_a_misspelt_restriction_grants_nothing if {
	orders([set("/grants/0/scopes", ["ledger:read"])], []) == ["NO_GRANT"]
	orders([set("/grants/0/description", "why")], []) == []
}

post(scopes) := [
	set("/request/method", "POST"),
	set("/request/path", "/api/v1/entries/7"),
	set("/credential/token", {"issued_at": 1000, "expires_at": 1300, "scopes": scopes}),
]

test_a_scope_must_be_in_the_token if {
	orders([], post(["ledger:write"])) == []
	orders([], post(["ledger:read", "ledger:write"])) == []
	every scopes in array.concat(hostile, [
		"ledger:write", "ledger:read ledger:write", ["ledger:read"], ["ledger:writer"], ["ledger:read ledger:write"],
		{"a": "ledger:write"}, {"ledger:write": true}, [["ledger:write"]],
	]) {
		orders([], post(scopes)) == ["NO_GRANT"]
	}
	orders([], array.concat(post([]), [drop("/credential/token/scopes")])) == ["NO_GRANT"]
	orders([], array.concat(post([]), [drop("/credential/token")])) == ["NO_GRANT"]
}

test_an_unreadable_scope_is_held_by_nobody if {
	every value in [null, false, true, "", " ", 0, [], {}] {
		orders([set("/grants/1/scope", value)], post([value])) == ["NO_GRANT"]
	}
}

test_third_party_within_its_entitlement_is_allowed if {
	carrier([], [set("/credential/token/audience", "https://partners.example")]) == []
	carrier([], [set("/credential/token/scopes", ["shipments:read", "shipments:notify"])]) == []
}

test_third_party_with_more_than_its_entitlement_is_denied if {
	every patch in [
		set("/credential/token/issuer", "https://issuer.other.example"),
		set("/credential/token/audience", ["https://partners.example", "https://orders.example"]),
		set("/credential/token/audience", ["https://orders.example"]),
		set("/credential/token/audience", "https://orders.example"),
		set("/credential/token/scopes", ["shipments:notify", "shipments:delete"]),
		set("/credential/token/scopes", ["shipments:read"]),
		set("/credential/token/scopes", []),
		drop("/credential/token/issuer"),
		drop("/credential/token/audience"),
		drop("/credential/token/scopes"),
		drop("/credential/token"),
	] {
		carrier([], [patch]) == ["NO_GRANT"]
	}
	every value in hostile {
		carrier([], [set("/credential/token", value)]) == ["NO_GRANT"]
		carrier([], [set("/credential/token/issuer", value)]) == ["NO_GRANT"]
		carrier([], [set("/credential/token/audience", value)]) == ["NO_GRANT"]
		carrier([], [set("/credential/token/scopes", value)]) == ["NO_GRANT"]
	}
}

test_third_party_without_a_readable_entitlement_is_denied if {
	carrier([drop("/entitlement")], []) == ["NO_GRANT"]
	every name in ["issuer", "audience", "scopes"] {
		carrier([drop(concat("/", ["/entitlement", name]))], []) == ["NO_GRANT"]
		every value in hostile {
			carrier([set(concat("/", ["/entitlement", name]), value)], []) == ["NO_GRANT"]
		}
	}
	every value in hostile {
		carrier([set("/entitlement", value)], []) == ["NO_GRANT"]
	}
}

test_an_entitlement_holds_for_any_kind_that_has_one if {
	orders([set("/entitlement", carrier_entry.entitlement)], []) == ["NO_GRANT"]
}
