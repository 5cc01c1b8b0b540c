package registry

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"sync/atomic"
	"syscall"
	"time"
)

// guard opens connections, and keeps a registry's answers from leading where
// the user's own network begins: a redirect or a token realm may only lead to a
// private address when the registry itself has one. Addresses are looked at
// after name resolution, so that a name cannot hide one, and the registry has
// the address at which it was reached: names also lead where nobody answers.
type guard struct {
	// own is the registry's host; it may be anywhere, as the user named it.
	own string
	// allow lets everything pass.
	allow bool
	// ownPrivate and ownPublic are set once the registry was reached at such an
	// address. One that was reached at both is public.
	ownPrivate, ownPublic atomic.Bool
	// private tells private addresses; tests have their own.
	private func(netip.Addr) bool
}

func newGuard(registry string, allow bool) *guard {
	host, _, err := net.SplitHostPort(registry)
	if err != nil {
		host = registry
	}
	return &guard{own: host, allow: allow, private: isPrivate}
}

// dial connects as net.Dialer does.
func (g *guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("connecting to %q: %w", address, err)
	}
	dialer := net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}
	if isProxy(address) {
		return dialer.DialContext(ctx, network, address)
	}
	dialer.Control = func(_, resolved string, _ syscall.RawConn) error { return g.check(host, resolved) }
	connection, err := dialer.DialContext(ctx, network, address)
	if err == nil && host == g.own {
		g.reached(connection.RemoteAddr().String())
	}
	return connection, err
}

// check is asked before each attempt to connect to an address of host. The error
// is a *privateError for one that is out of bounds.
func (g *guard) check(host, resolved string) error {
	at, err := netip.ParseAddrPort(resolved)
	if err != nil {
		return fmt.Errorf("connecting to %q: %w", resolved, err)
	}
	if g.allow || !g.private(at.Addr().Unmap()) {
		return nil
	}
	// A public name may come to mean a private address from one moment to the
	// next.
	permitted := g.ownPrivate.Load() || host == g.own
	if !permitted || g.ownPublic.Load() {
		return &privateError{host, at.Addr().String()}
	}
	return nil
}

// reached notes at which address the registry answered.
func (g *guard) reached(address string) {
	at, err := netip.ParseAddrPort(address)
	switch {
	case err != nil:
	case g.private(at.Addr().Unmap()):
		g.ownPrivate.Store(true)
	default:
		g.ownPublic.Store(true)
	}
}

// privateError says that an answer led to a private address.
type privateError struct{ host, address string }

const privateHint = "if that is meant to be, --allow-private-addresses permits it"

func (e *privateError) Error() string {
	return fmt.Sprintf("refused to go to %s: %s is a private address, and the registry is not", e.host, e.address)
}

// reserved are ranges that net/netip does not count as private and that are not
// of the public internet (RFC 6890 and the IANA registries of special purpose
// addresses).
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // carrier-grade NAT
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), // benchmarks
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/96"),          // IPv4-compatible
	netip.MustParsePrefix("64:ff9b:1::/48"), // translation within a network
	netip.MustParsePrefix("fec0::/10"),      // site-local
}

// embedding are ranges of IPv6 addresses that lead to an IPv4 address, which
// they hold from a byte on.
var embedding = []struct {
	prefix netip.Prefix
	from   int
}{
	{netip.MustParsePrefix("64:ff9b::/96"), 12}, // RFC 6052
	{netip.MustParsePrefix("2002::/16"), 2},     // RFC 3056
}

// isPrivate reports whether an address is not one of the public internet.
func isPrivate(a netip.Addr) bool {
	a = a.WithZone("") // A prefix contains no address with a zone.
	if a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsLinkLocalMulticast() || a.IsMulticast() || a.IsUnspecified() {
		return true
	}
	if slices.ContainsFunc(reserved, func(p netip.Prefix) bool { return p.Contains(a) }) {
		return true
	}
	for _, e := range embedding {
		if bytes := a.As16(); e.prefix.Contains(a) {
			return isPrivate(netip.AddrFrom4([4]byte(bytes[e.from : e.from+4])))
		}
	}
	return false
}

// isProxy reports whether the environment names the address as a proxy. What
// lies behind one, the proxy resolves; that cannot be checked here.
func isProxy(address string) bool {
	for _, scheme := range []string{"http", "https"} {
		proxy, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: scheme, Host: "registry.invalid"}})
		if err != nil || proxy == nil {
			continue
		}
		port := proxy.Port()
		if port == "" {
			port = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}[proxy.Scheme]
		}
		if net.JoinHostPort(proxy.Hostname(), port) == address {
			return true
		}
	}
	return false
}
