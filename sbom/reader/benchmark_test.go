package reader

import (
	"bytes"
	"encoding/json"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	spdxjson "github.com/spdx/tools-golang/json"
	"github.com/spdx/tools-golang/tagvalue"

	"assay/sbom/internal/sample"
)

const documentSize = 100 << 20

// measure runs read b.N times over data and reports, beside the speed, the most
// memory that the heap held beyond what it held before, sampled every
// millisecond.
func measure(b *testing.B, data []byte, packages int, read func([]byte) int) {
	b.Helper()
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	var peak atomic.Uint64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				peak.Store(max(peak.Load(), now.HeapInuse))
			}
		}
	}()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if got := read(data); got != packages {
			b.Fatalf("%d packages, want %d", got, packages)
		}
		// What one reading leaves behind is not the next one's memory.
		b.StopTimer()
		runtime.GC()
		b.StartTimer()
	}
	close(stop)
	<-stopped
	b.ReportMetric(float64(peak.Load()-min(peak.Load(), before.HeapInuse))/(1<<20), "peak-MiB")
}

func ours(data []byte) int { return len(Read(data, Options{}).Packages) }

// BenchmarkSPDXJSON reads a document of 100 MiB, with the usual library and with
// the standard decoder into the least that a list needs for comparison.
func BenchmarkSPDXJSON(b *testing.B) {
	data, packages := sample.SPDXJSON(documentSize)
	b.Run("assay", func(b *testing.B) { measure(b, data, packages, ours) })
	b.Run("minimal-struct", func(b *testing.B) {
		measure(b, data, packages, func(data []byte) int {
			var d struct {
				Packages []struct {
					Name, VersionInfo, SPDXID, Supplier, LicenseDeclared string
				}
				Files         []struct{ SPDXID, FileName string }
				Relationships []struct{ SpdxElementID, RelationshipType, RelatedSpdxElement string }
			}
			if err := json.Unmarshal(data, &d); err != nil {
				b.Fatal(err)
			}
			return len(d.Packages)
		})
	})
	b.Run("tools-golang", func(b *testing.B) {
		measure(b, data, packages, func(data []byte) int {
			d, err := spdxjson.Read(bytes.NewReader(data))
			if err != nil {
				b.Fatal(err)
			}
			return len(d.Packages)
		})
	})
}

func BenchmarkTagValue(b *testing.B) {
	data, packages := sample.TagValue(documentSize)
	b.Run("assay", func(b *testing.B) { measure(b, data, packages, ours) })
	b.Run("tools-golang", func(b *testing.B) {
		measure(b, data, packages, func(data []byte) int {
			d, err := tagvalue.Read(bytes.NewReader(data))
			if err != nil {
				b.Fatal(err)
			}
			return len(d.Packages)
		})
	})
}

func BenchmarkSPDX3(b *testing.B) {
	data, packages := sample.SPDX3(documentSize)
	measure(b, data, packages, ours)
}
