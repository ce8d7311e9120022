# A default object that refuses, and a redirect to a login.
package login

import input.attributes.request.http

default allow := {
	"allowed": false,
	"headers": {"x-ext-auth-allow": "no"},
	"body": "Unauthorized Request",
	"http_status": 301,
}

allow := {"allowed": true, "headers": {"x-ext-auth-allow": "yes"}} if http.headers["x-session"] == "open"

allow := response if {
	http.headers["x-session"] == "expired"
	response := {
		"allowed": false,
		"http_status": 302,
		"headers": [{"location": "https://login.example/?to=a"}, {"x-hint": ["b", "c"]}],
	}
}
