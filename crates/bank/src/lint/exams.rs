//! Whether a bank serves the exams that draw from it.

use exam::Slug;
use exam::programme::Cell;

use super::{Eye, Remark, Use};
use crate::Usage;
use crate::fit::check_draw;

pub(super) fn check(eye: &mut Eye<'_>, usage: &Use<'_>) {
    let bank = eye.bank;
    let exam = usage.exam;
    eye.found.extend(check_draw(bank, exam).iter().map(Remark::from));
    // An exam that no certification requires is there to practise with.
    if bank.usage == Usage::Practice && !usage.demo && usage.attempts > 0 {
        let what = format!(
            "The bank is `use: practice`, and the exam `{}` draws from it, which a certification requires.",
            exam.id
        );
        let hint = "Draw from a bank with `use: live`, or mark the programme `demo: true`.";
        eye.say("practice-in-exam", None, "use", what, hint);
    }
    for (index, row) in exam.blueprint.iter().enumerate() {
        if exam.blueprint.iter().take(index).any(|before| same(before, row)) {
            continue;
        }
        let have = bank.items.iter().filter(|item| fits(item.unscored, &item.competencies, row)).count();
        let rivals = exam.blueprint.iter().filter(|other| {
            other.unscored == row.unscored && (row.competency.is_none() || other.competency == row.competency)
        });
        let each: usize = rivals.map(|row| row.items as usize).sum();
        let lasts = have.checked_div(each).unwrap_or(0);
        // Too few for one form is an error already.
        if lasts >= 1 && lasts < usage.attempts as usize {
            let of = row.competency.as_ref().map_or_else(String::new, |name| format!(" of `{name}`"));
            let pilots = if row.unscored { " unscored" } else { "" };
            let what = format!(
                "The exam `{}` promises {} attempts and takes {each}{pilots} items{of} for each; the bank has {have}, \
                 enough for {lasts}.",
                exam.id, usage.attempts
            );
            let hint = format!("Add {} items, or draw fewer.", each * usage.attempts as usize - have);
            eye.say("too-few-attempts", None, "items", what, &hint);
        }
    }
}

fn same(one: &Cell, other: &Cell) -> bool {
    one.competency == other.competency && one.unscored == other.unscored
}

fn fits(unscored: bool, competencies: &[Slug], row: &Cell) -> bool {
    unscored == row.unscored && row.competency.as_ref().is_none_or(|wanted| competencies.contains(wanted))
}
