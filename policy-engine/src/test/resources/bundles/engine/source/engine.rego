# What the tests of the engine ask of a policy.
package engine

# Whatever the input says.
echo := input.result

# Never has a value.
undefined if input.never

# Two rules with different values: an error for the input {"conflict": true}.
conflict := 1 if input.conflict

conflict := 2 if input.conflict

# Work that grows with the square of input.n.
slow := count([1 |
	some i in numbers.range(1, input.n)
	some j in numbers.range(1, input.n)
	i * j < 0
])

# Memory that grows with input.n times the length of input.text.
large := count(concat("", [input.text | some _ in numbers.range(1, input.n)]))

# What the data says of the subject.
owner := data.countersign.identities[input.id].owner

# Numbers, as exact as they came.
sum := input.a + input.b
