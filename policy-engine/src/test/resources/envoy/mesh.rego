# Who talks to whom, as a service mesh asks.
package mesh

import input.attributes

default allow := false

allow if {
	attributes.source.principal == "spiffe://prod.example/ns/shop/sa/web"
	attributes.destination.principal == "spiffe://prod.example/ns/shop/sa/cart"
	net.cidr_contains("10.0.0.0/8", attributes.source.address.socketAddress.address)
	attributes.destination.address.socketAddress.portValue == 8443
	attributes.contextExtensions.route == "cart"
	attributes.request.http.host == "shop.example"
	attributes.request.http.scheme == "https"
	attributes.request.http.protocol == "HTTP/2"
}
