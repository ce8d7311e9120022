# What the identity may do, and whether somebody had to agree to it.
package countersign.authz

reasons contains "NO_GRANT" if {
	entry
	not matched
}

reasons contains "APPROVAL_REQUIRED" if {
	matched
	not granted
}

matched if {
	entitled
	count(matching) > 0
}

granted if {
	entitled
	some number in matching
	agreed(entry.grants[number])
}

# The numbers of the grants that match the request. A grant with a member this policy does not know matches
# nothing: a misspelt restriction must not become no restriction.
matching contains number if {
	is_array(entry.grants)
	some number, grant in entry.grants
	in_list(input.request.method, grant.methods)
	glob.match(grant.path, ["/"], input.request.path)
	scope_held(grant)
	tool_granted(grant)
	mcp_method_granted(grant)
	every name, _ in grant {
		grant_members[name]
	}
}

grant_members := {"methods", "path", "scope", "tools", "mcp_methods", "approval", "description"}

scope_held(grant) if not has(grant, "scope")

scope_held(grant) if {
	text(grant.scope)
	in_list(grant.scope, input.credential.token.scopes)
}

tool_granted(grant) if not has(grant, "tools")

tool_granted(grant) if {
	input.request.mcp.method == "tools/call"
	in_list(input.request.mcp.tool, grant.tools)
}

mcp_method_granted(grant) if not has(grant, "mcp_methods")

mcp_method_granted(grant) if in_list(input.request.mcp.method, grant.mcp_methods)

# A third party has no more than its entitlement: the token is of that issuer, for that audience alone, and has no
# scope beyond. Other kinds are held to an entitlement when their entry has one.
entitled if {
	entry.kind != "third_party"
	not has(entry, "entitlement")
}

entitled if {
	token := input.credential.token
	text(entry.entitlement.issuer)
	token.issuer == entry.entitlement.issuer
	audience_is(token.audience, entry.entitlement.audience)
	is_array(token.scopes)
	every scope in token.scopes {
		in_list(scope, entry.entitlement.scopes)
	}
}

audience_is(audience, expected) if {
	text(expected)
	audience in {expected, [expected]}
}

agreed(grant) if unattended(grant)

agreed(grant) if approved(grant)

# Requests that need nobody's approval.
unattended(grant) if {
	not agent_acts
	not grant.approval == "required"
}

unattended(grant) if {
	harmless(grant)
	tool_needs_nobody
}

agent_acts if entry.kind == "agent"

# An agent that acts in somebody else's name is still an agent.
agent_acts if {
	some id in actor_ids
	data.countersign.identities[id].kind == "agent"
}

# The ids of the delegation chain, formed like the subject's.
actor_ids contains actor.subject if some actor in input.actors

actor_ids contains concat("#", [actor.issuer, actor.subject]) if some actor in input.actors

actor_ids contains concat("#", [input.credential.token.issuer, actor.subject]) if {
	some actor in input.actors
	not has(actor, "issuer")
}

harmless(grant) if {
	safe_method
	not grant.approval == "required"
}

harmless(grant) if grant.approval == "none"

safe_method if input.request.method in {"GET", "HEAD", "OPTIONS"}

# An agent with `approval_tools` must show which tool it calls: a body that could not be read may hide any tool.
tool_needs_nobody if not has(entry, "approval_tools")

tool_needs_nobody if {
	input.request.mcp.method == "tools/call"
	text(input.request.mcp.tool)
	is_array(entry.approval_tools)
	not input.request.mcp.tool in entry.approval_tools
}

tool_needs_nobody if {
	text(input.request.mcp.method)
	input.request.mcp.method != "tools/call"
}

tool_needs_nobody if {
	safe_method
	not has(input.request, "mcp")
}

# An approval in force, by somebody other than those who act, that covers what is asked.
approved(grant) if {
	approval := input.agent.approval
	text(approval.id)
	text(approval.approver)
	approval.approver != input.subject.id
	not actor_ids[approval.approver]
	before_epoch(approval.expires)
	covers(approval, grant)
}

# An approval that names scopes covers only the tools and the grants' scopes that it names.
covers(approval, _) if not has(approval, "scope")

covers(approval, _) if approval.scope == []

covers(approval, _) if in_list(input.request.mcp.tool, approval.scope)

covers(approval, grant) if in_list(grant.scope, approval.scope)
