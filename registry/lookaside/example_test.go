package lookaside_test

import (
	"fmt"

	"assay/registry"
	"assay/registry/lookaside"
)

// The entry of registries.d that is most specific to an image names its store.
func ExampleRegistries_Lookaside() {
	registries, err := lookaside.ParseRegistries("default.yaml", []byte(`
default-docker:
  lookaside: file:///var/lib/signatures
docker:
  registry.example.com/team:
    lookaside: https://signatures.example.com
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, text := range []string{"registry.example.com/team/app:1", "alpine"} {
		image, err := registry.ParseImageName(text)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(registries.Lookaside(image))
	}
	// Output:
	// https://signatures.example.com registry.example.com/team
	// file:///var/lib/signatures default-docker
}
