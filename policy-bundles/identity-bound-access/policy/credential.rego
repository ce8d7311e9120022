# What the credential must be: bound to its holder, held by one workload only, and short-lived.
package countersign.authz

# A bearer token proves possession of a secret, not who acts.
reasons contains "UNBOUND_CREDENTIAL" if {
	not input.credential.bound == true
	not lifted("bound")
}

# Sharing must be known to be false: when nobody looked, it is not.
reasons contains "SHARED_CREDENTIAL" if {
	not input.status.shared_credential == false
	not entry.credential.sharing == "tolerated"
	not lifted("shared_credential")
}

reasons contains "LIFETIME_EXCEEDED" if {
	has(entry.credential, "max_lifetime_seconds")
	not short_lived
	not lifted("lifetime")
}

# Every credential that came with the request is short-lived, and there is at least one.
short_lived if {
	certificate_short_lived
	token_short_lived
}

short_lived if {
	certificate_short_lived
	not token_given
}

short_lived if {
	not certificate_given
	token_short_lived
}

token_given if has(input.credential, "token")

certificate_given if has(input.peer, "certificate")

certificate_short_lived if within(input.peer.certificate.lifetime_seconds, entry.credential.max_lifetime_seconds)

token_short_lived if {
	token := input.credential.token
	is_number(token.issued_at)
	is_number(token.expires_at)
	within(token.expires_at - token.issued_at, entry.credential.max_lifetime_seconds)
}
