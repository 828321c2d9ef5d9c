//! The calls on the top level of a `BUILD` file, without evaluating anything.
//!
//! The scanner counts brackets instead of recursing into them, so that no nesting can exhaust it.

use super::super::Remark;

/// A call of a rule.
pub(super) struct Call {
    /// The name of what is called.
    pub(super) name: String,
    /// Where it begins.
    pub(super) line: usize,
    arguments: Vec<(String, Value)>,
}

/// The value of an argument.
pub(super) enum Value {
    /// A text.
    Text(String),
    /// A list of texts, or several that are added.
    List(Vec<String>),
    /// Anything that would have to be evaluated.
    Other,
}

impl Value {
    /// The texts of a list.
    pub(super) fn texts(&self) -> Option<Vec<String>> {
        match self {
            Self::List(texts) => Some(texts.clone()),
            Self::Text(_) | Self::Other => None,
        }
    }
}

impl Call {
    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.arguments.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    pub(super) fn list(&self, name: &str) -> Option<Vec<String>> {
        match self.value(name) {
            None => Some(Vec::new()),
            Some(value) => value.texts(),
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Token {
    Name(String),
    Text(String),
    Mark(char),
    LineEnd,
}

/// All calls on the top level, in their order.
pub(super) fn calls(text: &str) -> Result<Vec<Call>, Vec<Remark>> {
    let tokens = tokens(text)?;
    let mut calls = Vec::new();
    let mut at = 0;
    let mut starts_line = true;
    while at < tokens.len() {
        let (token, line) = &tokens[at];
        let opens = matches!(tokens.get(at + 1), Some((Token::Mark('('), _)));
        match token {
            Token::Name(name) if starts_line && opens => {
                let end = closing(&tokens, at + 1);
                let arguments = arguments(&tokens[at + 2..end]);
                calls.push(Call { name: name.clone(), line: *line, arguments });
                at = end;
            }
            Token::Mark('(' | '[' | '{') => at = closing(&tokens, at),
            _ => {}
        }
        starts_line = matches!(tokens.get(at), Some((Token::LineEnd, _)));
        at += 1;
    }
    Ok(calls)
}

/// The position of the bracket that closes the one at a position; the end if there is none.
fn closing(tokens: &[(Token, usize)], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, (token, _)) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Mark('(' | '[' | '{') => depth += 1,
            Token::Mark(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

/// The named arguments between the brackets of a call.
fn arguments(tokens: &[(Token, usize)]) -> Vec<(String, Value)> {
    let mut arguments = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for at in 0..=tokens.len() {
        match tokens.get(at).map(|(token, _)| token) {
            Some(Token::Mark('(' | '[' | '{')) => depth += 1,
            Some(Token::Mark(')' | ']' | '}')) => depth = depth.saturating_sub(1),
            Some(Token::Mark(',')) if depth > 0 => {}
            Some(Token::Mark(',')) | None => {
                let part: Vec<&Token> = tokens[start..at]
                    .iter()
                    .map(|(token, _)| token)
                    .filter(|token| **token != Token::LineEnd)
                    .collect();
                if let [Token::Name(name), Token::Mark('='), rest @ ..] = part.as_slice() {
                    arguments.push((name.clone(), value(rest)));
                }
                start = at + 1;
            }
            Some(_) => {}
        }
    }
    arguments
}

fn value(tokens: &[&Token]) -> Value {
    if let [Token::Text(text)] = tokens {
        return Value::Text(text.clone());
    }
    let mut texts = Vec::new();
    let mut is_inside = false;
    let mut needs_comma = false;
    for token in tokens {
        match token {
            Token::Mark('[') if !is_inside => (is_inside, needs_comma) = (true, false),
            Token::Mark(']') if is_inside => is_inside = false,
            Token::Mark('+') if !is_inside => {}
            Token::Mark(',') if is_inside => needs_comma = false,
            Token::Text(text) if is_inside && !needs_comma => {
                texts.push(text.clone());
                needs_comma = true;
            }
            _ => return Value::Other,
        }
    }
    if tokens.is_empty() { Value::Other } else { Value::List(texts) }
}

/// Names, texts and marks, each with its line.
fn tokens(text: &str) -> Result<Vec<(Token, usize)>, Vec<Remark>> {
    let mut tokens = Vec::new();
    let mut mistakes = Vec::new();
    let mut brackets: Vec<(char, usize)> = Vec::new();
    let mut line = 1;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\n' => {
                if brackets.is_empty() {
                    tokens.push((Token::LineEnd, line));
                }
                line += 1;
                1
            }
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => match quoted(rest, first) {
                Some((content, length)) => {
                    tokens.push((Token::Text(content), line));
                    line += rest[..length].matches('\n').count();
                    length
                }
                None => {
                    mistakes.push(Remark { line, text: "a text is never closed".to_owned() });
                    rest.len()
                }
            },
            letter if letter.is_alphanumeric() || letter == '_' => {
                let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                tokens.push((Token::Name(rest[..length].to_owned()), line));
                length
            }
            '(' | '[' | '{' => {
                brackets.push((first, line));
                tokens.push((Token::Mark(first), line));
                1
            }
            ')' | ']' | '}' => {
                let matching = brackets
                    .pop()
                    .is_some_and(|(open, _)| matches!((open, first), ('(', ')') | ('[', ']') | ('{', '}')));
                if !matching {
                    mistakes.push(Remark { line, text: format!("`{first}` closes nothing") });
                    break;
                }
                tokens.push((Token::Mark(first), line));
                1
            }
            other => {
                if !other.is_whitespace() && other != '\\' {
                    tokens.push((Token::Mark(other), line));
                }
                other.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    if mistakes.is_empty() {
        mistakes.extend(
            brackets.into_iter().map(|(open, line)| Remark { line, text: format!("`{open}` is never closed") }),
        );
    }
    if mistakes.is_empty() { Ok(tokens) } else { Err(mistakes) }
}

/// What a text holds, and how many bytes it takes with its quotes; texts in three quotes may have several lines.
fn quoted(rest: &str, quote: char) -> Option<(String, usize)> {
    let three: String = std::iter::repeat_n(quote, 3).collect();
    let (end, is_long) = if rest.starts_with(&three) { (three.as_str(), true) } else { (&three[..1], false) };
    let mut content = String::new();
    let mut at = end.len();
    loop {
        let tail = rest.get(at..)?;
        if tail.starts_with(end) {
            return Some((content, at + end.len()));
        }
        let mut letters = tail.chars();
        match letters.next()? {
            '\n' if !is_long => return None,
            '\\' => {
                let escaped = letters.next()?;
                content.push(escaped);
                at += 1 + escaped.len_utf8();
            }
            letter => {
                content.push(letter);
                at += letter.len_utf8();
            }
        }
    }
}
