package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/spiffe/go-spiffe/v2/bundle/spiffebundle"
	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/svid/jwtsvid"
	"github.com/spiffe/go-spiffe/v2/svid/x509svid"
)

const (
	audience = "https://api.example"
	orders   = "spiffe://prod.example/ns/shop/sa/orders"
)

// domain is a trust domain with one authority of each kind.
type domain struct {
	bundle *spiffebundle.Bundle
	root   *x509.Certificate
	caKey  *ecdsa.PrivateKey
	jwtKey *ecdsa.PrivateKey
}

type x509Case struct {
	Name     string `json:"name"`
	Text     string `json:"text"`
	Accepted bool   `json:"accepted"`
}

type jwtCase = x509Case

func newDomain(name, kid string, now time.Time) *domain {
	td := spiffeid.RequireTrustDomainFromString(name)
	d := &domain{bundle: spiffebundle.New(td), caKey: newKey(), jwtKey: newKey()}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(now.UnixNano()),
		Subject:               pkix.Name{CommonName: name},
		URIs:                  []*url.URL{td.ID().URL()},
		NotBefore:             now.Add(-time.Minute),
		NotAfter:              now.Add(time.Hour),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	d.root = issue(template, template, d.caKey.Public(), d.caKey)
	d.bundle.AddX509Authority(d.root)
	if err := d.bundle.AddJWTAuthority(kid, d.jwtKey.Public()); err != nil {
		panic(err)
	}
	return d
}

func newKey() *ecdsa.PrivateKey { return must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)) }

func issue(template, parent *x509.Certificate, public crypto.PublicKey, key crypto.Signer) *x509.Certificate {
	return must(x509.ParseCertificate(
		must(x509.CreateCertificate(rand.Reader, template, parent, public, key))))
}

// leaf is a certificate as x509svid wants it, changed by the function.
func (d *domain) leaf(now time.Time, change func(*x509.Certificate)) *x509.Certificate {
	return d.leafFor(newKey(), now, change)
}

func (d *domain) leafFor(key *ecdsa.PrivateKey, now time.Time, change func(*x509.Certificate)) *x509.Certificate {
	template := &x509.Certificate{
		SerialNumber:          must(rand.Int(rand.Reader, big.NewInt(1<<62))),
		URIs:                  []*url.URL{must(url.Parse(orders))},
		NotBefore:             now.Add(-time.Minute),
		NotAfter:              now.Add(time.Hour),
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	change(template)
	return issue(template, d.root, key.Public(), d.caKey)
}

func uris(texts ...string) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		c.URIs = nil
		for _, text := range texts {
			c.URIs = append(c.URIs, must(url.Parse(text)))
		}
	}
}

func x509Cases(prod, partner *domain, set *spiffebundle.Set, now time.Time) []x509Case {
	var cases []x509Case
	add := func(name string, leaf *x509.Certificate) {
		_, _, err := x509svid.Verify([]*x509.Certificate{leaf}, set, x509svid.WithTime(now))
		text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: leaf.Raw})
		cases = append(cases, x509Case{name, string(text), err == nil})
	}
	add("an X.509-SVID", prod.leaf(now, func(*x509.Certificate) {}))
	add("an X.509-SVID of a partner", partner.leaf(now, uris("spiffe://partner.example/a")))
	add("a partner's workload by our authority", prod.leaf(now, uris("spiffe://partner.example/a")))
	add("our workload by a partner's authority", partner.leaf(now, func(*x509.Certificate) {}))
	add("a domain nobody trusts", prod.leaf(now, uris("spiffe://third.example/a")))
	add("no URI", prod.leaf(now, uris()))
	add("two URIs", prod.leaf(now, uris(orders, "spiffe://prod.example/admin")))
	add("a URI that is no SPIFFE ID", prod.leaf(now, uris("https://prod.example/orders")))
	add("a SPIFFE ID as DNS name", prod.leaf(now, func(c *x509.Certificate) {
		c.URIs, c.DNSNames = nil, []string{orders}
	}))
	add("a SPIFFE ID as e-mail address", prod.leaf(now, func(c *x509.Certificate) {
		c.URIs, c.EmailAddresses = nil, []string{orders}
	}))
	add("a CA", prod.leaf(now, func(c *x509.Certificate) { c.IsCA = true }))
	add("a leaf that signs certificates", prod.leaf(now, func(c *x509.Certificate) {
		c.KeyUsage |= x509.KeyUsageCertSign
	}))
	add("a leaf that signs CRLs", prod.leaf(now, func(c *x509.Certificate) {
		c.KeyUsage |= x509.KeyUsageCRLSign
	}))
	add("expired", prod.leaf(now, func(c *x509.Certificate) {
		c.NotAfter = now.Add(-time.Second)
	}))
	add("not valid yet", prod.leaf(now, func(c *x509.Certificate) {
		c.NotBefore = now.Add(time.Minute)
	}))
	return cases
}

func claims(now time.Time) map[string]any {
	return map[string]any{
		"sub": orders,
		"aud": []string{audience},
		"exp": now.Add(time.Hour).Unix(),
		"iat": now.Unix(),
	}
}

func (d *domain) sign(claims map[string]any, kid string, headers map[jose.HeaderKey]any) string {
	return sign(jose.ES256, d.jwtKey, claims, kid, headers)
}

func sign(alg jose.SignatureAlgorithm, key any, claims map[string]any, kid string, headers map[jose.HeaderKey]any) string {
	options := &jose.SignerOptions{ExtraHeaders: headers}
	signer := must(jose.NewSigner(
		jose.SigningKey{Algorithm: alg, Key: jose.JSONWebKey{Key: key, KeyID: kid}}, options))
	return must(jwt.Signed(signer).Claims(claims).Serialize())
}

func jwtCases(prod, partner *domain, set *spiffebundle.Set, now time.Time) []jwtCase {
	var cases []jwtCase
	add := func(name, token string) {
		_, err := jwtsvid.ParseAndValidate(token, set, []string{audience})
		cases = append(cases, jwtCase{name, token, err == nil})
	}
	with := func(name string, value any) map[string]any {
		changed := claims(now)
		changed[name] = value
		if value == nil {
			delete(changed, name)
		}
		return changed
	}
	typ := func(value string) map[jose.HeaderKey]any {
		return map[jose.HeaderKey]any{jose.HeaderType: value}
	}
	good := claims(now)
	add("a JWT-SVID", prod.sign(good, "k1", nil))
	add("typ JWT", prod.sign(good, "k1", typ("JWT")))
	add("typ JOSE", prod.sign(good, "k1", typ("JOSE")))
	add("a partner's", partner.sign(with("sub", "spiffe://partner.example/a"), "p1", nil))
	add("one audience of two", prod.sign(with("aud", []string{"b", audience}), "k1", nil))
	add("one audience as text", prod.sign(with("aud", audience), "k1", nil))
	add("typ at+jwt", prod.sign(good, "k1", typ("at+jwt")))
	add("no kid", prod.sign(good, "", nil))
	add("an unknown kid", prod.sign(good, "k9", nil))
	add("a partner's key for our workload", partner.sign(good, "p1", nil))
	add("a partner's key under our kid", partner.sign(good, "k1", nil))
	add("our key for a partner's workload", prod.sign(with("sub", "spiffe://partner.example/a"), "k1", nil))
	add("the key of the authority for certificates", sign(jose.ES256, prod.caKey, good, "k1", nil))
	add("a domain nobody trusts", prod.sign(with("sub", "spiffe://third.example/a"), "k1", nil))
	add("no sub", prod.sign(with("sub", nil), "k1", nil))
	add("sub no SPIFFE ID", prod.sign(with("sub", "orders"), "k1", nil))
	add("no aud", prod.sign(with("aud", nil), "k1", nil))
	add("aud empty", prod.sign(with("aud", []string{}), "k1", nil))
	add("aud of another service", prod.sign(with("aud", []string{"https://other.example"}), "k1", nil))
	add("no exp", prod.sign(with("exp", nil), "k1", nil))
	add("expired", prod.sign(with("exp", now.Add(-10*time.Minute).Unix()), "k1", nil))
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	add("EdDSA", sign(jose.EdDSA, ed, good, "k1", nil))
	add("HS256", sign(jose.HS256, []byte("01234567890123456789012345678901"), good, "k1", nil))
	return cases
}
