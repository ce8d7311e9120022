# Small tests of values. Rego orders every number before every string, and `x in y` also looks into objects, so
# values that come from outside are compared only after their type is known.
package countersign.authz

# True when the member is there, whatever its value: `object[name]` alone is also untrue for false.
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

# True while the request's time is before `end`: a number of seconds since 1970, or a time in UTC to the second.
before(end) if {
	is_number(end)
	is_number(input.request.time.epoch_seconds)
	input.request.time.epoch_seconds < end
}

# Times of one fixed shape sort like the instants they name, which needs no built-in that WebAssembly lacks.
before(end) if {
	utc_second(end)
	now := input.request.time.rfc3339
	regex.match(`\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z\z`, now)
	substring(now, 0, 19) < substring(end, 0, 19)
}

utc_second(time) if regex.match(
	`\A[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z\z`,
	time,
)
