//! One exam of a programme file.

use exam::Points;
use exam::programme::{
    Beyond, Cell, DeviceKey, Exam, Feedback, FeedbackWhen, OutageAllowance, Policy, Reading, Release,
};

use super::{HOUR, MINUTE, need_words};
use crate::fields::Fields;
use crate::finding::{Log, Severity};
use crate::limits::Limits;
use crate::source::{MOST_MINUTES, PASS_PERCENT, pass_mark, reading};
use crate::{assemble, media, number};

/// What an item is worth where neither it nor the exam says.
const POINTS_PER_ITEM: Points = Points::whole(2);
/// How long one gap may last, and all together, where the exam does not say.
const OUTAGE_MINUTES: (u32, u32) = (5, 15);
/// How long an envelope may take where the exam does not say.
const UPLOAD_HOURS: u32 = 72;

/// An exam, and what of it only the file says.
pub(super) struct Read {
    pub(super) exam: Exam,
    /// The path of its bank.
    pub(super) bank: String,
    pub(super) reading: Vec<Reading>,
}

/// Reads an exam.
pub(super) fn read(mut fields: Fields<'_>, lang: &str, limits: &Limits, log: &mut Log) -> Option<Read> {
    let id = fields.need_slug("id", log);
    let title = need_words(&mut fields, "title", lang, limits, log);
    let bank = bank(&mut fields, log);
    let blueprint = blueprint(&mut fields, log);
    let points = "Write a number above 0 with at most five decimals, such as `2`.";
    let points_per_item = fields.value("points_per_item", points, log, |text| {
        number::decimal(text, 5).map(Points).filter(|points| points.0 > 0 && *points <= Points::MOST)
    });
    if fields.take("pass_percent").is_none() {
        fields.missing(log, "pass_percent", PASS_PERCENT);
    }
    let pass_mark = fields.value("pass_percent", PASS_PERCENT, log, pass_mark);
    let policy = policy(&mut fields, lang, limits, log);
    let reading = reading(&mut fields, limits, log);
    fields.finish(log);
    let exam = Exam {
        id: id?,
        title: title?,
        blueprint: blueprint?,
        points_per_item: points_per_item.unwrap_or(POINTS_PER_ITEM),
        pass_mark: pass_mark?,
        policy: policy?,
    };
    Some(Read { exam, bank: bank?, reading })
}

fn bank(fields: &mut Fields<'_>, log: &mut Log) -> Option<String> {
    let hint = "Write the path of a bank source from the folder of this file, with `/`, and not out of it.";
    if fields.take("bank").is_none() {
        fields.missing(log, "bank", hint);
    }
    fields.value("bank", hint, log, |path| media::stays_inside(path).then(|| path.to_owned()))
}

fn blueprint(fields: &mut Fields<'_>, log: &mut Log) -> Option<Vec<Cell>> {
    let line = fields.line;
    let drawn = fields.take("draw").is_some();
    let draw = fields.count("draw", 1, 10_000, log);
    if fields.take("blueprint").is_none() {
        if !drawn {
            fields.missing(log, "draw", "Add `draw:` and a number of items, or a `blueprint:`.");
        }
        return draw.map(|items| vec![Cell { competency: None, items, unscored: false }]);
    }
    if drawn {
        let what = "The exam has both `draw` and `blueprint`.";
        log.add(Severity::Error, "policy", line, "exams.draw", what, "Delete one of them.");
    }
    let mut cells = Vec::new();
    for node in fields.list("blueprint", 200, log)? {
        let Some(mut row) = Fields::strict(node, "blueprint.", log) else { continue };
        let competency = row.slug("competency", log);
        if row.take("items").is_none() {
            row.missing(log, "items", "Add `items:` and how many are drawn.");
        }
        let items = row.count("items", 1, 10_000, log);
        let unscored = row.flag("unscored", log).unwrap_or(false);
        row.finish(log);
        cells.extend(items.map(|items| Cell { competency, items, unscored }));
    }
    if !cells.iter().any(|cell| !cell.unscored) && !log.refused() {
        let what = "No row of `blueprint` is scored.";
        log.add(Severity::Error, "policy", line, "exams.blueprint", what, "Add a row without `unscored`.");
    }
    Some(cells)
}

fn policy(fields: &mut Fields<'_>, lang: &str, limits: &Limits, log: &mut Log) -> Option<Policy> {
    let line = fields.line;
    if fields.take("minutes").is_none() {
        fields.missing(log, "minutes", "Add `minutes:` and the working time.");
    }
    let minutes = fields.count("minutes", 1, MOST_MINUTES, log);
    let rules = fields.words("rules", lang, limits, log).filter(|words| !words.is_blank());
    if rules.is_none() {
        fields.missing(log, "rules", "Add `rules: |` and what a candidate accepts before the start.");
    }
    let rules = rules.map(|words| assemble::without_pictures(&words, "exams.rules", limits.text_depth, log));
    let (feedback, feedback_when) = feedback(fields, log);
    let releases = [
        ("at-once", Release::AtOnce),
        ("when-room-closes", Release::WhenRoomCloses),
        ("never", Release::Never),
    ];
    let release = fields.one_of("release", &releases, log).unwrap_or(Release::Never);
    if release == Release::Never && feedback_when == FeedbackWhen::Provisional && !log.refused() {
        log.add(
            Severity::Error,
            "policy",
            line,
            "exams.feedback.when",
            "Feedback is promised from the provisional result, which needs answer keys, and `release` is `never`.",
            "Write `when: confirmed`, or `release: at-once` or `when-room-closes`.",
        );
    }
    let keys = [("keyring", DeviceKey::Keyring), ("keyring-or-file", DeviceKey::KeyringOrFile)];
    let device_key = fields.one_of("device_key", &keys, log).unwrap_or(DeviceKey::Keyring);
    let hours = fields.count("upload_within_hours", 1, 24 * 366, log).unwrap_or(UPLOAD_HOURS);
    let outage = outage(fields, log);
    Some(Policy {
        working_ms: u64::from(minutes?) * MINUTE,
        rules: rules?,
        feedback,
        feedback_when,
        release,
        outage,
        device_key,
        upload_within_ms: u64::from(hours) * HOUR,
    })
}

fn feedback(fields: &mut Fields<'_>, log: &mut Log) -> (Feedback, FeedbackWhen) {
    let reserved = (Feedback::Outcome, FeedbackWhen::Confirmed);
    let Some(entry) = fields.take("feedback") else { return reserved };
    let Some(mut fields) = Fields::strict(&entry.value, "feedback.", log) else { return reserved };
    let levels = [
        ("outcome", Feedback::Outcome),
        ("competencies", Feedback::Competencies),
        ("items", Feedback::Items),
        ("full", Feedback::Full),
    ];
    let times = [("provisional", FeedbackWhen::Provisional), ("confirmed", FeedbackWhen::Confirmed)];
    let show = fields.one_of("show", &levels, log).unwrap_or(reserved.0);
    let when = fields.one_of("when", &times, log).unwrap_or(reserved.1);
    fields.finish(log);
    (show, when)
}

fn outage(fields: &mut Fields<'_>, log: &mut Log) -> OutageAllowance {
    let allowance = |each: u32, total: u32, beyond| OutageAllowance {
        each_ms: u64::from(each) * MINUTE,
        total_ms: u64::from(total) * MINUTE,
        beyond,
    };
    let (each, total) = OUTAGE_MINUTES;
    let usual = allowance(each, total, Beyond::Ask);
    let Some(entry) = fields.take("outage") else { return usual };
    let Some(mut fields) = Fields::strict(&entry.value, "outage.", log) else { return usual };
    let own_each = fields.count("each_minutes", 0, MOST_MINUTES, log);
    let own_total = fields.count("total_minutes", 0, MOST_MINUTES, log);
    let beyond = fields.one_of("beyond", &[("ask", Beyond::Ask), ("charge", Beyond::Charge)], log);
    fields.finish(log);
    let each = own_each.unwrap_or_else(|| own_total.map_or(each, |total| each.min(total)));
    let total = own_total.unwrap_or_else(|| total.max(each));
    if each > total {
        let what = format!("One gap may last {each} minutes, and all together only {total}.");
        log.add(
            Severity::Error,
            "policy",
            entry.line,
            "outage.total_minutes",
            what,
            "Raise `total_minutes`.",
        );
    }
    allowance(each, total, beyond.unwrap_or(Beyond::Ask))
}
