# The registry follows its schema. test.sh loads the schema as data.registry_schema; without it this asks for nothing.
package countersign.authz_test

mistakes_in(registry) := {concat(": ", [mistake.field, mistake.desc]) |
	some mistake in json.match_schema(registry, data.registry_schema)[1]
}

test_registry_follows_its_schema if {
	mistakes := mistakes_in(data.countersign.identities)
	print(concat("\n", mistakes))
	count(mistakes) == 0
}

test_schema_accepts_the_entries_of_these_tests if {
	count(mistakes_in({orders_id: orders_entry})) == 0
}

mistaken(patch) if count(mistakes_in({orders_id: json.patch(orders_entry, [patch])})) > 0

mistaken(_) if not data.registry_schema

# What the policy could not see by itself: a misspelt member whose demand would be lost.
test_schema_finds_misspelt_members if {
	every patch in [
		set("/bindings", {}), set("/maycall", []), set("/credential/max_lifetime", 60), set("/grants/0/scopes", ["a"]),
		set("/binding/kubernetes/serviceaccount", "orders"), set("/binding/network", ["10.0.0.1"]),
		set("/grants/0/path", "/a[!b]"), set("/grants/0/path", "a"), set("/grants/0/methods", ["get"]),
		set("/exceptions", [{"check": "grants", "reason": "r", "approved_by": "a", "expires": "2027-01-31T00:00:00Z"}]),
		set("/exceptions", [{"check": "network", "reason": "r", "approved_by": "a", "expires": "2027-01-31"}]),
		set("/kind", "third_party"), set("/status", "Active"), drop("/owner"), drop("/service"),
	] {
		mistaken(patch)
	}
}
