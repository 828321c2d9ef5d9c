//! `--limit NAME=NUMBER`: how much a workspace may make the tool do.

use boundaries::{LimitError, Limits};

/// One limit and its value; none where nothing is said, as by a variable that is empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct LimitArg(Option<(String, u64)>);

impl LimitArg {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self(None));
        }
        let known = || Limits::NAMES.join("`, `");
        let (name, number) =
            text.split_once('=').ok_or_else(|| format!("write `NAME=NUMBER`, with one of `{}`", known()))?;
        if Limits::default().get(name).is_none() {
            return Err(format!("there is no limit `{name}`, only `{}`", known()));
        }
        let units = [("KiB", 10), ("MiB", 20), ("GiB", 30)];
        let unit = units.iter().find_map(|(unit, shift)| Some((number.strip_suffix(unit)?, *shift)));
        let (digits, shift) = unit.unwrap_or((number, 0));
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        let value = digits.parse::<u64>().ok().filter(|_| is_number).and_then(|value| value.checked_mul(1 << shift));
        let value = value.ok_or("the number is a whole one, perhaps with `KiB`, `MiB` or `GiB`")?;
        match Limits::default().set(name, value) {
            Ok(()) => Ok(Self(Some((name.to_owned(), value)))),
            Err(LimitError::AtMost(most)) => Err(format!("`{name}` can be moved up to {most}")),
            Err(_) => unreachable!("it is one of those that there are"),
        }
    }

    /// Which limit.
    pub(crate) fn name(&self) -> Option<&str> {
        self.0.as_ref().map(|(name, _)| name.as_str())
    }

    /// The limits with these set; the last of a name counts.
    pub(crate) fn all(args: &[Self]) -> Limits {
        let mut limits = Limits::default();
        for (name, value) in args.iter().filter_map(|arg| arg.0.as_ref()) {
            limits.set(name, *value).expect("it was tried when it was read");
        }
        limits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_have_names_and_units() {
        let parsed = |text| LimitArg::parse(text).map(|limit| limit.0.map(|(_, value)| value));
        assert_eq!(parsed("modules=7"), Ok(Some(7)));
        assert_eq!(parsed(" modules=8"), Ok(Some(8)));
        assert_eq!(parsed(""), Ok(None));
        assert_eq!(parsed("source-size=2MiB"), Ok(Some(2 << 20)));
        for wrong in [
            "modules",
            "module=1",
            "modules=",
            "modules=-1",
            "modules=+1",
            "modules=1MB",
            "source-size=99999999999GiB",
            "source-size=4GiB",
            "nesting=10001",
        ] {
            assert!(parsed(wrong).is_err(), "{wrong}");
        }
    }
}
