# The parsed forms of path, query and body.
package shape

path if input.parsed_path == ["people", "a/b", "+"]

query if {
	input.parsed_path == ["people"]
	input.parsed_query.lang == ["en"]
	input.parsed_query.id == ["1", "2"]
}

body if {
	input.parsed_body.firstname == "Charlie"
	input.parsed_body.lastname == "Opa"
}

small if not input.truncated_body

rpc if input.parsed_path == ["test.KitchenSink", "Ping"]

version if input.version == {"ext_authz": "v3", "encoding": "protojson"}
