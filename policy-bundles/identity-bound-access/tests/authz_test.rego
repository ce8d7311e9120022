package countersign.authz_test

import data.countersign.authz

test_good_requests_are_allowed if {
	allowed_for(orders_id, orders_entry, orders_request)
	allowed_for(agent_id, agent_entry, agent_request)
	allowed_for(carrier_id, carrier_entry, carrier_request)
}

test_no_input_at_all_is_denied if {
	every nothing in [null, false, "", "x", 0, [], {}, {"subject": null}, {"subject": "x"}, {"subject": {}}] {
		decision := authz.decision with input as nothing with data.countersign.identities as {orders_id: orders_entry}
		decision == {
			"allow": false,
			"reasons": ["SHARED_CREDENTIAL", "UNBOUND_CREDENTIAL", "UNREGISTERED_IDENTITY"],
			"obligations": {},
		}
	}
}

test_undefined_input_is_denied if {
	authz.decision.allow == false with data.countersign.identities as {orders_id: orders_entry}
}

test_no_registry_is_denied if {
	every registry in [null, [], {}, "x", {orders_id: null}, {orders_id: []}, {orders_id: "x"}, {orders_id: {}}] {
		decision := authz.decision with input as orders_request with data.countersign.identities as registry
		decision == {"allow": false, "reasons": ["UNREGISTERED_IDENTITY"], "obligations": {}}
	}
}

test_unknown_subject_is_unregistered if {
	orders([], [set("/subject/id", "spiffe://prod.example/ns/pay/sa/other")]) == ["UNREGISTERED_IDENTITY"]
	orders([], [drop("/subject")]) == ["UNREGISTERED_IDENTITY"]
	every id in hostile {
		orders([], [set("/subject/id", id)]) == ["UNREGISTERED_IDENTITY"]
	}
}

test_input_cannot_bring_its_own_entry if {
	orders([], [
		set("/subject/id", "spiffe://prod.example/ns/pay/sa/other"),
		set("/subject/registered", true),
		set("/subject/entry", orders_entry),
	]) == ["UNREGISTERED_IDENTITY"]
}

test_entry_of_unknown_kind_or_without_owner_is_no_entry if {
	every value in array.concat(hostile, ["Workload", "agent "]) {
		orders([set("/kind", value)], []) == ["UNREGISTERED_IDENTITY"]
	}
	orders([drop("/kind")], []) == ["UNREGISTERED_IDENTITY"]
	orders([drop("/owner")], []) == ["UNREGISTERED_IDENTITY"]
	every value in [null, false, "", " ", 0, [], {}] {
		orders([set("/owner", value)], []) == ["UNREGISTERED_IDENTITY"]
	}
}

test_every_kind_is_known if {
	every kind in ["workload", "ci", "device", "human"] {
		orders([set("/kind", kind)], []) == []
	}
}

test_unreadable_binding_or_credential_is_no_entry if {
	every value in [null, false, true, "x", 0, [], ["10.0.0.0/8"], {"kuberntes": {}}] {
		orders([set("/binding", value)], []) == ["UNREGISTERED_IDENTITY"]
	}
	every value in [null, false, true, "x", 0, []] {
		orders([set("/credential", value)], []) == ["UNREGISTERED_IDENTITY"]
	}
	orders([drop("/binding"), drop("/credential")], []) == []
}

test_only_active_identities_pass if {
	orders([drop("/status")], []) == ["IDENTITY_SUSPENDED"]
	every status in array.concat(hostile, ["suspended", "Active", "active ", "retired"]) {
		orders([set("/status", status)], []) == ["IDENTITY_SUSPENDED"]
	}
}

test_call_outside_the_graph_is_denied if {
	orders([], [set("/destination/service", "stock")]) == ["NOT_IN_GRAPH"]
	orders([], [drop("/destination")]) == ["NOT_IN_GRAPH"]
	orders([], [drop("/destination/service")]) == ["NOT_IN_GRAPH"]
	every value in hostile {
		orders([], [set("/destination/service", value)]) == ["NOT_IN_GRAPH"]
		orders([], [set("/destination", value)]) == ["NOT_IN_GRAPH"]
	}
}

test_unreadable_graph_reaches_nothing if {
	every value in array.concat(hostile, ["ledger", {"a": "ledger"}, ["Ledger"]]) {
		orders([set("/may_call", value)], []) == ["NOT_IN_GRAPH"]
	}
}

test_without_a_graph_any_destination_is_allowed if {
	orders([drop("/may_call")], [drop("/destination")]) == []
}

test_every_reason_that_holds_is_listed if {
	orders([set("/status", "suspended"), set("/grants", [])], [
		drop("/credential"),
		drop("/peer"),
		drop("/evidence"),
		drop("/destination"),
		drop("/status"),
	]) == [
		"BINDING_KUBERNETES", "BINDING_NETWORK", "IDENTITY_SUSPENDED", "LIFETIME_EXCEEDED",
		"NOT_IN_GRAPH", "NO_GRANT", "SHARED_CREDENTIAL", "UNBOUND_CREDENTIAL",
	]
}
