//! `invigil bank forms`: forms in number, before anybody sits one.

use std::fmt::Write;
use std::path::PathBuf;

use bank::forms::{Row, Spread, Study, study};
use clap::Args;
use evidence::{Entropy, OsEntropy};
use exam::Slug;
use exam::form::Seed;
use serde_json::{Value, json};

use crate::bank_commands::{Report, read};
use crate::lint_commands::rounded;
use crate::programme_commands::programme;
use crate::stop::Stop;

#[derive(Args)]
pub(crate) struct Forms {
    /// The bank source.
    path: PathBuf,
    /// The programme file.
    #[arg(long)]
    programme: PathBuf,
    /// The exam.
    #[arg(long)]
    exam: String,
    /// How many forms.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    count: u64,
    /// 32 bytes as 64 hexadecimal digits, to draw the same forms again; without it, chance gives one.
    #[arg(long, value_parser = seed)]
    seed: Option<Seed>,
    /// How to report.
    #[arg(long, default_value = "text")]
    report: Report,
}

impl Forms {
    pub(crate) fn run(self) -> Result<(), Stop> {
        let file = programme(&self.programme)?;
        let id = Slug::parse(&self.exam)?;
        let exam = file
            .programme
            .exam(&id)
            .ok_or_else(|| Stop::refused(format!("{}: there is no exam `{id}`", self.programme.display())))?;
        let bank = read(&self.path)?;
        let seed = self.seed.unwrap_or_else(|| OsEntropy.bytes());
        let study = study(&bank, exam, self.count, seed).map_err(|few| {
            Stop::refused(format!(
                "{}: row {} of the blueprint of `{id}` takes {} items, and {} are left for it; see `invigil bank lint`",
                self.path.display(),
                few.cell + 1,
                few.wanted,
                few.available
            ))
        })?;
        match self.report {
            Report::Text => print!("{}", text(&study, &id, seed)),
            Report::Json => {
                println!(
                    "{}",
                    serde_json::to_string_pretty(&value(&study, &id, seed)).map_err(Stop::failed)?
                );
            }
        }
        match study.wrong.len() {
            0 => Ok(()),
            wrong => Err(Stop::failed(format!("{wrong} forms do not obey the blueprint"))),
        }
    }
}

fn seed(text: &str) -> Result<Seed, String> {
    let nibble = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Option<Vec<u8>> = text.as_bytes().iter().map(nibble).collect();
    let bytes: Option<Vec<u8>> = digits.map(|digits| digits.chunks(2).map(pair).collect());
    let seed = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    seed.filter(|_| text.len() == 64).ok_or_else(|| "a seed has 64 hexadecimal digits".to_owned())
}

fn pair(digits: &[u8]) -> u8 {
    digits.iter().fold(0, |byte, digit| byte << 4 | digit)
}

fn hex(seed: Seed) -> String {
    seed.iter().fold(String::new(), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn text(study: &Study, exam: &Slug, seed: Seed) -> String {
    let mut said = String::new();
    let mut line = |words: std::fmt::Arguments<'_>| {
        // Writing into a string cannot fail.
        let _ = writeln!(said, "{words}");
    };
    line(format_args!("exam {exam}: {} forms of {} items, seed {}", study.count, study.items, hex(seed)));
    match study.wrong.as_slice() {
        [] => line(format_args!("all of them obey the blueprint")),
        wrong => {
            let shown = wrong.iter().take(10);
            shown.for_each(|(number, why)| {
                line(format_args!("form {number} does not obey the blueprint: {why}"))
            });
        }
    }
    let points = &study.points;
    if points.is_equal() {
        line(format_args!("each is worth {} points", rounded(points.min)));
    } else {
        line(format_args!(
            "they are worth {} to {} points; each is scored out of its own maximum",
            rounded(points.min),
            rounded(points.max)
        ));
    }
    line(format_args!(""));
    line(format_args!("{:<44} {:>8} {:>8} {:>8}", "in a form", "min", "mean", "max"));
    for Row { what, name, spread } in &study.table {
        line(format_args!("{:<44} {}", format!("{what}: {name}"), figures(spread)));
    }
    line(format_args!("{:<44} {}", "shared with the form before", figures(&study.overlap)));
    line(format_args!(""));
    line(format_args!(
        "exposure: an item is used {} to {} times, median {}, mean {:.2}",
        study.exposure.min,
        study.exposure.max,
        study.exposure_median,
        study.exposure.mean()
    ));
    line(format_args!("never used: {}", listed(&study.never_used)));
    if !study.unusable.is_empty() {
        line(format_args!("in no row of the blueprint: {}", listed(&study.unusable)));
    }
    let lasts = &study.attempts;
    let attempts =
        if lasts.is_equal() { format!("{}", lasts.min) } else { format!("{} to {}", lasts.min, lasts.max) };
    line(format_args!(
        "attempts without meeting an item twice: {attempts} ({} people played through)",
        lasts.count
    ));
    said
}

fn figures(spread: &Spread) -> String {
    format!("{:>8.2} {:>8.2} {:>8.2}", spread.min, spread.mean(), spread.max)
}

fn listed(items: &[Slug]) -> String {
    let shown: Vec<&str> = items.iter().take(10).map(Slug::as_str).collect();
    match items.len() {
        0 => "none".to_owned(),
        len if len > shown.len() => format!("{len}: {} ...", shown.join(", ")),
        len => format!("{len}: {}", shown.join(", ")),
    }
}

fn value(study: &Study, exam: &Slug, seed: Seed) -> Value {
    let spread = |spread: &Spread| json!({ "min": rounded(spread.min), "mean": rounded(spread.mean()), "max": rounded(spread.max) });
    let names = |items: &[Slug]| items.iter().map(Slug::to_string).collect::<Vec<_>>();
    let row = |row: &Row| json!({ "what": row.what, "name": row.name, "in_a_form": spread(&row.spread) });
    json!({
        "format": "invigil-forms/v0",
        "exam": exam.to_string(),
        "seed": hex(seed),
        "draw_version": exam::form::DRAW_VERSION,
        "forms": study.count,
        "items": study.items,
        "wrong": study.wrong.iter().map(|(form, why)| json!({ "form": form, "why": why })).collect::<Vec<_>>(),
        "points": spread(&study.points),
        "equal_points": study.points.is_equal(),
        "equivalence": study.table.iter().map(row).collect::<Vec<_>>(),
        "overlap_with_the_form_before": spread(&study.overlap),
        "exposure": {
            "uses": spread(&study.exposure),
            "median": study.exposure_median,
            "items": study.used.iter().map(|(item, uses)| json!({ "item": item.to_string(), "uses": uses })).collect::<Vec<_>>(),
            "never_used": names(&study.never_used),
            "in_no_row": names(&study.unusable),
        },
        "attempts_without_repeat": spread(&study.attempts),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_sixty_four_digits() {
        assert_eq!(seed(&"0f".repeat(32)), Ok([15; 32]));
        assert_eq!(hex(seed(&"A1".repeat(32)).unwrap()), "a1".repeat(32));
        for wrong in ["", "0f", &"0f".repeat(33), &"0g".repeat(32), &"0f".repeat(31), &"é".repeat(32)] {
            assert!(seed(wrong).is_err(), "{wrong}");
        }
    }
}
