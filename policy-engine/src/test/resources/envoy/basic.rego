# Reads the credential itself, which no policy here is shown.
package basic

default allow := false

allow if {
	[_, encoded] := split(input.attributes.request.http.headers.authorization, " ")
	startswith(base64.decode(encoded), "alice:")
}
