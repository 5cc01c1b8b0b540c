package registry

import "time"

// Limits bounds what a run may read. The zero value of a field means its
// default.
type Limits struct {
	// Manifest, Blob, Run and InFlight are in bytes.
	Manifest int64
	Blob     int64
	Run      int64
	// InFlight is how many bytes those answers of one host may have together that
	// are read at the same time. A single one may have more, up to Manifest or Blob.
	InFlight int64
	// Referrers, Tags and Pages bound listings.
	Referrers int
	Tags      int
	Pages     int
	// Layers bounds the layers of one artifact that are looked at, each of
	// which may be a signature; Platforms the children of an index.
	Layers    int
	Platforms int
	// Attempts is how often one request is tried at the most.
	Attempts int
	// Wait bounds how long a server may ask a client to wait (Retry-After).
	Wait time.Duration
	// Concurrent is how many requests one host gets at a time.
	Concurrent int
}

// defaultLimits holds every bound in one place. They leave room above what real
// images need: cosign caps an attachment at 128 MiB, registries a manifest at
// 4 MiB.
var defaultLimits = Limits{
	Manifest:   4 << 20,
	Blob:       128 << 20,
	Run:        1 << 30,
	InFlight:   256 << 20,
	Referrers:  1000,
	Tags:       10000,
	Pages:      50,
	Layers:     64,
	Platforms:  256,
	Attempts:   3,
	Wait:       10 * time.Second,
	Concurrent: 16,
}

// WithDefaults returns l with every field that is zero filled in.
func (l Limits) WithDefaults() Limits {
	fill := func(v *int64, d int64) {
		if *v <= 0 {
			*v = d
		}
	}
	fillInt := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	fill(&l.Manifest, defaultLimits.Manifest)
	fill(&l.Blob, defaultLimits.Blob)
	fill(&l.Run, defaultLimits.Run)
	fill(&l.InFlight, defaultLimits.InFlight)
	fillInt(&l.Referrers, defaultLimits.Referrers)
	fillInt(&l.Tags, defaultLimits.Tags)
	fillInt(&l.Pages, defaultLimits.Pages)
	fillInt(&l.Layers, defaultLimits.Layers)
	fillInt(&l.Platforms, defaultLimits.Platforms)
	fillInt(&l.Attempts, defaultLimits.Attempts)
	fillInt(&l.Concurrent, defaultLimits.Concurrent)
	if l.Wait <= 0 {
		l.Wait = defaultLimits.Wait
	}
	return l
}
