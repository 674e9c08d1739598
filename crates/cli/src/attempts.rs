//! `invigil attempts` and `invigil result`: what this desk holds of each attempt, in words that claim no more than is
//! known, and one result line by line as far as its exam shows it.

use std::path::PathBuf;

use clap::Args;
use desk::Folder;
use desk::result::Explained;
use evidence::v0::{ResultStateDoc, ResultStatement};
use exam::attempt::Phase;
use exam::grade::Verdict;
use exam::item::{Interaction, Item, Kind, PartKey, Value};
use exam::programme::Feedback;
use exam::{BasisPoints, Points, Slug};

use crate::export::chosen;
use crate::sit::open;
use crate::stop::Stop;

#[derive(Args)]
pub(crate) struct Attempts {
    /// The desk's folder.
    #[arg(long)]
    data: PathBuf,
}

impl Attempts {
    pub(crate) fn run(self) -> Result<(), Stop> {
        let folder = Folder::open(&self.data)?;
        let attempts = folder.attempts()?;
        let mut broken = 0;
        for attempt in &attempts {
            let session = match open(&folder, *attempt) {
                Ok(session) => session,
                Err(stop) => {
                    println!("{attempt}  here, and cannot be opened now: {}", stop.message);
                    broken += 1;
                    continue;
                }
            };
            let view = session.view();
            let mut states = vec![format!("{} of {} answered", view.answered(), view.items.len())];
            states.push(match (&view.phase, session.receipt()) {
                (Phase::Sealed, Some(_)) => "sealed, received by the hub".to_owned(),
                (Phase::Sealed, None) => "sealed here, not yet received by the hub".to_owned(),
                (Phase::Held(_), _) => "saved here, on hold".to_owned(),
                (Phase::Registered | Phase::Admitted, _) => "saved here, rules not yet accepted".to_owned(),
                (Phase::Running | Phase::OnBreak, _) => {
                    format!("saved here, {} min left", view.left_ms.div_ceil(60_000))
                }
            });
            match session.statement()? {
                Some(result) => states.push(format!("result {}", confirmed_line(&result))),
                None if matches!(view.phase, Phase::Sealed) => {
                    states.push("no confirmed result yet".to_owned())
                }
                None => {}
            }
            if session.credential().is_some() {
                states.push("certificate here".to_owned());
            }
            let title = session.bank().exam().title.for_reader("en").words();
            println!("{attempt}  {title}: {}", states.join("; "));
            let report = session.report();
            if report.fork.is_some() || report.stranded > 0 {
                println!(
                    "  a person should look: two histories were found; all files were kept: {:?}",
                    report.kept
                );
            }
        }
        if attempts.is_empty() {
            println!("this desk has no attempt");
        }
        match broken {
            0 => Ok(()),
            broken => {
                Err(Stop::failed(format!("{broken} attempts could not be opened; nothing of them is lost")))
            }
        }
    }
}

#[derive(Args)]
pub(crate) struct ResultCommand {
    /// The desk's folder.
    #[arg(long)]
    data: PathBuf,
    /// The attempt; without it, the latest.
    #[arg(long)]
    attempt: Option<String>,
}

impl ResultCommand {
    pub(crate) fn run(self) -> Result<(), Stop> {
        let folder = Folder::open(&self.data)?;
        let session = open(&folder, chosen(&folder, self.attempt.as_deref())?)?;
        let confirmed = session.statement()?;
        let Some(graded) = session.provisional()? else {
            return Err(Stop::refused(match confirmed {
                Some(_) => {
                    "this exam's answer keys stay with the authority; `invigil attempts` shows the confirmed result"
                }
                None => "there is no result yet: the answers are not sealed, or no answer keys have come",
            }));
        };
        let Some(feedback) = graded.feedback else {
            return Err(Stop::refused(
                "this exam shows results once they are confirmed, and this one is not yet",
            ));
        };
        let outcome = if graded.passed { "pass" } else { "fail" };
        let marking = &graded.marking;
        match &confirmed {
            Some(result) => println!("{}", confirmed_line(result)),
            None => println!(
                "provisional: {} of {} points, {} %, {outcome}",
                marking.points, marking.max, graded.share
            ),
        }
        if feedback >= Feedback::Competencies {
            for (competency, (points, max)) in marking.competencies() {
                println!("  {competency}: {points} of {max} points");
            }
        }
        for (place, explained) in
            graded.explained(session.attempt().responses()).into_iter().flatten().enumerate()
        {
            let Some(item) = session.paper().get(&explained.line.item) else { continue };
            explain(place + 1, item, &explained);
        }
        Ok(())
    }
}

/// Prints one item: what was given, what was accepted, what it earned.
fn explain(place: usize, item: &Item, explained: &Explained) {
    let line = &explained.line;
    let pilot = if line.unscored { " (not scored)" } else { "" };
    println!("{place}. {}: {} of {} points{pilot}", line.item, line.earned, line.max);
    for interaction in item.interactions() {
        let verdict = match line.verdicts.get(&interaction.id) {
            Some(Verdict::Right) => "right",
            Some(Verdict::Wrong) => "not right",
            Some(Verdict::Unanswered) | None => "not answered",
            Some(Verdict::NotGraded) => "a person has to mark this",
        };
        let given = explained.given.get(&interaction.id).map_or_else(String::new, |value| match value {
            Value::Choice(chosen) => format!(": {}", options(interaction, chosen.iter())),
            Value::Text(text) => format!(": {text}"),
        });
        println!("   {verdict}{given}");
        match explained.key.as_ref().and_then(|key| key.parts.get(&interaction.id)) {
            Some(PartKey::Choice { accepted }) => {
                let sets = accepted.iter().map(|set| options(interaction, set.iter())).collect::<Vec<_>>();
                println!("   accepted: {}", sets.join("; or: "));
            }
            Some(PartKey::Text { accepted, .. }) => println!("   accepted: {}", accepted.join("; or: ")),
            None => {}
        }
    }
    if let Some(why) = explained.key.as_ref().and_then(|key| key.explanation.as_ref()) {
        println!("   {}", why.for_reader("en").words().replace('\n', " "));
    }
}

fn options<'a>(interaction: &Interaction, chosen: impl Iterator<Item = &'a Slug>) -> String {
    let Kind::Choice { options, .. } = &interaction.kind else { return String::new() };
    let words = |id: &Slug| {
        let option = options.iter().find(|option| option.id == *id)?;
        Some(option.text.for_reader("en").words())
    };
    chosen.filter_map(words).collect::<Vec<_>>().join(" + ")
}

/// A result statement in one line: what the authority found, and what it says of its standing.
pub(crate) fn confirmed_line(result: &ResultStatement) -> String {
    let state = match result.state {
        ResultStateDoc::Confirmed => "confirmed",
        ResultStateDoc::Partial => "partial, a person still has to mark",
    };
    let outcome = match (result.state, result.passed) {
        (ResultStateDoc::Partial, _) => "open",
        (_, true) => "pass",
        (_, false) => "fail",
    };
    let contradicted =
        if result.equivocated { "; a second envelope contradicts it, a person has to look" } else { "" };
    let (points, max) = (Points(result.points), Points(result.max));
    format!("{state}: {points} of {max} points, {} %, {outcome}{contradicted}", BasisPoints(result.share_bp))
}
