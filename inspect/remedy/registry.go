package remedy

import (
	"errors"
	"strings"

	"assay/inspect/report"
	"assay/registry"
)

// serverError is the first HTTP status that is an error of the server (RFC 9110,
// section 15.6).
const serverError = 500

// Explain returns the text of an error with what ForError says, in parentheses
// after it: what a reader is shown of any error.
func Explain(err error) string {
	if hint := ForError(err); hint != "" {
		return err.Error() + " (" + hint + ")"
	}
	return err.Error()
}

// ForError says what the user can do about a *registry.Error or a
// *report.LimitError in err: an option of the command line, a command, or what to
// look at. It returns an empty string where nothing is known to help, and for
// other errors.
func ForError(err error) string {
	var limit *report.LimitError
	if errors.As(err, &limit) {
		return Option(limit.Option)
	}
	var e *registry.Error
	if !errors.As(err, &e) {
		return ""
	}
	if e.Op == registry.OpDownload {
		if words := forDownload(e.Remedy); words != "" {
			return words
		}
	}
	switch e.Remedy {
	case registry.RemedyNone:
		return ""
	case registry.RemedyRaiseLimit:
		return raise(e.Limit)
	case registry.RemedyLogIn:
		return logIn(e.Host)
	case registry.RemedyLogInOrCheckName:
		return logIn(e.Host) + ", or check the spelling of the name"
	case registry.RemedyRetry:
		if e.Status >= serverError {
			return "the registry reports an error; try again"
		}
		return "the connection or the registry failed; try again"
	case registry.RemedyChoose:
		if len(e.Choices) == 0 {
			return ""
		}
		return "choose one of these: " + strings.Join(e.Choices, ", ")
	default:
		return hints[e.Remedy]
	}
}

// hints are the remedies that need nothing else of an error.
var hints = map[registry.Remedy]string{
	registry.RemedyAllowHTTP: flag(report.OptionAllowHTTP) + " permits plain http",
	registry.RemedyAllowInsecure: "the certificate must be replaced, or this machine's clock is wrong; " +
		flag(report.OptionAllowInsecure) + " reads without a valid certificate",
	registry.RemedyTrustCA: "a private CA must be known to the system (SSL_CERT_FILE); " +
		flag(report.OptionAllowInsecure) + " reads without a valid certificate",
	registry.RemedyAllowPrivate: "if that is intended, " + flag(report.OptionAllowPrivate) + " permits it",
	registry.RemedyMoreTime:     "raise " + flag(report.OptionTimeout) + ", or check the network",
	registry.RemedyCheckName:    "check the spelling of the registry, and the network",
	registry.RemedyCheckStore:   "signature stores are read without credentials; check its URL",
	registry.RemedyCheckPath:    "give a directory with oci: or a tar file with archive:",
	registry.RemedyUseArchive:   "a tar file is opened with archive:",
	registry.RemedyCheckLayout:  "an OCI layout has an index.json and a directory blobs",
	registry.RemedyAskAccess: "the account that you are logged in with may not read this; " +
		"some registries also answer so for a name that does not exist",
	registry.RemedyWait:       "wait, or log in for a higher limit",
	registry.RemedyCheckProxy: "a proxy or a login page answers in its place, or this host is no registry",
	registry.RemedyPushAgain:  "it must be pushed again, with the right size",
}

// forDownload words the remedies that are different for a file named by URL: a
// file on disk is always a way, and unverified certificates are never accepted.
func forDownload(remedy registry.Remedy) string {
	switch remedy {
	case registry.RemedyAllowHTTP:
		return "use https, or " + flag(report.OptionAllowHTTP) + ", or give the file"
	case registry.RemedyTrustCA:
		return "a private CA must be known to the system (SSL_CERT_FILE); or give the file"
	case registry.RemedyAllowInsecure:
		return "the server's certificate must be replaced, or this machine's clock is wrong; or give the file"
	case registry.RemedyCheckName:
		return "check the spelling of the URL, and the network; or give the file"
	case registry.RemedyMoreTime:
		// A download has a bound of its own, which no option raises.
		return "check the network, or give the file"
	default:
		return ""
	}
}

// raise names the option that raises a limit.
func raise(limit registry.Limit) string {
	option, purpose := report.Option(""), "to read it all the same"
	switch limit {
	case registry.LimitManifest:
		option = report.OptionMaxManifest
	case registry.LimitBlob:
		option = report.OptionMaxBlob
	case registry.LimitRun:
		option, purpose = report.OptionMaxRun, "to read more"
	case registry.LimitReferrers:
		option, purpose = report.OptionMaxReferrers, "to see all"
	case registry.LimitLayers:
		option, purpose = report.OptionMaxLayers, "to see all"
	case registry.LimitPlatforms:
		option, purpose = report.OptionMaxPlatforms, "to see all"
	default:
		return ""
	}
	return "raise " + flag(option) + " " + purpose
}

func logIn(host string) string {
	return "log in with `docker login " + host + "` or `podman login " + host + "`"
}

func flag(option report.Option) string { return "--" + string(option) }
