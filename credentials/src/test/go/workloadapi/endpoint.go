package main

import (
	"crypto/x509"
	"net"
	"net/http"
	"time"

	"github.com/spiffe/go-spiffe/v2/bundle/spiffebundle"
	"github.com/spiffe/go-spiffe/v2/federation"
	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig"
	"github.com/spiffe/go-spiffe/v2/svid/x509svid"
)

const endpointID = "spiffe://prod.example/bundle-endpoint"

// serveBundle serves the domain's bundle under an X.509-SVID (https_spiffe) and gives the URL.
func serveBundle(d *domain, set *spiffebundle.Set, now time.Time) string {
	key := newKey()
	svid := &x509svid.SVID{
		ID:           spiffeid.RequireFromString(endpointID),
		Certificates: []*x509.Certificate{d.leafFor(key, now, uris(endpointID))},
		PrivateKey:   key,
	}
	handler := must(federation.NewHandler(d.bundle.TrustDomain(), set))
	server := &http.Server{Handler: handler, TLSConfig: tlsconfig.TLSServerConfig(svid)}
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	go func() { _ = server.ServeTLS(listener, "", "") }()
	return "https://" + listener.Addr().String()
}
