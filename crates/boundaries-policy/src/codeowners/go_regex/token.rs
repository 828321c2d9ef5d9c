//! The parts of a regular expression of Go, each with its translation.

/// How often Go lets something be repeated by a number.
const REPEAT_LIMIT: u32 = 1000;

/// What may stand between `[:` and `:]`.
const POSIX_CLASSES: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word",
    "xdigit",
];

/// A part of an expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Token {
    /// A letter that stands for itself.
    Letter(char),
    /// How often the part before comes.
    Repetition(String),
    /// The start of a group.
    Open(String),
    /// The end of a group.
    Close,
    /// `|`.
    Or,
    /// Something changes how letters are matched, from here or within a group.
    Flags,
    /// A class, an anchor, a dot, with its translation.
    Other(String),
}

impl Token {
    pub(super) fn translated(&self) -> String {
        match self {
            Self::Letter(letter) => regex::escape(letter.encode_utf8(&mut [0; 4])),
            Self::Repetition(text) | Self::Open(text) | Self::Other(text) => text.clone(),
            Self::Close => ")".to_owned(),
            Self::Or => "|".to_owned(),
            // It is part of the group that it opens.
            Self::Flags => String::new(),
        }
    }
}

pub(super) fn tokens(expression: &str) -> Result<Vec<Token>, &'static str> {
    let letters: Vec<char> = expression.chars().collect();
    let mut reader = Reader { letters: &letters, at: 0 };
    let mut found = Vec::new();
    while let Some(letter) = reader.next() {
        match letter {
            '*' | '+' | '?' => found.push(Token::Repetition(reader.maybe_lazy(letter.to_string()))),
            '{' => found.push(match reader.count()? {
                Some(count) => Token::Repetition(reader.maybe_lazy(count)),
                None => Token::Letter('{'),
            }),
            '(' => reader.group(&mut found)?,
            ')' => found.push(Token::Close),
            '|' => found.push(Token::Or),
            '.' | '^' | '$' => found.push(Token::Other(letter.to_string())),
            '[' => found.push(Token::Other(reader.class()?)),
            '\\' if reader.eat('Q') => found.extend(reader.quoted().into_iter().map(Token::Letter)),
            '\\' => found.push(reader.escape()?),
            other => found.push(Token::Letter(other)),
        }
    }
    Ok(found)
}

struct Reader<'a> {
    letters: &'a [char],
    at: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let letter = *self.letters.get(self.at)?;
        self.at += 1;
        Some(letter)
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.letters.get(self.at) == Some(&wanted);
        self.at += usize::from(found);
        found
    }

    /// What stands before the next `end`, which is passed over.
    fn until(&mut self, end: char) -> Option<String> {
        let rest = &self.letters[self.at..];
        let length = rest.iter().position(|letter| *letter == end)?;
        self.at += length + 1;
        Some(rest[..length].iter().collect())
    }

    fn maybe_lazy(&mut self, mut repetition: String) -> String {
        if self.eat('?') {
            repetition.push('?');
        }
        repetition
    }

    /// `{2}`, `{2,}`, `{2,3}` after the brace; anything else is a letter.
    fn count(&mut self) -> Result<Option<String>, &'static str> {
        let start = self.at;
        let inner = self.until('}').unwrap_or_default();
        let (least, most) = inner.split_once(',').unwrap_or((&inner, &inner));
        let is_number = |text: &str| !text.is_empty() && text.chars().all(|digit| digit.is_ascii_digit());
        if !is_number(least) || !most.is_empty() && !is_number(most) {
            self.at = start;
            return Ok(None);
        }
        let number = |text: &str| text.parse().ok().filter(|number| *number <= REPEAT_LIMIT);
        let low = number(least).ok_or("as a count is above 1000")?;
        let high = if most.is_empty() { REPEAT_LIMIT } else { number(most).ok_or("as a count is above 1000")? };
        if high < low { Err("as a count goes backwards") } else { Ok(Some(format!("{{{inner}}}"))) }
    }

    /// A group after its `(`: with or without a name, or with flags for all that follows or for the group alone.
    fn group(&mut self, found: &mut Vec<Token>) -> Result<(), &'static str> {
        if !self.eat('?') {
            found.push(Token::Open("(".to_owned()));
            return Ok(());
        }
        let start = self.at;
        let is_named = self.eat('P') | self.eat('<');
        if is_named {
            self.at = start;
            let name = self.until('>').unwrap_or_default();
            let name = name.trim_start_matches('P').strip_prefix('<').unwrap_or_default();
            let is_sound =
                !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
            if !is_sound {
                return Err("as Go does not look around");
            }
            // Names are of no use here, and a digit in front is one in Go alone.
            found.push(Token::Open("(".to_owned()));
            return Ok(());
        }
        let mut flags = String::new();
        loop {
            match self.next() {
                Some(flag @ ('i' | 'm' | 's' | 'U' | '-')) => flags.push(flag),
                Some(end @ (':' | ')')) => {
                    if !flags.is_empty() {
                        found.push(Token::Flags);
                    }
                    let text = format!("(?{flags}{end}");
                    found.push(if end == ':' { Token::Open(text) } else { Token::Other(text) });
                    return Ok(());
                }
                _ => return Err("as Go knows no such group"),
            }
        }
    }

    /// The letters between `\Q` and `\E`.
    fn quoted(&mut self) -> Vec<char> {
        let mut found = Vec::new();
        while let Some(letter) = self.next() {
            if letter == '\\' && self.eat('E') {
                break;
            }
            found.push(letter);
        }
        found
    }

    fn escape(&mut self) -> Result<Token, &'static str> {
        if let Some(class) = self.named_class()? {
            return Ok(Token::Other(format!("[{class}]")));
        }
        let letter = self.letters.get(self.at).copied();
        if let Some(anchor @ ('A' | 'b' | 'B' | 'z')) = letter {
            self.at += 1;
            // Where words start and end is asked of the letters of ASCII; the other anchors ask nothing of letters.
            return Ok(Token::Other(format!("(?-u:\\{anchor})")));
        }
        self.escaped_letter().map(Token::Letter)
    }

    /// `\d`, `\pL` and the like after the backslash, as what stands for them within brackets.
    fn named_class(&mut self) -> Result<Option<String>, &'static str> {
        let class = match self.letters.get(self.at) {
            Some('d') => "0-9",
            Some('D') => "[^0-9]",
            Some('s') => "\\t\\n\\x0C\\r ",
            Some('S') => "[^\\t\\n\\x0C\\r ]",
            Some('w') => "0-9A-Za-z_",
            Some('W') => "[^0-9A-Za-z_]",
            Some(kind @ ('p' | 'P')) => {
                self.at += 1;
                let name = match self.next() {
                    Some('{') => self.until('}').ok_or("for want of a `}`")?,
                    Some(letter) => letter.to_string(),
                    None => return Err("as it ends in a backslash"),
                };
                let (negated, name) =
                    name.strip_prefix('^').map_or((*kind == 'P', name.as_str()), |rest| (*kind == 'p', rest));
                let letter = if negated { 'P' } else { 'p' };
                return Ok(Some(format!("\\{letter}{{{name}}}")));
            }
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(class.to_owned()))
    }

    /// The letter that an escape stands for, after the backslash.
    fn escaped_letter(&mut self) -> Result<char, &'static str> {
        let unknown = "as Go knows no such escape";
        match self.next().ok_or("as it ends in a backslash")? {
            'a' => Ok('\u{7}'),
            'f' => Ok('\u{c}'),
            'n' => Ok('\n'),
            'r' => Ok('\r'),
            't' => Ok('\t'),
            'v' => Ok('\u{b}'),
            'x' => {
                let digits = if self.eat('{') {
                    self.until('}').ok_or("for want of a `}`")?
                } else {
                    [self.next(), self.next()].into_iter().flatten().collect()
                };
                let is_hex = !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_hexdigit());
                let code = is_hex.then(|| u32::from_str_radix(&digits, 16).ok()).flatten();
                code.and_then(char::from_u32).ok_or(unknown)
            }
            first @ '0'..='7' => {
                let mut digits = first.to_string();
                while digits.len() < 3
                    && let Some(digit @ '0'..='7') = self.letters.get(self.at)
                {
                    digits.push(*digit);
                    self.at += 1;
                }
                // One digit other than 0 refers to a group, which Go does not know.
                let is_octal = first == '0' || digits.len() > 1;
                let code = is_octal.then(|| u32::from_str_radix(&digits, 8).ok()).flatten();
                code.and_then(char::from_u32).ok_or(unknown)
            }
            letter if letter.is_ascii_punctuation() => Ok(letter),
            _ => Err(unknown),
        }
    }

    /// A class after its `[`, with the brackets.
    fn class(&mut self) -> Result<String, &'static str> {
        let unclosed = "for want of a `]`";
        let mut class = if self.eat('^') { "[^".to_owned() } else { "[".to_owned() };
        let mut is_first = true;
        loop {
            if !is_first && self.eat(']') {
                class.push(']');
                return Ok(class);
            }
            is_first = false;
            let rest = &self.letters[self.at..];
            if rest.starts_with(&['[', ':'])
                && let Some(length) = rest.windows(2).skip(2).position(|pair| pair == [':', ']'])
            {
                let name: String = rest[2..length + 2].iter().collect();
                if !POSIX_CLASSES.contains(&name.strip_prefix('^').unwrap_or(&name)) {
                    return Err("as Go knows no such class");
                }
                class.push_str(&format!("[:{name}:]"));
                self.at += length + 4;
                continue;
            }
            let backslash = self.at;
            if self.eat('\\') {
                if let Some(named) = self.named_class()? {
                    class.push_str(&named);
                    continue;
                }
                self.at = backslash;
            }
            let first = self.class_letter().ok_or(unclosed)??;
            let mut last = first;
            if let ['-', after, ..] = &self.letters[self.at..]
                && *after != ']'
            {
                self.at += 1;
                last = self.class_letter().ok_or(unclosed)??;
            }
            if last < first {
                return Err("as a range goes backwards");
            }
            push_range(&mut class, first, last);
        }
    }

    fn class_letter(&mut self) -> Option<Result<char, &'static str>> {
        match self.next()? {
            '\\' => Some(self.escaped_letter()),
            letter => Some(Ok(letter)),
        }
    }
}

/// Within brackets, by their numbers, no letter means anything else.
fn push_range(class: &mut String, first: char, last: char) {
    class.push_str(&format!("\\x{{{:X}}}-\\x{{{:X}}}", u32::from(first), u32::from(last)));
}
