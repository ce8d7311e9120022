package countersign.authz_test

no_approval := drop("/agent/approval")

find_order := set("/request/mcp/tool", "find_order")

test_a_listed_tool_needs_approval_even_where_the_grant_waives_it if {
	agent([], []) == []
	agent([], [no_approval]) == ["APPROVAL_REQUIRED"]
	agent([], [drop("/agent")]) == ["APPROVAL_REQUIRED"]
	agent([], [no_approval, find_order]) == []
}

test_a_tool_that_was_not_granted_is_denied if {
	agent([], [set("/request/mcp/tool", "delete_everything")]) == ["NO_GRANT"]
	agent([], [drop("/request/mcp/tool")]) == ["NO_GRANT"]
	agent([], [drop("/request/mcp")]) == ["NO_GRANT"]
	every value in hostile {
		agent([], [set("/request/mcp/tool", value)]) == ["NO_GRANT"]
		agent([], [set("/request/mcp", value)]) == ["NO_GRANT"]
		agent([set("/grants/3/tools", value)], []) == ["NO_GRANT"]
	}
	agent([set("/grants/3/tools", {"a": "refund_order"})], []) == ["NO_GRANT"]
}

test_only_a_tool_call_uses_a_tools_grant if {
	agent([], [set("/request/mcp/method", "prompts/get")]) == ["NO_GRANT"]
	agent([], [drop("/request/mcp/method")]) == ["NO_GRANT"]
}

mcp(method) := [no_approval, set("/request/mcp", {"method": method})]

test_other_mcp_methods_are_granted_by_name if {
	agent([], mcp("tools/list")) == []
	agent([], mcp("resources/read")) == ["NO_GRANT"]
	every value in hostile {
		agent([], mcp(value)) == ["NO_GRANT"]
		agent([set("/grants/2/mcp_methods", value)], mcp("tools/list")) == ["NO_GRANT"]
	}
}

# A grant of the whole endpoint, with approval waived: the entry's `approval_tools` still hold.
any_tool := set("/grants", [{"methods": ["GET", "POST"], "path": "/mcp", "approval": "none"}])

test_a_body_that_could_not_be_read_may_hide_a_listed_tool if {
	agent([any_tool], [no_approval, find_order]) == []
	agent([any_tool], mcp("tools/list")) == []
	agent([any_tool], [no_approval]) == ["APPROVAL_REQUIRED"]
	agent([any_tool], [no_approval, drop("/request/mcp")]) == ["APPROVAL_REQUIRED"]
	agent([any_tool], [no_approval, drop("/request/mcp/tool")]) == ["APPROVAL_REQUIRED"]
	agent([any_tool], [no_approval, drop("/request/mcp/method")]) == ["APPROVAL_REQUIRED"]
	agent([any_tool], [no_approval, drop("/request/mcp"), set("/request/method", "GET")]) == []
	agent([any_tool, drop("/approval_tools")], [no_approval, drop("/request/mcp")]) == []
}

test_an_unreadable_list_of_tools_means_every_tool if {
	every value in [null, false, true, "find_order", "", 0, {}, {"a": "refund_order"}] {
		agent([set("/approval_tools", value)], [no_approval, find_order]) == ["APPROVAL_REQUIRED"]
	}
	agent([set("/approval_tools", [])], [no_approval, find_order]) == []
}

rest(method) := [set("/request/method", method), set("/request/path", "/api/v1/orders/1"), drop("/request/mcp")]

all_methods := [
	drop("/approval_tools"),
	set("/grants", [{
		"methods": ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "QUERY"],
		"path": "/api/v1/orders/*",
	}]),
]

test_safe_methods_need_no_approval_and_others_do if {
	every method in ["GET", "HEAD", "OPTIONS"] {
		agent(all_methods, array.concat(rest(method), [no_approval])) == []
	}
	every method in ["POST", "PUT", "PATCH", "DELETE", "QUERY"] {
		agent(all_methods, array.concat(rest(method), [no_approval])) == ["APPROVAL_REQUIRED"]
		agent(all_methods, rest(method)) == []
	}
}

test_approval_is_waived_by_one_word_only if {
	every value in array.concat(hostile, ["None", "none ", "optional", ["none"], {"none": true}]) {
		agent(
			array.concat(all_methods, [set("/grants/0/approval", value)]),
			array.concat(rest("POST"), [no_approval]),
		) == ["APPROVAL_REQUIRED"]
	}
	agent(
		array.concat(all_methods, [set("/grants/0/approval", "none")]),
		array.concat(rest("POST"), [no_approval]),
	) == []
}

test_a_grant_can_require_approval_of_anyone_and_for_reading if {
	orders([set("/grants/0/approval", "required")], []) == ["APPROVAL_REQUIRED"]
	agent(
		array.concat(all_methods, [set("/grants/0/approval", "required")]),
		array.concat(rest("GET"), [no_approval]),
	) == ["APPROVAL_REQUIRED"]
}

test_without_a_grant_no_approval_helps if {
	agent([], rest("DELETE")) == ["NO_GRANT"]
}

test_an_approval_ends_at_its_second if {
	agent([], [set("/agent/approval/expires", now.epoch_seconds + 1)]) == []
	agent([], [set("/agent/approval/expires", now.epoch_seconds)]) == ["APPROVAL_REQUIRED"]
	agent([], [set("/agent/approval/expires", now.epoch_seconds - 1)]) == ["APPROVAL_REQUIRED"]
}

test_an_unreadable_approval_approves_nothing if {
	every value in hostile {
		agent([], [set("/agent", value)]) == ["APPROVAL_REQUIRED"]
		agent([], [set("/agent/approval", value)]) == ["APPROVAL_REQUIRED"]
	}
	every name in ["id", "approver", "expires"] {
		path := concat("/", ["/agent/approval", name])
		agent([], [drop(path)]) == ["APPROVAL_REQUIRED"]
		every value in [null, false, true, "", " ", "9999999999", "2099-01-01T00:00:00Z", 0, [], {}] {
			agent([], [set(path, value)]) == _unless(name != "expires", is_string(value), trim_space(sprintf("%v", [value])))
		}
	}
}

# Any text will do for an id or an approver.
_unless(true, true, text) := [] if text != ""

_unless(_, _, "") := ["APPROVAL_REQUIRED"]

_unless(false, _, text) := ["APPROVAL_REQUIRED"] if text != ""

_unless(true, false, text) := ["APPROVAL_REQUIRED"] if text != ""

test_an_approval_without_a_clock_approves_nothing if {
	agent([], [drop("/request/time")]) == ["APPROVAL_REQUIRED"]
	every value in [null, true, "", "1795348800", [], {}] {
		agent([], [set("/request/time/epoch_seconds", value)]) == ["APPROVAL_REQUIRED"]
	}
}

test_nobody_approves_their_own_action if {
	agent([], [set("/agent/approval/approver", agent_id)]) == ["APPROVAL_REQUIRED"]
	actors := [set("/actors", [{"subject": "spiffe://prod.example/agent/helper"}])]
	agent([], array.concat(actors, [set("/agent/approval/approver", "spiffe://prod.example/agent/helper")])) == ["APPROVAL_REQUIRED"]
	agent([], actors) == []
}

test_an_approval_covers_the_scopes_it_names if {
	agent([], [set("/agent/approval/scope", [])]) == []
	agent([], [set("/agent/approval/scope", ["refund_order"])]) == []
	agent([], [set("/agent/approval/scope", ["draft_reply", "refund_order"])]) == []
	every value in [null, false, true, "refund_order", "", 0, {}, {"a": "refund_order"}, ["find_order"], [""], ["*"]] {
		agent([], [set("/agent/approval/scope", value)]) == ["APPROVAL_REQUIRED"]
	}
	agent([drop("/approval_tools")], array.concat(rest("PATCH"), [set("/agent/approval/scope", ["orders:write"])])) == []
	agent([drop("/approval_tools")], array.concat(rest("PATCH"), [set("/agent/approval/scope", ["orders:read"])])) == ["APPROVAL_REQUIRED"]
}

# A human's token in the hands of an agent.
delegated(actor) := [set("/actors", [actor]), set("/request/method", "POST"), set("/request/path", "/api/v1/notes/1")]

note := set("/grants", [{"methods": ["POST"], "path": "/api/v1/notes/*"}])

with_agent(id, request_patch) := reasons if {
	request := json.patch(orders_request, request_patch)
	registry := {orders_id: json.patch(orders_entry, [note]), id: agent_entry}
	reasons := data.countersign.authz.decision.reasons with input as request with data.countersign.identities as registry
}

test_an_agent_that_acts_for_somebody_is_still_an_agent if {
	with_agent(agent_id, delegated({"subject": agent_id})) == ["APPROVAL_REQUIRED"]
	with_agent(agent_id, delegated({"subject": "spiffe://prod.example/ns/a/sa/b"})) == []
	with_agent("https://i.example#bot", delegated({"subject": "bot", "issuer": "https://i.example"})) == ["APPROVAL_REQUIRED"]
	with_agent("https://i.example#bot", delegated({"subject": "bot", "issuer": "https://j.example"})) == []
	with_agent("https://i.example#bot", array.concat(delegated({"subject": "bot"}), [set("/credential/token", {
		"issuer": "https://i.example",
		"issued_at": 1000,
		"expires_at": 1300,
	})])) == ["APPROVAL_REQUIRED"]
}
