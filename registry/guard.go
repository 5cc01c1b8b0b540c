package registry

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync/atomic"
	"syscall"
	"time"
)

// guard opens connections, and keeps a registry's answers from leading where
// the user's own network begins: a redirect or a token realm may only lead to a
// private address when the registry itself has one. Addresses are looked at
// after name resolution, so that a name cannot hide one.
type guard struct {
	// own is the registry's host; it may be anywhere, as the user named it.
	own string
	// allow lets everything pass.
	allow bool
	// ownPrivate is set once the registry was seen to have a private address.
	ownPrivate atomic.Bool
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
	own := host == g.own || isProxy(address)
	dialer := net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second, Control: func(_, resolved string, _ syscall.RawConn) error {
		return g.check(host, own, resolved)
	}}
	return dialer.DialContext(ctx, network, address)
}

func (g *guard) check(host string, own bool, resolved string) error {
	at, err := netip.ParseAddrPort(resolved)
	if err != nil {
		return fmt.Errorf("connecting to %q: %w", resolved, err)
	}
	private := g.private(at.Addr().Unmap())
	switch {
	case own && private:
		g.ownPrivate.Store(true)
	case !own && private && !g.allow && !g.ownPrivate.Load():
		return &privateError{host, at.Addr().String()}
	}
	return nil
}

// privateError says that an answer led to a private address.
type privateError struct{ host, address string }

const privateHint = "if that is meant to be, --allow-private-addresses permits it"

func (e *privateError) Error() string {
	return fmt.Sprintf("refused to go to %s: %s is a private address, and the registry is not", e.host, e.address)
}

// shared is the range of carrier-grade NAT (RFC 6598), which net/netip does not
// count as private.
var shared = netip.MustParsePrefix("100.64.0.0/10")

// isPrivate reports whether an address is not one of the public internet.
func isPrivate(a netip.Addr) bool {
	return a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsLinkLocalMulticast() || a.IsMulticast() || a.IsUnspecified() || shared.Contains(a)
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
