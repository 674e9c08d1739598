//! `invigil angoff`: the worksheet for a panel that sets a pass mark, and what it comes to.

use std::path::PathBuf;

use clap::Subcommand;
use exam::Points;
use exam::statistics::{Figure, MarkedItem, Unusable, angoff};

use crate::bank_commands::read;
use crate::export_bank_command::one_source;
use crate::files;
use crate::statistics_command::{quoted, records};
use crate::stop::Stop;

#[derive(Subcommand)]
pub(crate) enum Angoff {
    /// Writes a sheet with a row per item in use and a column per judge.
    Worksheet {
        /// The bank source, or a folder that holds one.
        path: PathBuf,
        /// The judges' names, with commas between.
        #[arg(long, value_delimiter = ',', required = true)]
        judges: Vec<String>,
        /// Where to write the sheet: CSV.
        #[arg(long)]
        out: PathBuf,
    },
    /// Computes the cut score from a sheet that is filled in.
    Cut {
        /// The sheet. A rating is the per cent of the item's marks that somebody who only just passes would get.
        file: PathBuf,
    },
}

impl Angoff {
    pub(crate) fn run(self) -> Result<(), Stop> {
        match self {
            Self::Worksheet { path, judges, out } => {
                let bank = read(&one_source(&path)?)?;
                let mut text = String::from("item,max");
                for judge in &judges {
                    text.push_str(&format!(",{}", quoted(judge.trim())));
                }
                text.push('\n');
                let empty = ",".repeat(judges.len());
                for item in bank.drawn().filter(|item| !item.unscored) {
                    let max = item.points.unwrap_or(Points::whole(1));
                    text.push_str(&format!("{},{max}{empty}\n", item.item.id));
                }
                files::write(&out, text.as_bytes())?;
                println!(
                    "{}: {} items for {} judges; ratings from 0 to 100",
                    out.display(),
                    text.lines().count() - 1,
                    judges.len()
                );
                Ok(())
            }
            Self::Cut { file } => {
                let name = file.display().to_string();
                let bytes = files::read(&file)?;
                let text = str::from_utf8(&bytes).map_err(|_| Stop::refused(format!("{name}: not UTF-8")))?;
                print!("{}", cut(text).map_err(|problem| Stop::refused(format!("{name}: {problem}")))?);
                Ok(())
            }
        }
    }
}

/// What a filled sheet comes to, or what is wrong with it and in which line.
fn cut(text: &str) -> Result<String, String> {
    let records = records(text.strip_prefix('\u{feff}').unwrap_or(text))?;
    let Some(((_, header), rows)) = records.split_first() else { return Err("the file is empty".into()) };
    let judges = header.get(2..).unwrap_or_default();
    if judges.is_empty() {
        return Err("line 1: after `item` and `max` there must be one column per judge".into());
    }
    let mut items = Vec::new();
    let mut ratings = vec![Vec::new(); judges.len()];
    for (line, row) in rows {
        if row.len() != header.len() {
            return Err(format!("line {line}: {} cells where the header has {}", row.len(), header.len()));
        }
        let number = |cell: &str, what: &str| {
            let number = cell.trim().parse::<f64>().ok().filter(|number| number.is_finite());
            number.ok_or_else(|| {
                format!("line {line}: {what} is {cell:?}; write a number, with a point for decimals")
            })
        };
        items.push(MarkedItem { name: row[0].trim().to_owned(), max: number(&row[1], "`max`")? });
        for ((cell, judge), given) in row[2..].iter().zip(judges).zip(&mut ratings) {
            let rating = number(cell, &format!("the rating of {judge}"))?;
            if !(0.0..=100.0).contains(&rating) {
                return Err(format!("line {line}: the rating of {judge} is {rating}; it lies from 0 to 100"));
            }
            given.push(rating / 100.0);
        }
    }
    let panel = angoff(&items, &ratings).map_err(|unusable| match unusable {
        Unusable::Maximum { item, max } => {
            format!("line {}: the maximum {max} cannot be", rows.get(item).map_or(0, |(line, _)| *line))
        }
        other => format!("{other:?}"),
    })?;
    let value = |figure: Figure, decimals: usize| match figure {
        Figure::Known(estimate) => {
            let interval =
                estimate.interval.map(|i| format!(" [{:.decimals$}, {:.decimals$}]", i.low, i.high));
            format!("{:.decimals$}{}", estimate.value, interval.unwrap_or_default())
        }
        Figure::Undefined(reason) => reason.code().to_owned(),
    };
    let scaled = |figure: Figure| match figure.value() {
        Some(value) => format!("{:.0} %", 100.0 * value),
        None => "-".to_owned(),
    };
    let mut out =
        format!("{} items, {} judges; 95 % intervals in brackets.\n\n", panel.items.len(), panel.judges);
    for item in &panel.items {
        out += &format!(
            "{}  max {}  mean {}  spread {}  from {:.0} % to {:.0} %\n",
            item.name,
            item.max,
            scaled(item.mean),
            scaled(item.spread),
            100.0 * item.range.0,
            100.0 * item.range.1
        );
    }
    out += &format!("\ncut score       {} of {} marks\n", value(panel.cut, 2), panel.max);
    out += &format!("                {} per cent\n", value(panel.cut_percent, 1));
    out += &format!("standard error  {}\n", value(panel.standard_error, 3));
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_comes_to_a_cut_score() {
        let said = cut("item,max,Ann,Ben\na,2,50,70\nb,1,100,80\n").unwrap();
        // Ann: 2 x 0.5 + 1 = 2; Ben: 2 x 0.7 + 0.8 = 2.2.
        assert!(said.contains("cut score       2.10"), "{said}");
        assert!(said.contains("a  max 2  mean 60 %  spread 14 %  from 50 % to 70 %"), "{said}");
        for (text, problem) in [
            ("", "the file is empty"),
            ("item,max\n", "line 1: after"),
            ("item,max,A\na,1\n", "line 2: 2 cells"),
            ("item,max,A\na,1,\n", "line 2: the rating of A is \"\""),
            ("item,max,A\na,1,101\n", "line 2: the rating of A is 101"),
            ("item,max,A\na,x,1\n", "line 2: `max` is \"x\""),
        ] {
            assert!(cut(text).unwrap_err().starts_with(problem), "{text:?}: {:?}", cut(text));
        }
    }
}
