package plan

runaway if {
	some a in numbers.range(1, 2000)
	some b in numbers.range(1, 2000)
	some c in numbers.range(1, 2000)
	a + b + c == 0
}

long_text := concat("", [t | some _ in numbers.range(1, 100000); t := input.text])

conflict := 1 if input.conflict

conflict := 2 if input.conflict

undefined_rule if input.nothing

present := time.now_ns()

drawn := [rand.intn("a", 1000000), uuid.rfc4122("b"), rand.intn("a", 1000000)]

broken_call := to_number(input.text)

fallback := {"used": true} if not broken_call

replaced := [a, b, c, value] if {
	a := value with input.x as 1
	b := value with input as {"x": 2}
	c := value with data.plan_data.y as 3
}

value := [object.get(input, "x", null), y]

default y := null

y := data.plan_data.y
