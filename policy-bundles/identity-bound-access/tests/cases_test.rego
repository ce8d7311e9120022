# The recorded cases give the recorded results. test.sh loads cases/NAME.json as data.cases.NAME.
package countersign.authz_test

import data.countersign.authz

as_recorded(name, recorded) if {
	recorded.name == name
	decision := authz.decision with input as recorded.input
	decision == recorded.result
}

test_recorded_cases if {
	differing := {name | some name, recorded in data.cases; not as_recorded(name, recorded)}
	print(concat(" ", differing))
	count(differing) == 0
}
