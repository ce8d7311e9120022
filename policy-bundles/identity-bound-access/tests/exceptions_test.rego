package countersign.authz_test

exception(check, expires) := set("/exceptions", [{
	"check": check,
	"reason": "a reason",
	"approved_by": "security-review-1",
	"expires": expires,
}])

later := "2026-11-22T12:00:01Z"

# What breaks each check that an exception can lift, and the reason it gives.
breakages := {
	"bound": [[set("/credential/bound", false)], ["UNBOUND_CREDENTIAL"]],
	"shared_credential": [[set("/status/shared_credential", true)], ["SHARED_CREDENTIAL"]],
	"lifetime": [[drop("/peer/certificate")], ["LIFETIME_EXCEEDED"]],
	"kubernetes": [[drop("/evidence/kubernetes")], ["BINDING_KUBERNETES"]],
	"network": [[drop("/peer/address")], ["BINDING_NETWORK"]],
	"graph": [[drop("/destination")], ["NOT_IN_GRAPH"]],
}

test_an_exception_lifts_its_check_alone if {
	every broken, breakage in breakages {
		orders([], breakage[0]) == breakage[1]
		every check, _ in breakages {
			expected := {true: [], false: breakage[1]}[check == broken]
			orders([exception(check, later)], breakage[0]) == expected
		}
	}
}

test_an_exception_lifts_ci_and_attestation if {
	orders([set("/binding/ci", job), exception("ci", later)], []) == []
	orders([set("/binding/attestation", machine), exception("attestation", later)], []) == []
}

test_what_no_exception_lifts if {
	every check in ["registration", "status", "grants", "grant", "approval", "*", "NO_GRANT"] {
		orders([set("/status", "suspended"), exception(check, later)], []) == ["IDENTITY_SUSPENDED"]
		orders([set("/grants", []), exception(check, later)], []) == ["NO_GRANT"]
		agent([exception(check, later)], [drop("/agent")]) == ["APPROVAL_REQUIRED"]
	}
}

no_address := [drop("/peer/address")]

test_an_exception_ends_at_its_second if {
	orders([exception("network", "2026-11-22T12:00:01Z")], no_address) == []
	orders([exception("network", "2026-11-22T12:00:00Z")], no_address) == ["BINDING_NETWORK"]
	orders([exception("network", "2026-11-22T11:59:59Z")], no_address) == ["BINDING_NETWORK"]
	orders([exception("network", "2027-01-01T00:00:00Z")], no_address) == []
	orders([exception("network", "2025-12-31T23:59:59Z")], no_address) == ["BINDING_NETWORK"]
}

test_an_end_of_another_shape_lifts_nothing if {
	every expires in array.concat(hostile, [
		"never", "2027-01-31", "2027-01-31T00:00:00", "2027-01-31T00:00:00+00:00", "2027-01-31T00:00:00.000Z",
		"2027-01-31t00:00:00z", "2027-13-01T00:00:00Z", "2027-00-01T00:00:00Z", "2027-01-32T00:00:00Z",
		"2027-01-31T24:00:00Z", "2027-01-31T00:60:00Z", "12027-01-31T00:00:00Z", "2027-01-31T00:00:00Z\n",
		" 2027-01-31T00:00:00Z", "99999999999999999999", 9999999999,
	]) {
		orders([exception("network", expires)], no_address) == ["BINDING_NETWORK"]
	}
}

test_an_unreadable_clock_lifts_nothing if {
	orders([exception("network", later)], array.concat(no_address, [drop("/request/time")])) == ["BINDING_NETWORK"]
	every time in array.concat(hostile, ["2026-11-22T11:59:59", "2026-11-22", "0"]) {
		orders(
			[exception("network", later)],
			array.concat(no_address, [set("/request/time/rfc3339", time)]),
		) == ["BINDING_NETWORK"]
	}
}

test_an_exception_that_nobody_approved_lifts_nothing if {
	orders([exception("network", later), drop("/exceptions/0/approved_by")], no_address) == ["BINDING_NETWORK"]
	every value in [null, true, "", " ", "\t\n", 0, [], ["x"], {}] {
		orders(
			[exception("network", later), set("/exceptions/0/approved_by", value)],
			no_address,
		) == ["BINDING_NETWORK"]
	}
}

test_unreadable_exceptions_lift_nothing if {
	every value in array.concat(hostile, ["network", ["network"], {"network": true}]) {
		orders([set("/exceptions", value)], no_address) == ["BINDING_NETWORK"]
		orders([exception("network", later), set("/exceptions/0/check", value)], no_address) == _network_unless(value)
	}
	orders(
		[set("/exceptions", {"a": {"check": "network", "approved_by": "x", "expires": later}})],
		no_address,
	) == ["BINDING_NETWORK"]
}

_network_unless(value) := {true: [], false: ["BINDING_NETWORK"]}[value == "network"]

test_an_expired_exception_does_not_hide_one_in_force if {
	orders(
		[
			exception("network", "2020-01-01T00:00:00Z"),
			set("/exceptions/-", {"check": "network", "approved_by": "security-review-2", "expires": later}),
		],
		no_address,
	) == []
}
