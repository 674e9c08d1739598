//! `invigil bank diff`: what differs between two banks, item by item.

use std::path::PathBuf;

use bank::diff::{Change, Field, diff};
use clap::Args;
use serde_json::{Value, json};

use crate::bank_commands::{Report, read};
use crate::export_bank_command::one_source;
use crate::stop::Stop;

#[derive(Args)]
pub(crate) struct Diff {
    /// The bank source or page as it was, or a folder that holds one.
    old: PathBuf,
    /// As it is.
    new: PathBuf,
    /// How to report. Right answers are in it.
    #[arg(long, default_value = "text")]
    report: Report,
}

impl Diff {
    pub(crate) fn run(self) -> Result<(), Stop> {
        let changes = diff(&read(&one_source(&self.old)?)?, &read(&one_source(&self.new)?)?);
        if self.report == Report::Json {
            let value: Vec<Value> = changes.iter().map(change_json).collect();
            println!("{}", serde_json::to_string_pretty(&value).map_err(Stop::failed)?);
            return Ok(());
        }
        for change in &changes {
            match change {
                Change::Added(id) => println!("+ {id}"),
                Change::Removed(id) => println!("- {id}"),
                Change::Changed(id, fields) => {
                    println!("~ {id}");
                    fields.iter().for_each(show);
                }
                Change::Bank(fields) => {
                    println!("~ the bank itself");
                    fields.iter().for_each(show);
                }
            }
        }
        let count = |wanted: fn(&Change) -> bool| changes.iter().filter(|change| wanted(change)).count();
        println!(
            "{} added, {} removed, {} changed",
            count(|change| matches!(change, Change::Added(_))),
            count(|change| matches!(change, Change::Removed(_))),
            count(|change| matches!(change, Change::Changed(..)))
        );
        Ok(())
    }
}

fn show(field: &Field) {
    println!("    {}", field.name);
    for (sign, side) in [("-", &field.old), ("+", &field.new)] {
        for line in side.iter().flat_map(|text| text.lines()) {
            println!("      {sign} {line}");
        }
    }
}

fn change_json(change: &Change) -> Value {
    let fields = |fields: &[Field]| -> Vec<Value> {
        fields
            .iter()
            .map(|field| json!({ "field": field.name, "old": field.old, "new": field.new }))
            .collect()
    };
    match change {
        Change::Added(id) => json!({ "item": id.as_str(), "change": "added" }),
        Change::Removed(id) => json!({ "item": id.as_str(), "change": "removed" }),
        Change::Changed(id, changed) => {
            json!({ "item": id.as_str(), "change": "changed", "fields": fields(changed) })
        }
        Change::Bank(changed) => json!({ "item": null, "change": "changed", "fields": fields(changed) }),
    }
}
