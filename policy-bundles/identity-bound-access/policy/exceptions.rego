# Exceptions lift one check of one identity, until an end date, on somebody's responsibility.
package countersign.authz

# Checks that can be lifted: bound, shared_credential, lifetime, kubernetes, ci, network, attestation, graph.
# Registration, status, grants and approvals cannot. A malformed or expired exception lifts nothing.
lifted(check) if {
	is_array(entry.exceptions)
	some exception in entry.exceptions
	exception.check == check
	text(exception.approved_by)
	before_time(exception.expires)
}
