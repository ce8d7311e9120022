// Command workloadapi is a SPIFFE agent for tests, made of go-spiffe and go-jose: it serves the
// Workload API on a Unix socket and its domain's bundle at an https_spiffe endpoint, and prints one
// line of JSON with SVIDs, good ones and others, and whether go-spiffe accepts them. Each line that
// it then reads changes what it serves:
//
//	rotate     the domain has other keys from now on
//	withdraw   the domain is not served any more
//	forget     this process is no workload any more
//	hang       calls get no answer
//	answer     calls get one again
//
// It ends with its standard input.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"github.com/spiffe/go-spiffe/v2/bundle/spiffebundle"
	"github.com/spiffe/go-spiffe/v2/proto/spiffe/workload"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

type agent struct {
	workload.UnimplementedSpiffeWorkloadAPIServer
	lock    sync.Mutex
	bundles []*spiffebundle.Bundle
	hang    bool
}

func (a *agent) served(ctx context.Context) ([]*spiffebundle.Bundle, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	if header := md.Get("workload.spiffe.io"); len(header) != 1 || header[0] != "true" {
		return nil, status.Error(codes.InvalidArgument, "security header missing from request")
	}
	a.lock.Lock()
	bundles, hang := a.bundles, a.hang
	a.lock.Unlock()
	if hang {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if bundles == nil {
		return nil, status.Error(codes.PermissionDenied, "no identity issued")
	}
	return bundles, nil
}

func (a *agent) FetchX509Bundles(_ *workload.X509BundlesRequest, stream workload.SpiffeWorkloadAPI_FetchX509BundlesServer) error {
	bundles, err := a.served(stream.Context())
	if err != nil {
		return err
	}
	answer := &workload.X509BundlesResponse{Crl: [][]byte{{1, 2, 3}}, Bundles: map[string][]byte{}}
	for _, b := range bundles {
		var der []byte
		for _, authority := range b.X509Authorities() {
			der = append(der, authority.Raw...)
		}
		answer.Bundles[b.TrustDomain().IDString()] = der
	}
	if err := stream.Send(answer); err != nil {
		return err
	}
	<-stream.Context().Done()
	return stream.Context().Err()
}

func (a *agent) FetchJWTBundles(_ *workload.JWTBundlesRequest, stream workload.SpiffeWorkloadAPI_FetchJWTBundlesServer) error {
	bundles, err := a.served(stream.Context())
	if err != nil {
		return err
	}
	answer := &workload.JWTBundlesResponse{Bundles: map[string][]byte{}}
	for _, b := range bundles {
		jwks, err := b.JWTBundle().Marshal()
		if err != nil {
			return err
		}
		answer.Bundles[b.TrustDomain().IDString()] = jwks
	}
	if err := stream.Send(answer); err != nil {
		return err
	}
	<-stream.Context().Done()
	return stream.Context().Err()
}

type report struct {
	Bundle   string     `json:"bundle"`
	Endpoint string     `json:"endpoint"`
	X509     []x509Case `json:"x509"`
	JWT      []jwtCase  `json:"jwt"`
	Rotated  []jwtCase  `json:"rotated"`
}

func main() {
	now := time.Now()
	prod := newDomain("prod.example", "k1", now)
	partner := newDomain("partner.example", "p1", now)
	next := newDomain("prod.example", "k2", now)
	set := spiffebundle.NewSet(prod.bundle, partner.bundle)
	a := &agent{bundles: []*spiffebundle.Bundle{prod.bundle, partner.bundle}}
	prod.bundle.SetSequenceNumber(1<<63 + 1)
	prod.bundle.SetRefreshHint(time.Minute)
	text := must(prod.bundle.Marshal())

	listener := must(net.Listen("unix", os.Args[1]))
	server := grpc.NewServer()
	workload.RegisterSpiffeWorkloadAPIServer(server, a)
	go func() { _ = server.Serve(listener) }()
	line := must(json.Marshal(report{
		Bundle:   string(text),
		Endpoint: serveBundle(prod, set, now),
		X509:     x509Cases(prod, partner, set, now),
		JWT:      jwtCases(prod, partner, set, now),
		Rotated:  []jwtCase{{Name: "signed by the next key", Text: next.sign(claims(now), "k2", nil)}},
	}))
	fmt.Println(string(line))

	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		a.lock.Lock()
		switch in.Text() {
		case "rotate":
			a.bundles = []*spiffebundle.Bundle{next.bundle, partner.bundle}
		case "withdraw":
			a.bundles = []*spiffebundle.Bundle{partner.bundle}
		case "forget":
			a.bundles = nil
		case "hang":
			a.hang = true
		case "answer":
			a.hang = false
		}
		a.lock.Unlock()
		fmt.Println("done")
	}
	server.Stop()
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
