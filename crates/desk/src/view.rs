//! What the candidate sees of an attempt: a reading of its state, never a second one.

use exam::Slug;
use exam::attempt::{Attempt, Phase};
use exam::form::Form;
use exam::ledger::{Moment, Spent};

/// The picture of an attempt at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The sequence number it was drawn from: a command made from this picture carries it.
    pub seq: u64,
    /// Where the attempt stands.
    pub phase: Phase,
    /// Working time left, in milliseconds.
    pub left_ms: u64,
    /// The time ledger.
    pub spent: Spent,
    /// The items in the order of the form.
    pub items: Vec<ItemView>,
    /// The item on the screen.
    pub current: Option<Slug>,
    /// How far the authority holds the journal: a record's number, 0 for not at all.
    pub received_seq: u64,
}

/// An item in the navigator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemView {
    /// Which.
    pub item: Slug,
    /// Whether it has been on the screen.
    pub seen: bool,
    /// Whether there is an answer.
    pub answered: bool,
    /// Whether it is marked to come back to.
    pub flagged: bool,
}

impl View {
    /// Draws the picture at `now`.
    pub fn of(attempt: &Attempt, form: &Form, seq: u64, received_seq: u64, now: Moment) -> Self {
        let item = |item: &Slug| ItemView {
            item: item.clone(),
            seen: attempt.is_seen(item),
            answered: attempt.responses().contains_key(item),
            flagged: attempt.is_flagged(item),
        };
        Self {
            seq,
            phase: attempt.phase().clone(),
            left_ms: attempt.ledger().left_ms(now),
            spent: attempt.ledger().spent_at(now),
            items: form.items.iter().map(item).collect(),
            current: attempt.current().cloned(),
            received_seq,
        }
    }

    /// How many items have an answer.
    pub fn answered(&self) -> usize {
        self.items.iter().filter(|item| item.answered).count()
    }
}
