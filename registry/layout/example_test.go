package layout_test

import (
	"context"
	"fmt"

	"assay/registry"
	"assay/registry/layout"
)

// The example reads an image of a layout and the signature that cosign attached.
func Example() {
	ctx := context.Background()
	source, err := layout.Open("../../testdata/layouts/v2-key-p384", false, registry.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer source.Close()
	image, err := source.Manifest(ctx, "1.0")
	if err != nil {
		fmt.Println(err)
		return
	}
	signature, err := source.Manifest(ctx, registry.ArtifactTag(image.Digest, "sig"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, layer := range signature.Layers {
		fmt.Println(layer.MediaType)
	}
	// Output:
	// application/vnd.dev.cosign.simplesigning.v1+json
}
