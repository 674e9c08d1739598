//! Three wordings become one, line by line.

/// More pairs of lines than this are not compared: then only whole wordings are.
const MOST_PAIRS: usize = 4_000_000;

/// The wording that has both sides' changes; none where they changed the same lines.
pub(super) fn merge(base: &str, mine: &str, theirs: &str) -> Option<String> {
    if mine == base || mine == theirs {
        return Some(theirs.to_owned());
    }
    if theirs == base {
        return Some(mine.to_owned());
    }
    let [base, mine, theirs] =
        [base, mine, theirs].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let to_mine = matched(&base, &mine)?;
    let to_theirs = matched(&base, &theirs)?;
    let mut out = String::new();
    let (mut b, mut m, mut t) = (0, 0, 0);
    for at in 0..=base.len() {
        let sync = match (to_mine.get(at).copied().flatten(), to_theirs.get(at).copied().flatten()) {
            (Some(mine), Some(theirs)) => Some((mine, theirs)),
            _ if at == base.len() => Some((mine.len(), theirs.len())),
            _ => None,
        };
        let Some((next_m, next_t)) = sync else { continue };
        region(&mut out, base.get(b..at)?, mine.get(m..next_m)?, theirs.get(t..next_t)?)?;
        if let Some(line) = base.get(at) {
            out.push_str(line);
        }
        (b, m, t) = (at + 1, next_m + 1, next_t + 1);
    }
    Some(out)
}

fn region(out: &mut String, base: &[&str], mine: &[&str], theirs: &[&str]) -> Option<()> {
    if mine == base || mine == theirs {
        out.extend(theirs.iter().copied());
    } else if theirs == base {
        out.extend(mine.iter().copied());
    } else if base.len() == mine.len() && base.len() == theirs.len() {
        for ((base, mine), theirs) in base.iter().zip(mine).zip(theirs) {
            out.push_str(match (mine == base, theirs == base) {
                (true, _) => theirs,
                (_, true) => mine,
                _ if mine == theirs => mine,
                _ => return None,
            });
        }
    } else {
        return None;
    }
    Some(())
}

/// For each line of `a` the line of `b` it became, by a longest common sequence.
fn matched(a: &[&str], b: &[&str]) -> Option<Vec<Option<usize>>> {
    let width = b.len() + 1;
    if a.len().saturating_mul(width) > MOST_PAIRS {
        return None;
    }
    let mut longest = vec![0_u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i * width + j] = if a[i] == b[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let mut found = vec![None; a.len()];
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            found[i] = Some(j);
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    Some(found)
}

/// The first lines that each side has and the base does not.
pub(super) fn first_difference<'t>(base: &str, mine: &'t str, theirs: &'t str) -> (&'t str, &'t str) {
    let new = |text: &'t str| text.lines().find(|line| !base.lines().any(|known| known == *line));
    (new(mine).unwrap_or_default(), new(theirs).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_changes_meet() {
        let base = "a\nb\nc\nd\n";
        assert_eq!(merge(base, "a\nB\nc\nd\n", "a\nb\nc\nD\n").as_deref(), Some("a\nB\nc\nD\n"));
        assert_eq!(
            merge(base, "a\nB\nc\nd\n", "a\nb\nC\nd\n").as_deref(),
            Some("a\nB\nC\nd\n"),
            "neighbours"
        );
        assert_eq!(merge(base, "x\na\nb\nc\nd\n", "a\nb\nd\n").as_deref(), Some("x\na\nb\nd\n"));
        assert_eq!(merge(base, "a\nX\nc\nd\n", "a\nY\nc\nd\n"), None);
        assert_eq!(merge(base, "a\nX\nc\nd\n", "a\nX\nc\nd\n").as_deref(), Some("a\nX\nc\nd\n"));
        assert_eq!(merge(base, "", "a\nX\nc\nd\n"), None);
    }
}
