//! A plot per item: which share of its marks is earned, by how the rest of the form went.

use std::fmt::Write;

/// Fewer answers than this, and a plot is grey and says so.
const FEW: usize = 30;

/// Attempts of about the same rest score.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    /// How many.
    pub(super) n: usize,
    /// The mean share of the item's marks they earned, 0 to 1.
    pub(super) share: f64,
    /// Wilson's 95 % interval of that share.
    pub(super) interval: (f64, f64),
}

/// The attempts that were served item `at`, in groups from the lowest rest score to the highest.
pub(super) fn groups(maxima: &[f64], rows: &[Vec<Option<f64>>], at: usize) -> Vec<Group> {
    let max = maxima.get(at).copied().unwrap_or(0.0);
    if max <= 0.0 {
        return Vec::new();
    }
    let mut served: Vec<(f64, f64)> = rows
        .iter()
        .filter_map(|row| {
            let mark = row.get(at).copied().flatten()?;
            let others = row.iter().zip(maxima).enumerate().filter(|(index, _)| *index != at);
            let (got, most) = others
                .filter_map(|(_, (mark, max))| Some(((*mark)?, *max)))
                .fold((0.0, 0.0), |(got, most), (mark, max)| (got + mark, most + max));
            Some((if most > 0.0 { got / most } else { 0.0 }, mark / max))
        })
        .collect();
    served.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let count = match served.len() {
        0 => return Vec::new(),
        n if n >= 50 => 5,
        n => 3.min(n),
    };
    (0..count)
        .filter_map(|group| {
            let part = served.get(group * served.len() / count..(group + 1) * served.len() / count)?;
            let n = part.len();
            #[allow(clippy::cast_precision_loss, reason = "numbers of attempts are far below 2^52")]
            let size = n as f64;
            let share = part.iter().map(|(_, share)| share).sum::<f64>() / size;
            Some(Group { n, share, interval: wilson(share, size) })
        })
        .collect()
}

/// Wilson's interval for a share of so many, 95 %. For marks between nothing and all it is too wide, never too narrow.
fn wilson(share: f64, n: f64) -> (f64, f64) {
    let z = 1.959_963_984_540_054_f64;
    let middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt() / (1.0 + z * z / n);
    // Rounding must not leave the share outside of its own interval.
    ((middle - half).max(0.0).min(share), (middle + half).min(1.0).max(share))
}

/// The plot as SVG, with the same in words for who cannot see it.
pub(super) fn svg(name: &str, groups: &[Group]) -> String {
    let n: usize = groups.iter().map(|group| group.n).sum();
    let few = n < FEW;
    let (bar, ink, muted) =
        if few { ("#b8bcc4", "#6b7280", "#6b7280") } else { ("#3a63b0", "#1b1f27", "#5b6270") };
    let (left, top, width, height) = (64.0, 64.0, 420.0, 180.0);
    let y = |share: f64| top + height * (1.0 - share);
    let mut out = String::new();
    let said: Vec<String> =
        groups.iter().map(|group| format!("{:.0} % of {}", 100.0 * group.share, group.n)).collect();
    let name = escaped(name);
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 520 320\" width=\"520\" height=\"320\" role=\"img\" \
         aria-labelledby=\"t d\" font-family=\"system-ui, sans-serif\" font-size=\"11.5\">\n\
         <title id=\"t\">Item {name}: share of its marks that is earned, by the rest of the form</title>\n\
         <desc id=\"d\">From the lowest rest scores to the highest: {}.</desc>\n\
         <rect width=\"520\" height=\"320\" fill=\"#ffffff\"/>\n\
         <text x=\"16\" y=\"24\" font-size=\"14\" font-weight=\"600\" fill=\"{ink}\">Item {name}: share of its marks that is \
         earned</text>\n\
         <text x=\"16\" y=\"42\" fill=\"{muted}\">{}</text>\n",
        said.join(", "),
        if few { "few answers yet" } else { "An item that tells who knows more rises from left to right." },
    );
    for step in 0..=4 {
        let share = f64::from(step) / 4.0;
        let stroke = if step == 0 { ("#7d879b", "1.2") } else { ("#dfe4ec", "1") };
        let _ = writeln!(
            out,
            "<line x1=\"{left}\" x2=\"{}\" y1=\"{at:.1}\" y2=\"{at:.1}\" stroke=\"{}\" stroke-width=\"{}\"/>\
             <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"{muted}\">{:.0} %</text>",
            left + width,
            stroke.0,
            stroke.1,
            left - 8.0,
            y(share) + 4.0,
            100.0 * share,
            at = y(share),
        );
    }
    #[allow(clippy::cast_precision_loss, reason = "at most five groups")]
    let slot = width / groups.len().max(1) as f64;
    for (index, group) in groups.iter().enumerate() {
        #[allow(clippy::cast_precision_loss, reason = "at most five groups")]
        let middle = left + slot * (index as f64 + 0.5);
        let (low, high) = group.interval;
        let _ = writeln!(
            out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{bar}\"/>\
             <line x1=\"{middle:.1}\" x2=\"{middle:.1}\" y1=\"{:.1}\" y2=\"{:.1}\" stroke=\"{ink}\" stroke-width=\"1.2\"/>\
             <text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"{ink}\">{:.0} %</text>\
             <text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"{muted}\">n = {}</text>",
            middle - slot * 0.3,
            y(group.share),
            slot * 0.6,
            height * group.share,
            y(high),
            y(low),
            y(high) - 5.0,
            100.0 * group.share,
            top + height + 18.0,
            group.n,
        );
    }
    let _ = write!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"{muted}\">attempts in groups, from the lowest score on \
         the rest of the form (%) to the highest; lines: 95 % intervals</text>\n</svg>\n",
        left + width / 2.0 - 20.0,
        top + height + 42.0,
    );
    out
}

fn escaped(text: &str) -> String {
    text.chars().take(60).fold(String::new(), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_go_from_low_to_high_and_hold_everybody() {
        // The item is right for the upper half by the rest.
        let rows: Vec<Vec<Option<f64>>> =
            (0..60).map(|n| vec![Some(if n >= 30 { 1.0 } else { 0.0 }), Some(f64::from(n))]).collect();
        let groups = groups(&[1.0, 60.0], &rows, 0);
        assert_eq!(groups.iter().map(|group| group.n).sum::<usize>(), 60);
        let shares: Vec<f64> = groups.iter().map(|group| group.share).collect();
        assert_eq!(shares, [0.0, 0.0, 0.5, 1.0, 1.0]);
        assert!(
            groups.iter().all(|group| group.interval.0 <= group.share && group.share <= group.interval.1)
        );
        let few = super::groups(&[1.0, 60.0], &rows[..2], 0);
        assert_eq!(few.len(), 2);
        assert!(super::groups(&[0.0], &[vec![Some(0.0)]], 0).is_empty());
        assert!(super::groups(&[1.0], &[vec![None]], 0).is_empty());
    }

    #[test]
    fn a_plot_says_what_it_shows_and_when_there_is_little() {
        let group = |n, share| Group { n, share, interval: wilson(share, 20.0) };
        let plot = svg("a<b", &[group(20, 0.25), group(20, 0.75)]);
        assert!(
            plot.contains("Item a&lt;b")
                && plot.contains("25 % of 20, 75 % of 20")
                && plot.contains("n = 20")
        );
        assert!(!plot.contains("few answers yet"));
        assert!(svg("x", &[group(10, 0.5)]).contains("few answers yet"));
    }
}
