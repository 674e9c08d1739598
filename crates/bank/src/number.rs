//! Decimal numbers read exactly: no floating point decides what a question is worth.

/// Reads digits with at most `places` decimals as an integer in units of the last place: `1.5` with two places
/// is 150. No sign, no exponent, no separators; at most nine digits before the point.
pub(crate) fn decimal(text: &str, places: usize) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || whole.len() > 9 {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > places {
        return None;
    }
    let unit = 10_u64.pow(u32::try_from(places).ok()?);
    let fraction = format!("{fraction:0<places$}");
    Some(whole.parse::<u64>().ok()? * unit + fraction.parse::<u64>().unwrap_or(0))
}

/// Reads a whole number: digits and nothing else.
pub(crate) fn whole(text: &str) -> Option<u32> {
    (text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact_or_refused() {
        for (text, places, value) in [
            ("70", 2, Some(7_000)),
            ("70.5", 2, Some(7_050)),
            ("66.67", 2, Some(6_667)),
            ("66.670", 2, Some(6_667)),
            ("66.667", 2, None),
            ("0.1", 5, Some(10_000)),
            ("0.00001", 5, Some(1)),
            ("0.000001", 5, None),
            ("2.0", 5, Some(200_000)),
            ("2.00000000", 5, Some(200_000)),
            ("2.", 5, None),
            (".5", 5, None),
            ("-1", 5, None),
            ("+1", 5, None),
            ("1e3", 5, None),
            ("1,5", 5, None),
            ("1_000", 5, None),
            ("", 5, None),
            ("999999999", 5, Some(99_999_999_900_000)),
            ("1000000000", 5, None),
            ("١", 5, None),
        ] {
            assert_eq!(decimal(text, places), value, "{text}");
        }
    }

    #[test]
    fn whole_numbers_are_digits() {
        for (text, value) in
            [("0", Some(0)), ("025", Some(25)), ("", None), ("1.0", None), ("4294967296", None)]
        {
            assert_eq!(whole(text), value, "{text}");
        }
    }
}
