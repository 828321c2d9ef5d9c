//! Paths as editors name them: `file:` URIs.

use boundaries::camino::{Utf8Path, Utf8PathBuf};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What stands for itself in the path of a URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The path of a URI; none if it is no file of this machine.
pub(super) fn to_path(uri: &str) -> Option<Utf8PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let after_slash = path.strip_prefix('/')?;
    let has_drive = cfg!(windows) && after_slash.as_bytes().get(1) == Some(&b':');
    Some(if has_drive { after_slash.into() } else { path.as_ref().into() })
}

/// The URI of an absolute path.
pub(super) fn of_path(path: &Utf8Path) -> String {
    let path = path.as_str().replace(std::path::MAIN_SEPARATOR, "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}", utf8_percent_encode(&path, PATH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_uri_and_comes_back() {
        for path in ["/shop/src/lib.rs", "/größe 👍/a#b%20?.rs", "/a+b/c~d.rs"] {
            assert_eq!(to_path(&of_path(path.into())).as_deref(), Some(Utf8Path::new(path)), "{path}");
        }
        assert_eq!(of_path("/a b/ö.rs".into()), "file:///a%20b/%C3%B6.rs");
    }

    #[test]
    fn what_is_no_file_here_has_no_path() {
        for uri in ["untitled:Untitled-1", "file://host/share/a.rs", "git:/a.rs", "file:///%FF.rs", ""] {
            assert_eq!(to_path(uri), None, "{uri}");
        }
    }
}
