//! What an authority can say about the time of a sitting, whatever the desk says.
//!
//! Two clocks tell of one sitting. The authority's gave the start token (T0), countersigned heads, and gave the receipt
//! (T1): the sitting lasted at most T1 - T0. The desk's counted the ledger, and each head it had countersigned says what
//! it read when it signed that. [`account`] lays them side by side. What does not fit is a [`Finding`], for people: none
//! ends or voids anything.
//!
//! Only what anybody in charge may read is used: the headers of the journal, never what was answered.

mod rules;

use crate::docket::{Anchor, Arrival};
use crate::ledger::{Moment, Spent};

/// How long a signed head may be on its way, in milliseconds: a desk gives a request up after 60 seconds. One that
/// comes later is no finding by itself, for a computer may sleep while it sends; two in a row are.
pub const TRANSPORT_MS: u64 = 60_000;

/// How far two clocks that are right may drift apart, in parts per million. A quartz that nobody corrects is within 100;
/// a time service that corrects it lets it run at most 500 faster or slower (`adjtimex`); and so on both sides.
pub const DRIFT_PPM: u64 = 1_000;

/// Two readings of one clock at one event, in milliseconds: where nothing travels and rounding alone may differ.
pub const READING_MS: u64 = 1_000;

/// A record's place in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Which segment; 0 is the first.
    pub segment: u32,
    /// The record's number in it, from 1.
    pub seq: u64,
}

/// What a header's kind means for time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The rules were accepted: the ledger counts from here.
    Accepted,
    /// The program did not run from some moment after the record before this one.
    Interrupted,
    /// The wall clock was set.
    ClockJumped,
    /// The answers were sealed: the ledger stops.
    Sealed,
    /// A grant took effect. After a seal it can only be the one that reopens.
    Applied,
    /// Anything else.
    Other,
}

/// A record as its header tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Where it stands.
    pub place: Place,
    /// What it means for time.
    pub mark: Mark,
    /// What the desk's clocks said.
    pub at: Moment,
}

/// An envelope, as far as it is about time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipted {
    /// The record of its seal.
    pub seal: Place,
    /// The ledger it states.
    pub spent: Spent,
    /// How its arrival was labelled.
    pub arrival: Arrival,
    /// T1: when the authority took it, by its own clock, UTC milliseconds.
    pub at_ms: i64,
}

/// All that is known about the time of one sitting.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sitting {
    /// T0: the start token's time by the authority's clock, UTC milliseconds. A paper packet names none.
    pub started_at_ms: Option<i64>,
    /// The journal as far as the authority holds it: a chain, in order.
    pub journal: Vec<Line>,
    /// What was countersigned and when by the authority's clock, UTC milliseconds, in order.
    pub anchors: Vec<(Anchor, i64)>,
    /// The envelope in force, if one has come.
    pub received: Option<Receipted>,
}

/// Whether a finding speaks against the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// No desk that tells the truth does this: somebody should ask.
    Against,
    /// An honest desk can come to this. It is worth knowing, and says nothing against anybody.
    Noted,
}

/// One thing about time that does not fit. Each says whether it is *against* the desk or *noted*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// *Against.* Within one start of the computer the boot clock said less than in the record before.
    BootClockBack {
        /// The record that says less.
        at: Place,
        /// By how many milliseconds.
        by_ms: u64,
    },
    /// *Against.* Within one segment a start of the computer came back after another one: starts do not.
    BootReturned {
        /// The first record of its return.
        at: Place,
    },
    /// *Against.* A record says a later time than the desk's clock did when the desk signed a head after it.
    AheadOfAnchor {
        /// The record.
        at: Place,
        /// The head.
        head: Place,
        /// By how many milliseconds.
        by_ms: u64,
    },
    /// *Against.* A record says an earlier time than the desk's clock did when the desk signed a head before it.
    BehindAnchor {
        /// The record.
        at: Place,
        /// The head.
        head: Place,
        /// By how many milliseconds.
        by_ms: u64,
    },
    /// *Against.* Between two heads, and still at the next one, the desk's clock counted less than passed, by more than
    /// [`TRANSPORT_MS`] and [`DRIFT_PPM`] explain: it ran slowly, stood still or was set back.
    ClockSlow(Compared),
    /// *Against.* Between two heads, or since T0, the desk's clock counted more than passed, by more than that.
    ClockFast(Compared),
    /// *Against.* The ledger comes to less than the journal's own boot clocks measure.
    Uncounted {
        /// What the ledger comes to, in milliseconds.
        said_ms: u64,
        /// What the journal's clocks measure from the acceptance of the rules to the seal, in milliseconds.
        measured_ms: u64,
    },
    /// *Against.* What the ledger measured by the boot clock is more than T1 - T0: the whole ledger where the computer
    /// was not started anew, and otherwise working time.
    MoreThanPassed {
        /// What the ledger says, in milliseconds.
        said_ms: u64,
        /// T1 - T0, in milliseconds.
        at_most_ms: u64,
    },
    /// *Against.* The ledger names more outage than there are gaps in the journal before a record that notes one. Only
    /// said where the computer was not started anew.
    OutageWithoutGap {
        /// The outage of the ledger, in milliseconds.
        said_ms: u64,
        /// All such gaps together, in milliseconds.
        room_ms: u64,
    },
    /// *Noted.* As [`Self::MoreThanPassed`], by a ledger in which the wall clock measured a gap: the computer was started
    /// anew, or another one went on, and a wall clock was wrong.
    CountedByWall {
        /// What the ledger says, in milliseconds.
        said_ms: u64,
        /// T1 - T0, in milliseconds.
        at_most_ms: u64,
    },
    /// *Noted.* The ledger comes to less than passed between two heads, and the computer was started anew, or another
    /// one went on: then only the wall clock measures the gap.
    LostAcrossStarts {
        /// What the ledger says, in milliseconds.
        said_ms: u64,
        /// What passed between the heads, in milliseconds.
        passed_ms: u64,
    },
    /// *Noted.* The wall clock was set while the exam ran.
    WallSet {
        /// The record that notes it.
        at: Place,
        /// By how many milliseconds against the boot clock.
        by_ms: i64,
    },
    /// *Noted.* The desk's wall clock differed from the authority's by more than [`TRANSPORT_MS`] when a head was signed.
    /// Told once for each start of the computer.
    WallOff {
        /// The head.
        head: Place,
        /// By how many milliseconds it was ahead; less than zero: behind.
        by_ms: i64,
    },
}

/// The same stretch by both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    /// Where it begins, by the authority's clock, UTC milliseconds.
    pub from_ms: i64,
    /// Where it ends, by the authority's clock, UTC milliseconds.
    pub to_ms: i64,
    /// What the desk's clock made of it, in milliseconds; less than zero where it was set back.
    pub said_ms: i64,
}

impl Compared {
    /// What passed, in milliseconds.
    pub fn passed_ms(&self) -> i64 {
        self.to_ms.saturating_sub(self.from_ms)
    }
}

impl Finding {
    /// Whether it speaks against the desk.
    pub fn weight(&self) -> Weight {
        match self {
            Self::BootClockBack { .. }
            | Self::BootReturned { .. }
            | Self::AheadOfAnchor { .. }
            | Self::BehindAnchor { .. }
            | Self::ClockSlow(_)
            | Self::ClockFast(_)
            | Self::Uncounted { .. }
            | Self::MoreThanPassed { .. }
            | Self::OutageWithoutGap { .. } => Weight::Against,
            Self::CountedByWall { .. }
            | Self::LostAcrossStarts { .. }
            | Self::WallSet { .. }
            | Self::WallOff { .. } => Weight::Noted,
        }
    }

    /// Its name for logs and programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BootClockBack { .. } => "boot-clock-back",
            Self::BootReturned { .. } => "boot-returned",
            Self::AheadOfAnchor { .. } => "ahead-of-anchor",
            Self::BehindAnchor { .. } => "behind-anchor",
            Self::ClockSlow(_) => "clock-slow",
            Self::ClockFast(_) => "clock-fast",
            Self::Uncounted { .. } => "uncounted",
            Self::MoreThanPassed { .. } => "more-than-passed",
            Self::OutageWithoutGap { .. } => "outage-without-gap",
            Self::CountedByWall { .. } => "counted-by-wall",
            Self::LostAcrossStarts { .. } => "lost-across-starts",
            Self::WallSet { .. } => "wall-set",
            Self::WallOff { .. } => "wall-off",
        }
    }
}

/// What can be said about the time of a sitting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// T0, by the authority's clock, UTC milliseconds.
    pub started_at_ms: Option<i64>,
    /// The envelope in force.
    pub received: Option<Receipted>,
    /// The last countersignature: up to where, and when by the authority's clock, UTC milliseconds. Every record up to
    /// there was made before that, and nothing says how long before.
    pub anchored: Option<(Place, i64)>,
    /// When the seal itself had been countersigned, by the authority's clock, UTC milliseconds.
    pub seal_anchored_at_ms: Option<i64>,
    /// How often the computer was started anew, or another one went on, as far as the journal is held. Across a start
    /// nothing is measured.
    pub starts: u32,
    /// Whether the journal is held up to the seal.
    pub is_whole: bool,
    /// What does not fit, in no order that means anything.
    pub findings: Vec<Finding>,
}

impl Account {
    /// The bound: the sitting lasted at most so many milliseconds, whatever the desk says. None without T0 or T1.
    pub fn at_most_ms(&self) -> Option<u64> {
        at_most_ms(self.started_at_ms?, self.received?.at_ms)
    }

    /// What the desk says it lasted, in milliseconds: working, held, outage and break.
    pub fn said_ms(&self) -> Option<u64> {
        self.received.map(|received| received.spent.total_ms())
    }

    /// The findings of one weight.
    pub fn of(&self, weight: Weight) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.weight() == weight)
    }
}

/// The true duration of anything that began after `started_at_ms` and had ended by `ended_at_ms`, both by the authority's
/// clock, is at most this many milliseconds.
pub fn at_most_ms(started_at_ms: i64, ended_at_ms: i64) -> Option<u64> {
    u64::try_from(ended_at_ms.checked_sub(started_at_ms)?).ok()
}

/// Lays the two clocks side by side.
pub fn account(sitting: &Sitting) -> Account {
    let at = |anchor: &Anchor| Place { segment: anchor.head.segment, seq: anchor.head.seq };
    let seal = sitting.received.map(|received| received.seal);
    let reached = sitting.journal.last().map(|line| line.place);
    let starts = sitting.journal.windows(2).filter(|pair| !rules::is_one_run(&pair[0], &pair[1])).count();
    Account {
        started_at_ms: sitting.started_at_ms,
        received: sitting.received,
        anchored: sitting.anchors.last().map(|(anchor, at_ms)| (at(anchor), *at_ms)),
        seal_anchored_at_ms: seal.and_then(|seal| {
            sitting.anchors.iter().find(|(anchor, _)| at(anchor) >= seal).map(|(_, at_ms)| *at_ms)
        }),
        starts: u32::try_from(starts).unwrap_or(u32::MAX),
        is_whole: seal.is_some_and(|seal| reached >= Some(seal)),
        findings: rules::findings(sitting),
    }
}
