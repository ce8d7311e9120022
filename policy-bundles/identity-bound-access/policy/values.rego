# Small tests of values. Rego orders every number before every string, and `x in y` also looks into objects, so
# values that come from outside are compared only after their type is known.
package countersign.authz

# True when the member is there, whatever its value: `object[name]` alone is also untrue for false. Where `object`
# itself may be missing, give the test a rule of its own before negating it: arguments are read outside of `not`, so
# `not has(input.peer, "certificate")` does not hold when there is no peer.
has(object, name) if _ = object[name]

# A string with something in it.
text(value) if {
	is_string(value)
	trim_space(value) != ""
}

in_list(value, list) if {
	is_array(list)
	value in list
}

# A length of time in seconds that is known, not negative, and at most `limit`.
within(seconds, limit) if {
	is_number(seconds)
	is_number(limit)
	seconds >= 0
	seconds <= limit
}

# True while the request's time is before `end`, in seconds since 1970.
before_epoch(end) if {
	is_number(end)
	is_number(input.request.time.epoch_seconds)
	input.request.time.epoch_seconds < end
}

# The same for times in UTC with whole seconds. Times of one fixed shape sort like the instants they name; that
# needs no built-in that WebAssembly lacks.
before_time(end) if {
	utc_second(end)
	utc_second(input.request.time.rfc3339)
	input.request.time.rfc3339 < end
}

utc_second(time) if regex.match(
	`\A[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z\z`,
	time,
)
