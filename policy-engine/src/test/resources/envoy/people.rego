# A boolean over role, method and path; the role comes from the payload that Envoy's jwt_authn filter verified.
package people

import input.attributes.request.http

default allow := false

allow if {
	http.method == "GET"
	claims.role in {"guest", "admin"}
	glob.match("/people/*", ["/"], http.path)
}

allow if {
	http.method == "POST"
	claims.role == "admin"
	glob.match("/people", ["/"], http.path)
	lower(input.parsed_body.firstname) != base64url.decode(claims.sub)
}

claims := input.attributes.metadataContext.filterMetadata["envoy.filters.http.jwt_authn"].jwt_payload
