# Allows less than the other: only what its registry knows.
package echo

default decision := {"allow": false, "reasons": ["UNREGISTERED_IDENTITY"]}

decision := {"allow": true} if input.subject.registered
