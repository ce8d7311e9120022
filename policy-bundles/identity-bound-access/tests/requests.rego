# Requests that are allowed, one for each kind of identity; a test changes one thing and looks at the reasons.
package countersign.authz_test

import data.countersign.authz

now := {"rfc3339": "2026-11-22T12:00:00Z", "epoch_seconds": 1795348800}

certificate := {
	"fingerprint_sha256": "5f1c…",
	"issuer": "CN=prod.example issuing",
	"not_before": "2026-11-22T11:00:00Z",
	"not_after": "2026-11-22T23:00:00Z",
	"lifetime_seconds": 43200,
	"inventoried": true,
}

calm := {"revoked": false, "shared_credential": false}

orders_id := "spiffe://prod.example/ns/pay/sa/orders"

orders_entry := {
	"kind": "workload",
	"owner": "team-payments",
	"service": "orders",
	"status": "active",
	"credential": {"max_lifetime_seconds": 86400},
	"binding": {
		"kubernetes": {"namespace": "pay", "service_account": "orders"},
		"network": ["10.0.0.0/8", "fd00:10::/32"],
	},
	"may_call": ["ledger"],
	"grants": [
		{"methods": ["GET"], "path": "/api/v1/accounts/*"},
		{"methods": ["GET", "POST"], "path": "/api/v1/entries/**", "scope": "ledger:write"},
	],
}

orders_request := {
	"request": {"method": "GET", "path": "/api/v1/accounts/42", "time": now},
	"peer": {"address": "10.1.2.3", "certificate": certificate},
	"credential": {"scheme": "mtls", "bound": true, "confirmations": []},
	"destination": {"service": "ledger"},
	"subject": {"id": orders_id},
	"actors": [],
	"evidence": {"kubernetes": {"namespace": "pay", "service_account": "orders"}},
	"status": calm,
}

agent_id := "spiffe://prod.example/agent/support"

agent_entry := {
	"kind": "agent",
	"owner": "team-support",
	"status": "active",
	"approval_tools": ["refund_order"],
	"grants": [
		{"methods": ["GET"], "path": "/api/v1/orders/*"},
		{"methods": ["PATCH"], "path": "/api/v1/orders/*", "scope": "orders:write"},
		{"methods": ["POST"], "path": "/mcp", "mcp_methods": ["initialize", "tools/list"], "approval": "none"},
		{"methods": ["POST"], "path": "/mcp", "tools": ["find_order", "refund_order"], "approval": "none"},
	],
}

agent_request := {
	"request": {
		"method": "POST",
		"path": "/mcp",
		"time": now,
		"mcp": {"method": "tools/call", "tool": "refund_order"},
	},
	"peer": {"address": "10.1.2.3", "certificate": certificate},
	"credential": {
		"scheme": "dpop",
		"bound": true,
		"confirmations": ["jkt"],
		"token": {
			"issuer": "https://issuer.example",
			"scopes": ["orders:write"],
			"issued_at": 1795348700,
			"expires_at": 1795349000,
		},
	},
	"subject": {"id": agent_id},
	"actors": [],
	"agent": {
		"session": "s-1",
		"approval": {"id": "a-1", "approver": "https://login.example#lead", "expires": 1795348860},
	},
	"evidence": {},
	"status": calm,
}

carrier_id := "https://issuer.carrier.example#notifier"

carrier_entry := {
	"kind": "third_party",
	"owner": "team-logistics",
	"status": "active",
	"entitlement": {
		"issuer": "https://issuer.carrier.example",
		"audience": "https://partners.example",
		"scopes": ["shipments:notify", "shipments:read"],
	},
	"grants": [{"methods": ["POST"], "path": "/shipments/*", "scope": "shipments:notify"}],
}

carrier_request := {
	"request": {"method": "POST", "path": "/shipments/9", "time": now},
	"peer": {"address": "203.0.113.9"},
	"credential": {
		"scheme": "dpop",
		"bound": true,
		"token": {
			"issuer": "https://issuer.carrier.example",
			"audience": ["https://partners.example"],
			"scopes": ["shipments:notify"],
			"issued_at": 1795348700,
			"expires_at": 1795349000,
		},
	},
	"subject": {"id": carrier_id},
	"status": calm,
}

# The reasons for a request when the registry holds one entry.
reasons_for(id, entry, request) := reasons if {
	reasons := authz.decision.reasons with input as request with data.countersign.identities as {id: entry}
}

allowed_for(id, entry, request) if {
	decision := authz.decision with input as request with data.countersign.identities as {id: entry}
	decision == {"allow": true, "reasons": [], "obligations": {}}
}

# The same with JSON Patch operations on the entry and on the request.
orders(entry_patch, request_patch) := reasons_for(
	orders_id,
	json.patch(orders_entry, entry_patch),
	json.patch(orders_request, request_patch),
)

agent(entry_patch, request_patch) := reasons_for(
	agent_id,
	json.patch(agent_entry, entry_patch),
	json.patch(agent_request, request_patch),
)

carrier(entry_patch, request_patch) := reasons_for(
	carrier_id,
	json.patch(carrier_entry, entry_patch),
	json.patch(carrier_request, request_patch),
)

set(path, value) := {"op": "add", "path": path, "value": value}

drop(path) := {"op": "remove", "path": path}

# Values of the wrong type, and empty ones, for any member that is asked for.
hostile := [null, false, true, "true", "", " ", 0, -1, 1e99, [], [[]], {}, {"a": "b"}, [""], ["*"]]
