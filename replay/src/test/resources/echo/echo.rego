# Answers with all that it was asked, so that an input that differs in anything gives another answer.
package echo

decision := {
	"allowed": allowed,
	"dynamic_metadata": {
		"input": input,
		"now": time.now_ns(),
		"draw": rand.intn("draw", 1000000),
		"uuid": uuid.rfc4122("u"),
	},
}

default allowed := false

allowed if input.request.method == "GET"
