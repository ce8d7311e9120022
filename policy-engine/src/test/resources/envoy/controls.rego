# Every member of a result object, put together from partial rules.
package controls

import input.attributes.request.http

default allow := false

allow if http.headers["x-tenant"] == "blue"

headers["x-ext-auth-allow"] := "yes" if allow

headers["x-validated-by"] := "security-checkpoint"

response_headers_to_add["x-foo"] := "bar"

request_headers_to_remove := ["one-auth-header", "another-auth-header"]

query_parameters_to_set := {"tenant": "blue", "tag": ["a", "b"]}

query_parameters_to_remove := ["debug"]

status := 401 if not http.headers["x-tenant"]

else := 403

body := "Authentication Failed" if status == 401

body := "Unauthorized Request" if status == 403

result["allowed"] := allow

result["headers"] := headers

result["response_headers_to_add"] := response_headers_to_add

result["request_headers_to_remove"] := request_headers_to_remove

result["query_parameters_to_set"] := query_parameters_to_set

result["query_parameters_to_remove"] := query_parameters_to_remove

result["body"] := body if not allow

result["http_status"] := status if not allow

result["dynamic_metadata"] := {"tenant": http.headers["x-tenant"], "cost": 2}
