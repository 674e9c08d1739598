//! Whether a bank is enough for an exam.

use exam::programme::{Cell, Exam};
use exam::{Points, Slug};

use crate::finding::{Finding, Log, Severity};
use crate::model::{Bank, SourceItem};

/// What stands in the way of drawing this exam's forms from this bank, for any seed.
pub fn check_draw(bank: &Bank, exam: &Exam) -> Vec<Finding> {
    let mut log = Log::new(&bank.file, "");
    let pools: Vec<Vec<usize>> = exam.blueprint.iter().map(|cell| pool(bank, cell)).collect();
    for (row, (cell, pool)) in exam.blueprint.iter().zip(&pools).enumerate() {
        let wanted = cell.items as usize;
        let of = cell.competency.as_ref().map_or_else(String::new, |name| format!(" of `{name}`"));
        let kind = if cell.unscored { " unscored" } else { "" };
        if pool.len() < wanted {
            let what = format!(
                "The exam `{}` draws {wanted}{kind} items{of}; the bank has {}.",
                exam.id,
                pool.len()
            );
            log.add(Severity::Error, "bank-too-small", 0, "items", what, "Add items, or draw fewer.");
        } else if pool.len() - taken(&pools, &exam.blueprint, row) < wanted {
            let what = format!(
                "The exam `{}` draws {wanted}{kind} items{of} in row {} of its blueprint; the rows above can leave \
                 fewer than that.",
                exam.id,
                row + 1
            );
            log.add(
                Severity::Error,
                "draw-may-fail",
                0,
                "items",
                what,
                "Add items, or put the narrower rows first.",
            );
        }
        let worth = |index: &usize| bank.items.get(*index).map_or(Points(0), |item| points(item, exam));
        let (least, most) = (pool.iter().map(worth).min(), pool.iter().map(worth).max());
        if let (Some(least), Some(most)) = (least, most)
            && least != most
            && wanted < pool.len()
            && !cell.unscored
        {
            let what = format!(
                "The exam `{}` draws from items{of} worth {least} to {most} points, so forms can have different \
                 maxima.",
                exam.id
            );
            let hint =
                "Each form is scored out of its own maximum; give the items equal points for equal forms.";
            log.add(Severity::Warning, "unequal-forms", 0, "points", what, hint);
        }
    }
    log.found
}

fn points(item: &SourceItem, exam: &Exam) -> Points {
    item.points.unwrap_or(exam.points_per_item)
}

fn pool(bank: &Bank, cell: &Cell) -> Vec<usize> {
    let fits = |item: &SourceItem| {
        let has = |wanted: &Slug| item.competencies.contains(wanted);
        item.is_drawn() && item.unscored == cell.unscored && cell.competency.as_ref().is_none_or(has)
    };
    (0..bank.items.len()).filter(|index| bank.items.get(*index).is_some_and(fits)).collect()
}

/// The most items of a row's pool that the rows above it can take: a largest matching between their places and
/// the items of this pool.
fn taken(pools: &[Vec<usize>], blueprint: &[Cell], row: usize) -> usize {
    let Some(wanted) = pools.get(row) else { return 0 };
    let shared: Vec<Vec<usize>> = pools
        .iter()
        .take(row)
        .map(|pool| pool.iter().filter(|item| wanted.binary_search(item).is_ok()).copied().collect())
        .collect();
    let places: Vec<usize> =
        shared.iter().zip(blueprint).map(|(shared, cell)| shared.len().min(cell.items as usize)).collect();
    let bound: usize = places.iter().sum();
    if wanted.len().saturating_sub(bound) >= blueprint.get(row).map_or(0, |cell| cell.items as usize) {
        return bound.min(wanted.len());
    }
    let mut holder: Vec<Option<usize>> = vec![None; wanted.last().map_or(0, |last| last + 1)];
    let mut seated = 0;
    for (row, places) in places.iter().enumerate() {
        let seats = (0..*places).take_while(|_| seat(row, &shared, &mut holder, &mut vec![false; row + 1]));
        seated += seats.count();
    }
    seated
}

/// Finds an item for a row, moving those of other rows where that helps. Each row is tried once.
fn seat(row: usize, shared: &[Vec<usize>], holder: &mut [Option<usize>], tried: &mut [bool]) -> bool {
    let (Some(items), Some(seen)) = (shared.get(row), tried.get_mut(row)) else { return false };
    if std::mem::replace(seen, true) {
        return false;
    }
    for item in items {
        let held = holder.get(*item).copied().flatten();
        if held.is_none_or(|other| seat(other, shared, holder, tried)) {
            if let Some(slot) = holder.get_mut(*item) {
                *slot = Some(row);
            }
            return true;
        }
    }
    false
}
