# METADATA
# title: Identity-bound access
# description: >-
#   Decides whether one request may pass, from what Countersign verified about it (input) and from the registry
#   of identities (data.countersign.identities). Denies by default. Every rule asks for proof: a member that is
#   missing, or of the wrong type, proves nothing and so denies. The registry is only ever looked up by id, never
#   searched, so its size does not matter.
package countersign.authz

# METADATA
# title: The decision
# description: >-
#   allow, the codes of all reasons against it (sorted; empty when allowed), and obligations (this policy has none).
# entrypoint: true
decision := {"allow": allow, "reasons": sort(reasons), "obligations": {}}

default allow := false

allow if {
	granted
	count(reasons) == 0
}

# The subject's entry in the registry. An entry that cannot be relied on (unknown kind, no owner, a `binding` or
# `credential` that is not what the rules below read) counts as no entry: reading past it would drop its demands.
entry := found if {
	found := data.countersign.identities[input.subject.id]
	kinds[found.kind]
	text(found.owner)
	bindings_readable(found)
	credential_readable(found)
}

kinds := {"workload", "agent", "ci", "device", "human", "third_party"}

binding_members := {"kubernetes", "ci", "network", "attestation"}

bindings_readable(found) if not has(found, "binding")

bindings_readable(found) if {
	is_object(found.binding)
	every name, _ in found.binding {
		binding_members[name]
	}
}

credential_readable(found) if not has(found, "credential")

credential_readable(found) if is_object(found.credential)

reasons contains "UNREGISTERED_IDENTITY" if not entry

reasons contains "IDENTITY_SUSPENDED" if {
	entry
	not entry.status == "active"
}

# The workload graph. An entry without `may_call` may call every service that its grants allow.
reasons contains "NOT_IN_GRAPH" if {
	has(entry, "may_call")
	not in_graph
	not lifted("graph")
}

in_graph if in_list(input.destination.service, entry.may_call)
