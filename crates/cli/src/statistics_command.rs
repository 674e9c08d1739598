//! `invigil statistics`: what the marks of an exam say of its items and of itself. The format: docs/statistics.md.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use exam::statistics::{
    Analysis, Figure, Floor, LEAST_MAX, MOST_MAX, MarkedItem, Marks, Scale, Undefined, Unusable, analyse,
};

use crate::files;
use crate::stop::Stop;

mod plots;

#[derive(Args)]
pub(crate) struct Statistics {
    /// Marks as CSV: a header, one row per attempt, one column per item; docs/statistics.md.
    file: PathBuf,
    /// Fewer attempts than this, and only counts are shown.
    #[arg(long, default_value_t = Floor::default().0)]
    floor: usize,
    /// A table to read, or every figure on a line of its own.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// A folder for a plot of each item: SVG.
    #[arg(long)]
    plots: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Csv,
}

impl Statistics {
    pub(crate) fn run(self) -> Result<(), Stop> {
        let name = self.file.display();
        let bytes = files::read(&self.file)?;
        let text = str::from_utf8(&bytes).map_err(|error| {
            Stop::refused(format!("{name}: not UTF-8 after byte {}", error.valid_up_to()))
        })?;
        let (marks, rows) = read_rows(text).map_err(|problem| Stop::refused(format!("{name}: {problem}")))?;
        if let Some(folder) = &self.plots {
            files::make_folder(folder)?;
            let maxima: Vec<f64> = marks.items().iter().map(|item| item.max).collect();
            for (at, item) in marks.items().iter().enumerate() {
                let plain =
                    |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
                let file: String = item.name.chars().map(plain).take(64).collect();
                let plot = plots::svg(&item.name, &plots::groups(&maxima, &rows, at));
                files::write(&folder.join(format!("{:03}-{file}.svg", at + 1)), plot.as_bytes())?;
            }
        }
        let analysis = analyse(&marks, Floor(self.floor));
        match self.format {
            Format::Text => print!("{}", table(&analysis)),
            Format::Csv => print!("{}", lines(&analysis)),
        }
        Ok(())
    }
}

/// Columns that hold a sum, not an item.
const TOTALS: [&str; 2] = ["summarks", "total"];

/// The first cell of the row of maxima.
const MAXIMA: &str = "max";

/// Marks, and the same as rows: one per attempt, nothing where an item was not served.
type Rows = (Marks, Vec<Vec<Option<f64>>>);

/// Reads marks; what is wrong is said with its line and its item.
#[cfg(test)]
fn read(text: &str) -> Result<Marks, String> {
    read_rows(text).map(|(marks, _)| marks)
}

fn read_rows(text: &str) -> Result<Rows, String> {
    let records = records(text.strip_prefix('\u{feff}').unwrap_or(text))?;
    let Some(((_, header), rest)) = records.split_first() else { return Err("the file is empty".into()) };
    let columns: Vec<(usize, String)> = header
        .iter()
        .enumerate()
        .skip(1)
        .filter(|(_, cell)| !TOTALS.iter().any(|total| cell.trim().eq_ignore_ascii_case(total)))
        .map(|(column, cell)| (column, item_name(cell.trim()).to_owned()))
        .collect();
    if columns.is_empty() {
        return Err(
            "line 1: after the attempt's column there must be one column per item, with commas between"
                .into(),
        );
    }
    let mut names = BTreeSet::new();
    for (column, name) in &columns {
        if name.is_empty() {
            return Err(format!("line 1: column {} has no name", column + 1));
        }
        if !names.insert(name) {
            return Err(format!("line 1: two columns are called {name}"));
        }
    }
    let mut maxima = None;
    let (mut lines, mut rows, mut seen) = (Vec::new(), Vec::new(), BTreeMap::new());
    for (line, record) in rest {
        if record.len() != header.len() {
            return Err(format!("line {line}: {} cells where the header has {}", record.len(), header.len()));
        }
        let cells = || columns.iter().map(|(column, name)| (record[*column].trim(), name));
        if record[0].trim().eq_ignore_ascii_case(MAXIMA) {
            if maxima.is_some() || !rows.is_empty() {
                return Err(format!("line {line}: the row of maxima stands once, right after the header"));
            }
            let row = cells().map(|(cell, name)| number(cell, *line, name)).collect::<Result<Vec<_>, _>>()?;
            maxima = Some((*line, row));
            continue;
        }
        if let Some(first) = seen.insert(record[0].trim(), *line).filter(|_| !record[0].trim().is_empty()) {
            return Err(format!("line {line}: the attempt {} is already on line {first}", record[0].trim()));
        }
        let mark = |(cell, name): (&str, &String)| match cell {
            "" => Ok(None),
            cell => number(cell, *line, name).map(Some),
        };
        rows.push(cells().map(mark).collect::<Result<Vec<_>, _>>()?);
        lines.push(*line);
    }
    let (maxima_line, values) = match maxima {
        Some((line, values)) => (Some(line), values),
        None => (None, vec![1.0; columns.len()]),
    };
    let items = columns.into_iter().zip(values).map(|((_, name), max)| MarkedItem { name, max });
    let items: Vec<MarkedItem> = items.collect();
    let names: Vec<String> = items.iter().map(|item| item.name.clone()).collect();
    let marks = Marks::new(items, rows.clone()).map_err(|unusable| {
        let line = |row: usize| lines.get(row).copied().unwrap_or_default();
        match unusable {
            Unusable::Maximum { item, max } => format!(
                "line {}: the maximum {max} of item {} must be 0 or from {LEAST_MAX} to {MOST_MAX}",
                maxima_line.unwrap_or_default(),
                names[item]
            ),
            Unusable::Mark { row, item, mark, max } => {
                let hint = match maxima_line {
                    None => "; without a row of maxima every item has 1",
                    Some(_) => "",
                };
                format!(
                    "line {}: the mark {mark} at item {} is not from 0 to {max}{hint}",
                    line(row),
                    names[item]
                )
            }
            Unusable::NothingServed { row } => format!("line {}: no item has a mark", line(row)),
            other => format!("{other:?}"),
        }
    })?;
    Ok((marks, rows))
}

/// `slots.3.mark`, as Moodle's tools call a column, is item 3.
fn item_name(cell: &str) -> &str {
    cell.strip_prefix("slots.").and_then(|rest| rest.strip_suffix(".mark")).unwrap_or(cell)
}

fn number(cell: &str, line: usize, item: &str) -> Result<f64, String> {
    cell.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(|| {
        format!(
            "line {line}: {cell:?} at item {item} is not a number (a point for decimals, empty if not served)"
        )
    })
}

/// The records of a CSV text as RFC 4180 has them, each with the line it begins on; empty lines are skipped.
pub(crate) fn records(text: &str) -> Result<Vec<(usize, Vec<String>)>, String> {
    let mut records = Vec::new();
    let (mut record, mut cell, mut line, mut begun) = (Vec::new(), String::new(), 1, 1);
    let (mut quoted, mut closed) = (false, false);
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        line += usize::from(char == '\n');
        match char {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => (quoted, closed) = (false, true),
            char if quoted => cell.push(char),
            '"' if cell.is_empty() && !closed => quoted = true,
            ',' => {
                record.push(std::mem::take(&mut cell));
                closed = false;
            }
            '\r' if matches!(chars.peek(), Some('\n') | None) => {}
            '\n' => {
                record.push(std::mem::take(&mut cell));
                records.push((begun, std::mem::take(&mut record)));
                (begun, closed) = (line, false);
            }
            '"' => {
                return Err(format!("line {line}: a quotation mark in a cell that does not begin with one"));
            }
            char if closed => return Err(format!("line {line}: {char:?} after the end of a quoted cell")),
            char => cell.push(char),
        }
    }
    if quoted {
        return Err(format!("line {begun}: a quoted cell does not end"));
    }
    record.push(cell);
    records.push((begun, record));
    records.retain(|(_, record)| record.len() > 1 || record.iter().any(|cell| !cell.trim().is_empty()));
    Ok(records)
}

pub(crate) fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// Every figure on a line of its own.
fn lines(analysis: &Analysis) -> String {
    let mut out = String::from("subject,name,figure,n,value,low,high,method,undefined\n");
    let mut line = |subject: &str, name: &str, n: usize, figure: (&str, Figure)| {
        let (figure, rest) = match figure {
            (name, Figure::Undefined(reason)) => (name, format!("{n},,,,,{}", reason.code())),
            (name, Figure::Known(estimate)) => {
                let interval = match estimate.interval {
                    Ok(i) => format!("{:.10},{:.10},{},", i.low, i.high, i.method.code()),
                    Err(reason) => format!(",,,{}", reason.code()),
                };
                (name, format!("{},{:.10},{interval}", estimate.n, estimate.value))
            }
        };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{subject},{},{figure},{rest}", quoted(name));
    };
    for item in &analysis.items {
        item.figures().into_iter().for_each(|figure| line("item", &item.name, item.n, figure));
    }
    analysis.test.figures().into_iter().for_each(|figure| line("test", "", analysis.test.n, figure));
    out
}

/// A table of the items, the figures of the test, and why what is missing is missing.
fn table(analysis: &Analysis) -> String {
    let test = &analysis.test;
    let mut missing = BTreeMap::new();
    let mut cell = |figure: Figure, decimals: usize| match figure {
        Figure::Undefined(reason) => {
            missing.insert(reason.code(), reason);
            reason.code().to_owned()
        }
        Figure::Known(estimate) => {
            let value = format!("{:.decimals$}", estimate.value);
            match estimate.interval {
                Ok(i) => format!("{value} [{:.decimals$}, {:.decimals$}]", i.low, i.high),
                Err(Undefined::NotAnEstimate) => value,
                Err(reason) => {
                    missing.insert(reason.code(), reason);
                    format!("{value} [{}]", reason.code())
                }
            }
        }
    };
    let head = [
        "item",
        "n",
        "max",
        "facility",
        "sd",
        "intended %",
        "effective %",
        "discrimination %",
        "efficiency %",
        "point-biserial",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for item in &analysis.items {
        rows.push(vec![
            item.name.clone(),
            item.n.to_string(),
            item.max.to_string(),
            cell(item.facility, 3),
            cell(item.sd, 3),
            cell(item.intended_weight, 1),
            cell(item.effective_weight, 1),
            cell(item.discrimination, 1),
            cell(item.efficiency, 1),
            cell(item.point_biserial, 3),
        ]);
    }
    let figures: Vec<Vec<String>> = [
        ("mean", test.mean, 3),
        ("median", test.median, 3),
        ("standard deviation", test.sd, 3),
        ("skewness", test.skewness, 3),
        ("kurtosis", test.kurtosis, 3),
        ("internal consistency (alpha) %", test.consistency, 1),
        ("error ratio %", test.error_ratio, 1),
        ("standard error of measurement", test.standard_error, 3),
    ]
    .into_iter()
    .map(|(name, figure, decimals)| vec![name.to_owned(), cell(figure, decimals)])
    .collect();

    let scale = match (analysis.scale, test.max) {
        (Scale::Marks, Some(max)) => format!("one form for everyone, scores in marks out of {max}"),
        (Scale::Marks, None) => "no attempts".to_owned(),
        (Scale::Percent, _) => "drawn forms, scores in per cent of the own form's maximum".to_owned(),
    };
    let mut out = format!("{} items, {} attempts; {scale}.\n", analysis.items.len(), test.n);
    out += &format!("95 % intervals in brackets; fewer than {} attempts: counts only.\n\n", analysis.floor.0);
    out += &aligned(&rows);
    out += "\n";
    out += &aligned(&figures);
    if test.consistency.value().is_some_and(|alpha| alpha < 0.0) {
        out += "\nAlpha is below 0: in these attempts the items do not go together; the standard error is of no use.\n";
    }
    if !missing.is_empty() {
        out += "\n";
        out += &aligned(
            &missing.values().map(|why| vec![why.code().to_owned(), sentence(*why)]).collect::<Vec<_>>(),
        );
    }
    out
}

/// Columns under each other, two spaces between.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wide =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| wide(column).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

fn sentence(why: Undefined) -> String {
    match why {
        Undefined::BelowFloor { floor, .. } => {
            format!("fewer than {floor} attempts; --floor N shows what there is")
        }
        Undefined::TooFew { .. } => "fewer attempts than the formula needs".into(),
        Undefined::ItemConstant => "everyone has the same mark on the item".into(),
        Undefined::RestConstant => "everyone has the same score on the rest of the form".into(),
        Undefined::TotalConstant => "everyone has the same total".into(),
        Undefined::NoMaximum => "the item, or the form, carries no marks".into(),
        Undefined::OneItem => "no other item carries marks".into(),
        Undefined::DrawnForms => "not everyone was served the same items".into(),
        Undefined::NegativeCovariance => "the mark goes down as the total goes up".into(),
        Undefined::AtBound => "the value is at the end of its range".into(),
        Undefined::NotAnEstimate => "follows from the exam, not from a sample".into(),
        Undefined::NoFormula => "no interval is known that is short and honest".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        let problem = read(text).unwrap_err();
        assert!(problem.starts_with(expected), "{text:?}\n  {problem}\n  {expected}");
    }

    #[test]
    fn marks_are_read() {
        let marks = read(
            "\u{feff}attempt,slots.1.mark,\"b, \"\"the\"\" second\",Total\r\nMax,2,1e0,3\r\n\r\na,1.5,,1.5\r\nb, 2 ,0,\r\n",
        )
        .unwrap();
        let expected = Marks::new(
            vec![
                MarkedItem { name: "1".into(), max: 2.0 },
                MarkedItem { name: "b, \"the\" second".into(), max: 1.0 },
            ],
            vec![vec![Some(1.5), None], vec![Some(2.0), Some(0.0)]],
        );
        assert_eq!(Ok(marks), expected);
        assert_eq!(read("attempt,q\n,1\n,0").unwrap().attempts(), 2, "attempts need no names");
        assert_eq!(read("attempt,q\n").unwrap().attempts(), 0);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, expected) in [
            ("", "the file is empty"),
            ("\n\n", "the file is empty"),
            ("attempt;a;b\n1;1;1\n", "line 1: after the attempt's column"),
            ("attempt,total\n1,1\n", "line 1: after the attempt's column"),
            ("attempt,a,\n1,1,1\n", "line 1: column 3 has no name"),
            ("attempt,a,slots.a.mark\n", "line 1: two columns are called a"),
            ("attempt,a\n1,1,1\n", "line 2: 3 cells where the header has 2"),
            ("attempt,a\n\n1,1\n1,0\n", "line 4: the attempt 1 is already on line 3"),
            ("attempt,a\n1,1\nmax,1\n", "line 3: the row of maxima"),
            ("attempt,a\nmax,1\nmax,1\n", "line 3: the row of maxima"),
            ("attempt,a\nmax,\n", "line 2: \"\" at item a is not a number"),
            ("attempt,a\nmax,-1\n", "line 2: the maximum -1 of item a"),
            ("attempt,a\nmax,10001\n", "line 2: the maximum 10001 of item a"),
            ("attempt,a\n1,one\n", "line 2: \"one\" at item a is not a number"),
            ("attempt,a\n1,NaN\n", "line 2: \"NaN\" at item a is not a number"),
            ("attempt,a\n1,inf\n", "line 2: \"inf\" at item a is not a number"),
            ("attempt,a\n1,\"0,5\"\n", "line 2: \"0,5\" at item a is not a number"),
            ("attempt,a\n1,2\n", "line 2: the mark 2 at item a is not from 0 to 1; without a row of maxima"),
            ("attempt,a\nmax,2\n\"1\n1\",1\n2,3\n", "line 5: the mark 3 at item a is not from 0 to 2"),
            ("attempt,a\n1,-1\n", "line 2: the mark -1 at item a is not from 0 to 1"),
            ("attempt,a,b\n1,,\n", "line 2: no item has a mark"),
            ("attempt,a\n1,\"1\n", "line 2: a quoted cell does not end"),
            ("attempt,a\n1,\"1\"1\n", "line 2: '1' after the end of a quoted cell"),
            ("attempt,a\n1,1\"\n", "line 2: a quotation mark"),
        ] {
            refused(text, expected);
        }
    }

    const SMALL: &str = "attempt,a,\"b,c\"\n1,1,1\n2,0,0\n3,1,0\n4,0,1\n5,1,1\n";

    #[test]
    fn every_figure_has_a_line() {
        let out = lines(&analyse(&read(SMALL).unwrap(), Floor(0)));
        assert_eq!(out.lines().count(), 1 + 2 * 12 + 8);
        assert!(out.lines().all(|line| line.matches(',').count() >= 8));
        assert!(out.contains("\nitem,a,facility,5,0.6000000000,0.2307"), "{out}");
        assert!(out.contains("\nitem,\"b,c\",intendedweight,5,50.0000000000,,,,not-an-estimate\n"), "{out}");
        assert!(out.contains("\ntest,,mean,5,1.2000000000,"), "{out}");
        let hidden = lines(&analyse(&read(SMALL).unwrap(), Floor::default()));
        assert_eq!(hidden.matches(",5,,,,,below-floor\n").count(), 2 * 12 + 8);
    }

    #[test]
    fn a_table_says_why_what_is_missing_is_missing() {
        let shown = table(&analyse(&read(SMALL).unwrap(), Floor(0)));
        assert!(shown.starts_with("2 items, 5 attempts; one form for everyone, scores in marks out of 2.\n"));
        assert!(shown.contains("0.600 [0.231, 0.882]"), "{shown}");
        assert!(shown.contains("too-few  fewer attempts than the formula needs"), "the median: {shown}");
        let hidden = table(&analyse(&read(SMALL).unwrap(), Floor::default()));
        assert!(hidden.contains("a     5  1    below-floor"), "{hidden}");
        assert!(hidden.contains("below-floor  fewer than 30 attempts; --floor N shows what there is"));
        let drawn = table(&analyse(&read("attempt,a,b\n1,1,\n2,1,1\n").unwrap(), Floor(0)));
        assert!(drawn.contains("drawn forms, scores in per cent of the own form's maximum"), "{drawn}");
    }
}
