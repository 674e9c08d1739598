//! Where questions, braces and answers of a GIFT file begin and end.

/// A piece of a file.
pub(super) enum Piece {
    Category { line: u32, path: String },
    Question(Question),
}

/// A question as it stands, with guarded signs out of sight.
pub(super) struct Question {
    pub(super) line: u32,
    pub(super) text: String,
    /// `[id:...]` of a comment above it.
    pub(super) id: Option<String>,
    /// `[tag:...]` of a comment above it.
    pub(super) tags: Vec<String>,
    /// Whether its braces are not closed.
    pub(super) unclosed: bool,
}

/// One answer between braces.
pub(super) struct Offer {
    pub(super) sign: char,
    pub(super) text: String,
    pub(super) weight: Option<f64>,
    pub(super) bad_weight: bool,
}

/// Signs a backslash guards, and the code points that are never characters that stand for them meanwhile.
const GUARDED: &[(char, char)] = &[
    ('~', '\u{fdd8}'),
    ('=', '\u{fdd9}'),
    ('#', '\u{fdda}'),
    ('{', '\u{fddb}'),
    ('}', '\u{fddc}'),
    (':', '\u{fddd}'),
    ('\\', '\u{fdde}'),
];

fn protect(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if ('\u{fdd0}'..='\u{fdef}').contains(&c) {
            out.push('\u{fffd}');
            continue;
        }
        if c == '\\' {
            let next = chars.peek().copied();
            if let Some((_, hidden)) = GUARDED.iter().find(|(sign, _)| Some(*sign) == next) {
                out.push(*hidden);
                chars.next();
                continue;
            }
            if next == Some('n') {
                out.push('\n');
                chars.next();
                continue;
            }
        }
        out.push(c);
    }
    out
}

/// Guarded signs as what they are.
pub(super) fn release(text: &str) -> String {
    let back = |c: char| GUARDED.iter().find(|(_, hidden)| *hidden == c).map_or(c, |(sign, _)| *sign);
    text.chars().map(back).collect()
}

/// Cuts a file into questions.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let lines: Vec<String> = text.lines().map(protect).collect();
    let ends = closings(&lines);
    let mut pieces = Vec::new();
    let mut at = 0;
    let (mut id, mut tags) = (None, Vec::new());
    while let Some(line) = lines.get(at) {
        let trimmed = line.trim();
        if let Some(comment) = trimmed.strip_prefix("//") {
            marks(&release(comment), &mut id, &mut tags);
            at += 1;
            continue;
        }
        if trimmed.is_empty() {
            at += 1;
            continue;
        }
        let number = u32::try_from(at).unwrap_or(u32::MAX - 1) + 1;
        if let Some(path) = trimmed.strip_prefix("$CATEGORY:") {
            pieces.push(Piece::Category { line: number, path: release(path).trim().to_owned() });
            at += 1;
            continue;
        }
        let (end, unclosed) = question_end(&lines, &ends, at);
        let mut text = String::new();
        for line in lines.get(at..end).unwrap_or_default() {
            if !line.trim_start().starts_with("//") {
                text.push_str(line);
                text.push('\n');
            }
        }
        let tags = std::mem::take(&mut tags);
        pieces.push(Piece::Question(Question { line: number, text, id: id.take(), tags, unclosed }));
        at = end;
    }
    pieces
}

/// For each line, whether braces opened in it or before it are closed in a later line before others open.
fn closings(lines: &[String]) -> Vec<Option<usize>> {
    let mut next = None;
    let mut ends = vec![None; lines.len()];
    for (at, line) in lines.iter().enumerate().rev() {
        ends[at] = next;
        let code = if line.trim_start().starts_with("//") { "" } else { line.as_str() };
        match (code.find('{'), code.find('}')) {
            (None, Some(_)) => next = Some(at),
            (Some(open), Some(close)) if close < open => next = Some(at),
            (Some(_), _) => next = None,
            (None, None) => {}
        }
    }
    ends
}

/// The line after a question, and whether its braces stay open.
fn question_end(lines: &[String], ends: &[Option<usize>], from: usize) -> (usize, bool) {
    let mut open = false;
    let mut at = from;
    while let Some(line) = lines.get(at) {
        if line.trim_start().starts_with("//") {
            at += 1;
            continue;
        }
        if line.trim().is_empty() {
            // Inside of braces an empty line counts only if they are never closed.
            if !open || ends.get(at).copied().flatten().is_none() {
                return (at, open);
            }
        }
        for c in line.chars() {
            match c {
                '{' => open = true,
                '}' => open = false,
                _ => {}
            }
        }
        at += 1;
    }
    (at, open)
}

/// `[id:x]` and `[tag:y]` of a comment.
fn marks(comment: &str, id: &mut Option<String>, tags: &mut Vec<String>) {
    for mark in comment.split('[').skip(1).take(100) {
        let Some((mark, _)) = mark.split_once(']') else { continue };
        match mark.split_once(':') {
            Some(("id", value)) => *id = Some(value.trim().to_owned()),
            Some(("tag", value)) => tags.push(value.trim().to_owned()),
            _ => {}
        }
    }
}

/// What stands before, between and after the braces of a question; none where it has none.
pub(super) fn braces(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    match rest.rfind('}') {
        Some(end) => Some((before, &rest[..end], &rest[end + 1..])),
        None => Some((before, rest, "")),
    }
}

/// The answers between braces. What stands before the first sign is no answer.
pub(super) fn offered(answers: &str) -> Vec<Offer> {
    let mut offers = Vec::new();
    let mut rest = answers;
    while let Some(at) = rest.find(['=', '~']) {
        let sign = rest[at..].chars().next().unwrap_or('~');
        let after = &rest[at + 1..];
        let end = after.find(['=', '~']).unwrap_or(after.len());
        let mut text = &after[..end];
        let (mut weight, mut bad_weight) = (None, false);
        if let Some((share, after)) =
            text.trim_start().strip_prefix('%').and_then(|rest| rest.split_once('%'))
        {
            let number = share.trim().replace(',', ".").parse::<f64>().ok().filter(|share| share.is_finite());
            bad_weight = number.is_none();
            weight = number.or(Some(0.0));
            text = after;
        }
        offers.push(Offer { sign, text: text.trim().to_owned(), weight, bad_weight });
        rest = &after[end..];
    }
    offers
}
