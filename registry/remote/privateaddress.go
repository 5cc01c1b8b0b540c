package remote

import (
	"net/netip"
	"slices"
)

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
