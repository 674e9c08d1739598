//! Where the front matter of a page begins and ends.

use crate::finding::{Log, Refused, Severity};

/// The front matter of a page.
pub(super) struct Page<'a> {
    pub(super) yaml: &'a str,
    /// How many lines of the file stand above it.
    pub(super) above: u32,
}

/// Cuts the front matter out of a page. A missing last `---` is a warning; prose may follow either way.
pub(super) fn split<'a>(log: &mut Log, text: &'a str) -> Result<Page<'a>, Refused> {
    let fail = |line: u32, what: &str, hint: &str| {
        Err(Log::new(&log.file, "").fail("front-matter", line, what, hint))
    };
    let mut above = 0;
    let mut rest = text;
    loop {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        match line.trim_end() {
            "---" => {
                return Ok(close(log, after, above + 1));
            }
            "" if !after.is_empty() => (above, rest) = (above + 1, after),
            "+++" => {
                return fail(
                    above + 1,
                    "The front matter is TOML.",
                    "Import a page whose front matter is YAML, between `---` lines.",
                );
            }
            first if first.starts_with("invigil:") => {
                return fail(
                    above + 1,
                    "This is one of our own files and not a page of the Academy.",
                    "Read it as what it is.",
                );
            }
            _ if rest.lines().any(|line| line.starts_with("questions:")) => {
                log.add(
                    Severity::Warning,
                    "front-matter",
                    above + 1,
                    "",
                    "The page does not begin with `---`.",
                    "Put `---` above and below the fields.",
                );
                return Ok(Page { yaml: until_prose(rest), above });
            }
            _ => {
                return fail(
                    above + 1,
                    "The page has no front matter.",
                    "Import a page that begins with `---` and has `questions`.",
                );
            }
        }
    }
}

fn close<'a>(log: &mut Log, after: &'a str, above: u32) -> Page<'a> {
    let mut end = 0;
    for line in after.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Page { yaml: after.get(..end).unwrap_or(after), above };
        }
        end += line.len();
    }
    let yaml = until_prose(after);
    let last = above + u32::try_from(yaml.trim_end().lines().count()).unwrap_or(0);
    log.add(
        Severity::Warning,
        "front-matter",
        last,
        "",
        "The front matter is not closed.",
        "Put `---` below this line.",
    );
    Page { yaml, above }
}

/// The lines before the first that stands at the margin and cannot be a field, a comment or an entry of a list
/// that is not indented.
fn until_prose(text: &str) -> &str {
    let mut end = 0;
    let mut at_margin: Option<bool> = None;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        let fits = match words.chars().next() {
            None | Some('#' | ' ' | '\t') => true,
            Some('}' | ']') => true,
            Some('-') => (words == "-" || words.starts_with("- ")) && at_margin != Some(false),
            Some(_) => is_field(words),
        };
        if !fits {
            return text.get(..end).unwrap_or(text);
        }
        if words.chars().next().is_some_and(|c| c != '#') {
            if is_field(words) && !words.starts_with([' ', '\t', '-']) {
                at_margin = None;
            } else if at_margin.is_none() && !words.trim_start().starts_with('#') {
                at_margin = Some(words.starts_with('-'));
            }
        }
        end += line.len();
    }
    text
}

fn is_field(line: &str) -> bool {
    let key = line.split_once(':').filter(|(_, rest)| rest.is_empty() || rest.starts_with([' ', '\t']));
    key.is_some_and(|(key, _)| {
        let key = key.trim_matches(['"', '\'']);
        !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, yaml: Option<&str>, above: u32, warned: bool) {
        let mut log = Log::new("f.md", "");
        let page = split(&mut log, text).ok();
        assert_eq!(page.as_ref().map(|page| page.yaml), yaml, "{text:?}");
        assert_eq!(page.map_or(above, |page| page.above), above, "{text:?}");
        assert_eq!(!log.found.is_empty(), warned, "{text:?}");
    }

    #[test]
    fn the_front_matter_is_found_wherever_it_ends() {
        check("---\na: 1\n---\n", Some("a: 1\n"), 1, false);
        check("---\na: 1\n---\n# Prose\n---\nmore", Some("a: 1\n"), 1, false);
        check("\n\n---  \na: 1\n---", Some("a: 1\n"), 3, false);
        check("---\na: 1\n", Some("a: 1\n"), 1, true);
        check(
            "---\na: 1\nquestions:\n- id: x\n  b: 2\n",
            Some("a: 1\nquestions:\n- id: x\n  b: 2\n"),
            1,
            true,
        );
        check(
            "---\nquestions:\n  - id: x\n\nSome prose.\nmore: no\n",
            Some("questions:\n  - id: x\n\n"),
            1,
            true,
        );
        check("---\nquestions:\n  - id: x\n- a point\n", Some("questions:\n  - id: x\n"), 1, true);
        check("---\na: |\n  text\n  ---\nb: 1\n---\n", Some("a: |\n  text\n  ---\nb: 1\n"), 1, false);
        check("title: x\nquestions:\n  - id: a\n", Some("title: x\nquestions:\n  - id: a\n"), 0, true);
        check("+++\na = 1\n+++\n", None, 0, false);
        check("# Prose only\n", None, 0, false);
        check("", None, 0, false);
        check("invigil: bank/v0\nquestions:\n", None, 0, false);
    }
}
