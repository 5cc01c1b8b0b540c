package criteria

import (
	"context"
	"time"

	"assay/inspect/internal/limitio"
	"assay/inspect/report"
	"assay/inspect/trust"
	"assay/registry/file"
)

// refreshPatience is how long a run waits for TUF before it goes on with the
// copy that was built in.
const refreshPatience = 5 * time.Second

// chooseRoot loads the trusted root: the one given, else the public-good one by
// TUF, else what TUF gave an earlier run, else the copy that was built in.
func chooseRoot(ctx context.Context, asked report.Criteria, options Options) (*trust.Root, error) {
	if asked.TrustedRoot != "" {
		return namedRoot(ctx, asked.TrustedRoot, options.Inputs)
	}
	if options.Root != nil {
		return options.Root, nil
	}
	embedded, err := trust.Embedded()
	if err != nil {
		return nil, err
	}
	dir, err := trust.CacheDir()
	if err != nil {
		return embedded, nil
	}
	repository := trust.Repository{Directory: dir, Logger: options.Logger}
	if asked.Offline {
		return newest(repository, embedded, ""), nil
	}
	ctx, cancel := context.WithTimeout(ctx, refreshPatience)
	defer cancel()
	refreshed, err := repository.Refreshed(ctx)
	if err != nil {
		return newest(repository, embedded, "; a newer one could not be fetched"), nil
	}
	return refreshed, nil
}

// namedRoot reads the trusted root that the user named.
func namedRoot(ctx context.Context, path string, inputs *file.Inputs) (*trust.Root, error) {
	data, err := inputs.Read(ctx, path, file.Small)
	if err != nil {
		return nil, limitio.NotRead("the trusted root", err, report.OptionTrustedRoot)
	}
	root, err := trust.Parse(data)
	if err != nil {
		return nil, report.Usagef([]report.Option{report.OptionTrustedRoot}, "reading the trusted root %s: %w", path, err)
	}
	root.Origin = "file " + path
	return root, nil
}

// newest is the root that an earlier run has kept, else the built-in one.
func newest(repository trust.Repository, embedded *trust.Root, remark string) *trust.Root {
	root, err := repository.Cached()
	if err != nil {
		root = embedded
	}
	root.Origin += remark
	return root
}
