# As echo, without the functions that WebAssembly lacks.
package echo

decision := {"allowed": allowed, "dynamic_metadata": {"input": input}}

default allowed := false

allowed if input.request.method == "GET"
