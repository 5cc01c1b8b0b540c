package remote

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

// dialGuard opens connections, and keeps a registry's answers from leading into
// the user's own network: a redirect or a token realm may only lead to a private
// address when the registry itself has one. Addresses are checked after name
// resolution, so that a name cannot hide one, and the registry's is the one at
// which it was reached: a name may also lead to addresses where nothing answers.
type dialGuard struct {
	// own is the registry's host; it may be anywhere, as the user named it.
	own string
	// allow lets everything pass.
	allow bool
	// ownPrivate and ownPublic are set once the registry was reached at such an
	// address. One that was reached at both is public.
	ownPrivate, ownPublic atomic.Bool
	// private recognises private addresses; tests have their own.
	private func(netip.Addr) bool
}

func newDialGuard(host string, allow bool) *dialGuard {
	own, _, err := net.SplitHostPort(host)
	if err != nil {
		own = host
	}
	return &dialGuard{own: own, allow: allow, private: isPrivate}
}

// dial connects as net.Dialer does.
func (g *dialGuard) dial(ctx context.Context, network, address string) (net.Conn, error) {
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

// check is called before each attempt to connect to an address of host. The error
// is a *privateAddressError for one that is out of bounds.
func (g *dialGuard) check(host, resolved string) error {
	at, err := netip.ParseAddrPort(resolved)
	if err != nil {
		return fmt.Errorf("connecting to %q: %w", resolved, err)
	}
	if g.allow || !g.private(at.Addr().Unmap()) {
		return nil
	}
	// A public name may mean a private address from one moment to the next.
	permitted := g.ownPrivate.Load() || host == g.own
	if !permitted || g.ownPublic.Load() {
		return &privateAddressError{host, at.Addr().String()}
	}
	return nil
}

// reached records at which address the registry answered.
func (g *dialGuard) reached(address string) {
	at, err := netip.ParseAddrPort(address)
	switch {
	case err != nil:
	case g.private(at.Addr().Unmap()):
		g.ownPrivate.Store(true)
	default:
		g.ownPublic.Store(true)
	}
}

// privateAddressError says that an answer led to a private address.
type privateAddressError struct{ host, address string }

func (e *privateAddressError) Error() string {
	return fmt.Sprintf("refused to go to %s: %s is a private address, and the registry is not", e.host, e.address)
}

// isProxy reports whether the environment names the address as a proxy. A proxy
// resolves names itself, so what is behind one cannot be checked here.
func isProxy(address string) bool {
	for _, scheme := range []string{schemeHTTP, schemeHTTPS} {
		proxy, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: scheme, Host: "registry.invalid"}})
		if err != nil || proxy == nil {
			continue
		}
		port := proxy.Port()
		if port == "" {
			port = map[string]string{schemeHTTP: "80", schemeHTTPS: "443", "socks5": "1080", "socks5h": "1080"}[proxy.Scheme]
		}
		if net.JoinHostPort(proxy.Hostname(), port) == address {
			return true
		}
	}
	return false
}
