# Where and as what the credential may be used. Each member of the entry's `binding` must be proved by the
# evidence of this request; a member that is absent asks for nothing.
package countersign.authz

reasons contains "BINDING_KUBERNETES" if {
	has(entry.binding, "kubernetes")
	not kubernetes_proved
	not lifted("kubernetes")
}

# Whatever the registry names (also `node`, or uids: names are given again after a deletion, uids are not).
kubernetes_proved if {
	demanded := entry.binding.kubernetes
	has(demanded, "namespace")
	has(demanded, "service_account")
	proved(demanded, input.evidence.kubernetes)
}

reasons contains "BINDING_CI" if {
	has(entry.binding, "ci")
	not ci_proved
	not lifted("ci")
}

# An issuer alone is no job: everyone's jobs have the same issuer.
ci_proved if {
	demanded := entry.binding.ci
	has(demanded, "issuer")
	count(demanded) > 1
	proved(demanded, input.evidence.ci)
}

# Every member demanded is in the evidence, with the same value.
proved(demanded, evidence) if {
	is_object(demanded)
	is_object(evidence)
	every name, value in demanded {
		text(value)
		evidence[name] == value
	}
}

reasons contains "BINDING_NETWORK" if {
	has(entry.binding, "network")
	not network_proved
	not lifted("network")
}

network_proved if {
	is_array(entry.binding.network)
	some range in entry.binding.network
	not contains(address, "/") # net.cidr_contains would also take a whole network for an address
	contains(address, ":") == contains(range, ":")
	not ipv4_in_ipv6
	net.cidr_contains(range, address)
}

# An IPv4 address written as IPv6 (RFC 4291 §2.5.5.2): OPA and its WebAssembly disagree whether an IPv4 range has it.
ipv4_in_ipv6 if {
	contains(address, ":")
	net.cidr_contains("::ffff:0:0/96", address)
}

# The address that evidence proved, else the connection's.
address := input.evidence.network.address if network_evidence

address := input.peer.address if not network_evidence

network_evidence if has(input.evidence, "network")

reasons contains "BINDING_ATTESTATION" if {
	has(entry.binding, "attestation")
	not attestation_proved
	not lifted("attestation")
}

attestation_proved if {
	demanded := entry.binding.attestation
	is_object(demanded)
	count(demanded) > 0
	is_object(input.evidence.attestation)
	every name, value in demanded {
		attested(name, value)
	}
}

attested("key_name", value) if {
	text(value)
	input.evidence.attestation.key_name == value
}

attested("pcrs", value) if {
	count(value) > 0
	proved(value, input.evidence.attestation.pcrs)
}

attested("max_age_seconds", value) if {
	is_number(input.request.time.epoch_seconds)
	is_number(input.evidence.attestation.time)
	within(input.request.time.epoch_seconds - input.evidence.attestation.time, value)
}
