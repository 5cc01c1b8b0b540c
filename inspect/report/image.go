package report

// Image is what the manifest of an image, or of an index, says of itself. It is
// signed as far as a signature of the manifest is.
type Image struct {
	// Kind is the artifact type, else the media type of the config; empty for
	// an index without one.
	Kind string `json:"kind,omitempty"`
	// Layers counts the layers; Size is that of config and layers together, in
	// bytes, as they are stored.
	Layers int   `json:"layers"`
	Size   int64 `json:"size"`
	// Config is the digest of the config.
	Config      string            `json:"config,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
	// Subject is the digest of what the artifact says that it belongs to.
	Subject string `json:"subject,omitempty"`
}
