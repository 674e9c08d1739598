//! One line of running text with its emphasis, written as Markdown that reads back to the same words.

/// How words are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Style {
    pub(crate) strong: bool,
    pub(crate) emphasis: bool,
    pub(crate) code: bool,
}

#[derive(Debug)]
enum Piece {
    Words(String, Style),
    /// Markdown already.
    Raw(String),
    Break,
}

/// Running text being collected.
#[derive(Debug, Default)]
pub(crate) struct Line(Vec<Piece>);

impl Line {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn say(&mut self, text: &str, style: Style) {
        let after_space = match self.0.last() {
            Some(Piece::Words(words, _)) => words.ends_with(' '),
            Some(Piece::Raw(_)) => false,
            Some(Piece::Break) | None => true,
        };
        let mut said = String::with_capacity(text.len());
        let mut space = after_space;
        for c in text.chars() {
            if c.is_whitespace() || c.is_control() {
                if !space {
                    said.push(' ');
                }
                space = true;
            } else {
                said.push(c);
                space = false;
            }
        }
        if said.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(Piece::Words(words, known)) if *known == style => words.push_str(&said),
            _ => self.0.push(Piece::Words(said, style)),
        }
    }

    pub(crate) fn raw(&mut self, markdown: &str) {
        self.0.push(Piece::Raw(markdown.to_owned()));
    }

    pub(crate) fn line_break(&mut self) {
        if !self.0.is_empty() {
            self.0.push(Piece::Break);
        }
    }

    pub(crate) fn ends_with(&self, text: &str) -> bool {
        matches!(self.0.last(), Some(Piece::Words(words, _)) if words.trim_end().ends_with(text))
    }

    /// Writes what was said since `from` as a raised or lowered sign.
    pub(crate) fn raise(&mut self, from: usize, up: bool) {
        let from = from.min(self.0.len());
        let mut text = String::new();
        let mut style = Style::default();
        for piece in self.0.drain(from..) {
            if let Piece::Words(words, set) = piece {
                text.push_str(&words);
                style = set;
            }
        }
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let signs: Option<String> = text.chars().map(|c| raised(c, up)).collect();
        let said = signs.unwrap_or_else(|| format!("{}({text})", if up { '^' } else { '_' }));
        self.0.push(Piece::Words(said, style));
    }

    /// The line as Markdown. Without `breaks`, a break is a space.
    pub(crate) fn markdown(mut self, breaks: bool) -> String {
        while matches!(self.0.last(), Some(Piece::Break)) {
            self.0.pop();
        }
        let mut out = String::new();
        let pieces = &self.0;
        for (index, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Raw(markdown) => out.push_str(markdown),
                Piece::Break => {
                    out.truncate(out.trim_end_matches(' ').len());
                    out.push_str(if breaks { "\\\n" } else { " " });
                }
                Piece::Words(words, style) => {
                    let next = pieces.get(index + 1).and_then(first_char);
                    write(&mut out, words, *style, next);
                }
            }
        }
        out.trim().to_owned()
    }
}

fn first_char(piece: &Piece) -> Option<char> {
    match piece {
        Piece::Words(words, style) if *style == Style::default() => words.chars().next(),
        Piece::Words(..) | Piece::Raw(_) => Some('*'),
        Piece::Break => None,
    }
}

fn write(out: &mut String, words: &str, style: Style, next: Option<char>) {
    let core = words.trim_matches(' ');
    if core.is_empty() || style == Style::default() {
        return push(out, words);
    }
    let lead = &words[..words.len() - words.trim_start_matches(' ').len()];
    let trail = &words[words.trim_end_matches(' ').len()..];
    out.push_str(lead);
    let body = if style.code { code(core) } else { escape(core, false) };
    let marks = format!("{}{}", if style.strong { "**" } else { "" }, if style.emphasis { "*" } else { "" });
    let before = out.chars().next_back();
    let after = trail.chars().next().or(next);
    let sign = |c: Option<char>| c.is_some_and(is_sign);
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    // CommonMark opens and closes emphasis only where it stands against words; elsewhere it is given up.
    let opens = !sign(body.chars().next()) || space(before) || (sign(before) && before != Some('*'));
    let closes = !sign(body.chars().next_back()) || space(after) || (sign(after) && after != Some('*'));
    let clear = before != Some('*') && before != Some('\\') && (!style.code || before != Some('`'));
    if style.code && out.ends_with('$') && !out.ends_with("\\$") {
        out.insert(out.len() - 1, '\\');
    }
    if !marks.is_empty() && opens && closes && clear {
        out.push_str(&marks);
        out.push_str(&body);
        out.extend(marks.chars().rev());
    } else if style.code && out.ends_with('`') {
        // Two programs without a space between would become one.
        out.push(' ');
        out.push_str(&body);
    } else {
        out.push_str(&body);
    }
    out.push_str(trail);
}

fn push(out: &mut String, words: &str) {
    let start = out.is_empty() || out.ends_with('\n');
    let words = if start { words.trim_start_matches(' ') } else { words };
    let made = escape(words, start);
    out.push_str(&made);
}

/// Words in a line, where nothing can begin a block.
pub(crate) fn escaped(text: &str) -> String {
    escape(text, false)
}

fn is_sign(c: char) -> bool {
    // `<` is out of the parser's sight: see [`crate::markdown`].
    !c.is_alphanumeric() && !c.is_whitespace() && c != '<'
}

fn escape(text: &str, start: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let chars: Vec<char> = text.chars().collect();
    let number = chars.iter().take_while(|c| c.is_ascii_digit()).count();
    for (index, c) in chars.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|at| chars.get(at)).copied();
        let after = chars.get(index + 1).copied();
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let guarded = match c {
            '\\' => after.is_none_or(|c| c.is_ascii_punctuation() || c == '<'),
            '*' | '`' | '[' | ']' | '|' => true,
            '_' => !(word(before) && word(after)),
            '&' => after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '#'),
            '$' => after.is_none() || after == Some('`'),
            '#' | '-' | '+' | '>' | '=' | '~' | ':' => start && index == 0,
            '.' | ')' => start && index > 0 && index == number && number <= 9,
            _ => false,
        };
        if guarded {
            out.push('\\');
        }
        out.push(*c);
    }
    out
}

fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|").replace("\\|", "|"))
}

fn raised(c: char, up: bool) -> Option<char> {
    const UP: &str = "\u{2070}\u{b9}\u{b2}\u{b3}\u{2074}\u{2075}\u{2076}\u{2077}\u{2078}\u{2079}";
    let digit = c.to_digit(10);
    match (up, digit, c) {
        (true, Some(digit), _) => UP.chars().nth(digit as usize),
        (false, Some(digit), _) => char::from_u32(0x2080 + digit),
        (true, None, '+') => Some('\u{207a}'),
        (true, None, '-' | '\u{2212}') => Some('\u{207b}'),
        (false, None, '+') => Some('\u{208a}'),
        (false, None, '-' | '\u{2212}') => Some('\u{208b}'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::plain;
    use crate::markdown;
    use exam::text::{Text, Variant};
    use proptest::prelude::*;

    fn words(markdown: &str, line: bool) -> String {
        let blocks =
            markdown::read(markdown, line, 16, &mut |_, _| Err(crate::PictureProblem::Missing)).unwrap();
        Text::new(Variant { lang: "en".into(), blocks }).variants()[0].words()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn plain_words_come_back(text in "[ -~\u{e9}\u{4e00}]{0,40}|[*_`\\\\\\[\\]<>&#$|~=+!.0-9a ()-]{0,30}") {
            let expected = text.split_whitespace().collect::<Vec<_>>().join(" ");
            for line in [false, true] {
                let made = plain(&text);
                prop_assert_eq!(words(&made, line), expected.clone(), "{:?} as {:?}", text, made);
            }
        }
    }
}
