//! The payloads of journal and docket records as JSON.

use exam::attempt::{
    self, Display, Effect, HoldCause, Measure, MeasureState, Opening, SealCause, Swap, TextSize, Theme,
};
use exam::docket::{self, Anchor, Arrival, Head};
use exam::ledger::{BootId, Moment};
use exam::plausible::Mark;
use exam::{DeviceId, Digest, GrantId, Slug};
use serde::{Deserialize, Serialize};

use super::content::{ValueDoc, words};
use crate::dsse::{ObjectError, from_json, from_private_json, to_json};
use crate::secret::{Bytes, Name};

words! { /// See [`exam::attempt::SealCause`].
SealCauseDoc = SealCause { Candidate, TimeUp, Ended } }
words! { /// See [`exam::attempt::MeasureState`].
MeasureStateDoc = MeasureState { Active, UnavailableHere, Failed } }
words! { /// See [`exam::attempt::TextSize`].
TextSizeDoc = TextSize { Normal, Larger, Largest } }
words! { /// See [`exam::attempt::Theme`].
ThemeDoc = Theme { System, Light, Dark } }
words! { /// See [`exam::docket::Arrival`].
ArrivalDoc = Arrival { OnTime, LateAnchored, LateSelfAttested } }

/// A reading of the clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MomentDoc {
    /// 16 bytes naming one start of one computer.
    pub boot: Bytes,
    /// Milliseconds since then.
    pub boot_ms: u64,
    /// UTC milliseconds.
    pub wall_ms: i64,
}

impl From<Moment> for MomentDoc {
    fn from(moment: Moment) -> Self {
        Self { boot: Bytes(moment.boot.0.to_vec()), boot_ms: moment.boot_ms, wall_ms: moment.wall_ms }
    }
}

impl TryFrom<MomentDoc> for Moment {
    type Error = ObjectError;
    fn try_from(doc: MomentDoc) -> Result<Self, ObjectError> {
        let boot =
            doc.boot.0.try_into().map_err(|_| ObjectError::BadContent("a boot id has 16 bytes".into()))?;
        Ok(Self { boot: BootId(boot), boot_ms: doc.boot_ms, wall_ms: doc.wall_ms })
    }
}

/// What a grant does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[allow(missing_docs, reason = "each is exam::attempt::Effect's of the same name")]
pub enum EffectDoc {
    Minutes { ms: u64 },
    Hold,
    Resume,
    Reopen { ms: u64 },
    End,
    Swap { from: Name<DeviceId>, to: Name<DeviceId>, after: HeadDoc },
}

impl From<Effect> for EffectDoc {
    fn from(effect: Effect) -> Self {
        match effect {
            Effect::Minutes(ms) => Self::Minutes { ms },
            Effect::Hold => Self::Hold,
            Effect::Resume => Self::Resume,
            Effect::Reopen(ms) => Self::Reopen { ms },
            Effect::End => Self::End,
            Effect::Swap(Swap { from, to, after }) => {
                Self::Swap { from: Name(from), to: Name(to), after: after.into() }
            }
        }
    }
}

impl From<EffectDoc> for Effect {
    fn from(doc: EffectDoc) -> Self {
        match doc {
            EffectDoc::Minutes { ms } => Self::Minutes(ms),
            EffectDoc::Hold => Self::Hold,
            EffectDoc::Resume => Self::Resume,
            EffectDoc::Reopen { ms } => Self::Reopen(ms),
            EffectDoc::End => Self::End,
            EffectDoc::Swap { from, to, after } => {
                Self::Swap(Swap { from: from.0, to: to.0, after: after.into() })
            }
        }
    }
}

/// How a protection stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureDoc {
    /// Which.
    pub name: Name<Slug>,
    /// How it stands.
    pub state: MeasureStateDoc,
}

impl From<&Measure> for MeasureDoc {
    fn from(measure: &Measure) -> Self {
        Self { name: Name(measure.name.clone()), state: measure.state.into() }
    }
}

impl From<MeasureDoc> for Measure {
    fn from(doc: MeasureDoc) -> Self {
        Self { name: doc.name.0, state: doc.state.into() }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum HoldCauseDoc {
    Proctor,
    LongOutage,
    Fork,
    Sensor { sensor: Name<Slug> },
}

/// The payload of a journal record.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
#[allow(missing_docs, reason = "each is exam::attempt::Event's of the same name")]
pub enum JournalDoc {
    #[allow(private_interfaces)]
    Opened {
        entitlement: Name<Digest>,
        start_token: Name<Digest>,
        policy: Name<Digest>,
        honesty: Vec<MeasureDoc>,
    },
    RulesAccepted {
        text: Name<Digest>,
    },
    WentTo {
        item: Name<Slug>,
    },
    Answered {
        item: Name<Slug>,
        interaction: Name<Slug>,
        value: ValueDoc,
    },
    Cleared {
        item: Name<Slug>,
        interaction: Name<Slug>,
    },
    Flagged {
        item: Name<Slug>,
        on: bool,
    },
    Struck {
        item: Name<Slug>,
        interaction: Name<Slug>,
        option: Name<Slug>,
        on: bool,
    },
    Noted {
        item: Name<Slug>,
        text: String,
    },
    Reported {
        item: Name<Slug>,
        text: String,
    },
    Adjusted {
        text: TextSizeDoc,
        theme: ThemeDoc,
        more_contrast: bool,
        hide_time: bool,
        no_letter_keys: bool,
    },
    BreakTaken {},
    BreakEnded {},
    HelpAsked {},
    #[allow(private_interfaces)]
    Held {
        cause: HoldCauseDoc,
    },
    GrantApplied {
        grant: Name<GrantId>,
        digest: Name<Digest>,
        effect: EffectDoc,
    },
    TakenOver {
        grant: Name<GrantId>,
        digest: Name<Digest>,
        from: Name<DeviceId>,
        to: Name<DeviceId>,
        after: HeadDoc,
        last: MomentDoc,
    },
    ClockJumped {
        by_ms: i64,
    },
    Interrupted {
        last: MomentDoc,
    },
    Anchored {
        head: Name<Digest>,
    },
    Sealed {
        seal_no: u32,
        cause: SealCauseDoc,
    },
    ReceiptNoted {
        envelope: Name<Digest>,
        receipt: Name<Digest>,
    },
    ReleaseNoted {
        release: Name<Digest>,
    },
}

/// Writes a journal event: the kind for the header, and the payload.
pub fn write_journal(event: &attempt::Event) -> (&'static str, Vec<u8>) {
    use attempt::Event as E;
    let name = |slug: &Slug| Name(slug.clone());
    let (kind, doc) = match event {
        E::Opened(o) => (
            "opened",
            JournalDoc::Opened {
                entitlement: Name(o.entitlement),
                start_token: Name(o.start_token),
                policy: Name(o.policy),
                honesty: o.honesty.iter().map(Into::into).collect(),
            },
        ),
        E::RulesAccepted(text) => ("rules-accepted", JournalDoc::RulesAccepted { text: Name(*text) }),
        E::WentTo(item) => ("went-to", JournalDoc::WentTo { item: name(item) }),
        E::Answered { item, interaction, value } => (
            "answered",
            JournalDoc::Answered { item: name(item), interaction: name(interaction), value: value.into() },
        ),
        E::Cleared { item, interaction } => {
            ("cleared", JournalDoc::Cleared { item: name(item), interaction: name(interaction) })
        }
        E::Flagged { item, on } => ("flagged", JournalDoc::Flagged { item: name(item), on: *on }),
        E::Struck { item, interaction, option, on } => (
            "struck",
            JournalDoc::Struck {
                item: name(item),
                interaction: name(interaction),
                option: name(option),
                on: *on,
            },
        ),
        E::Noted { item, text } => ("noted", JournalDoc::Noted { item: name(item), text: text.clone() }),
        E::Reported { item, text } => {
            ("reported", JournalDoc::Reported { item: name(item), text: text.clone() })
        }
        E::Adjusted(display) => (
            "adjusted",
            JournalDoc::Adjusted {
                text: display.text.into(),
                theme: display.theme.into(),
                more_contrast: display.more_contrast,
                hide_time: display.hide_time,
                no_letter_keys: display.no_letter_keys,
            },
        ),
        E::BreakTaken => ("break-taken", JournalDoc::BreakTaken {}),
        E::BreakEnded => ("break-ended", JournalDoc::BreakEnded {}),
        E::HelpAsked => ("help-asked", JournalDoc::HelpAsked {}),
        E::Held(cause) => (
            "held",
            JournalDoc::Held {
                cause: match cause {
                    HoldCause::Proctor => HoldCauseDoc::Proctor,
                    HoldCause::LongOutage => HoldCauseDoc::LongOutage,
                    HoldCause::Fork => HoldCauseDoc::Fork,
                    HoldCause::Sensor(sensor) => HoldCauseDoc::Sensor { sensor: name(sensor) },
                },
            },
        ),
        E::GrantApplied { grant, digest, effect } => (
            "grant-applied",
            JournalDoc::GrantApplied { grant: Name(*grant), digest: Name(*digest), effect: (*effect).into() },
        ),
        E::TakenOver { grant, digest, swap, last } => (
            "taken-over",
            JournalDoc::TakenOver {
                grant: Name(*grant),
                digest: Name(*digest),
                from: Name(swap.from),
                to: Name(swap.to),
                after: swap.after.into(),
                last: (*last).into(),
            },
        ),
        E::ClockJumped(by_ms) => ("clock-jumped", JournalDoc::ClockJumped { by_ms: *by_ms }),
        E::Interrupted(last) => ("interrupted", JournalDoc::Interrupted { last: (*last).into() }),
        E::Anchored(head) => ("anchored", JournalDoc::Anchored { head: Name(*head) }),
        E::Sealed { seal_no, cause } => {
            ("sealed", JournalDoc::Sealed { seal_no: *seal_no, cause: (*cause).into() })
        }
        E::ReceiptNoted { envelope, receipt } => {
            ("receipt-noted", JournalDoc::ReceiptNoted { envelope: Name(*envelope), receipt: Name(*receipt) })
        }
        E::ReleaseNoted(release) => ("release-noted", JournalDoc::ReleaseNoted { release: Name(*release) }),
    };
    (kind, to_json(&doc))
}

/// What a journal record's kind means for time. A kind that is not known means nothing.
pub fn mark(kind: &str) -> Mark {
    match kind {
        "rules-accepted" => Mark::Accepted,
        "interrupted" => Mark::Interrupted,
        "clock-jumped" => Mark::ClockJumped,
        "sealed" => Mark::Sealed,
        "grant-applied" => Mark::Applied,
        _ => Mark::Other,
    }
}

/// Reads a journal record's payload.
pub fn read_journal(payload: &[u8]) -> Result<attempt::Event, ObjectError> {
    use attempt::Event as E;
    Ok(match from_private_json::<JournalDoc>(payload)? {
        JournalDoc::Opened { entitlement, start_token, policy, honesty } => E::Opened(Opening {
            entitlement: entitlement.0,
            start_token: start_token.0,
            policy: policy.0,
            honesty: honesty.into_iter().map(Into::into).collect(),
        }),
        JournalDoc::RulesAccepted { text } => E::RulesAccepted(text.0),
        JournalDoc::WentTo { item } => E::WentTo(item.0),
        JournalDoc::Answered { item, interaction, value } => {
            E::Answered { item: item.0, interaction: interaction.0, value: value.into() }
        }
        JournalDoc::Cleared { item, interaction } => E::Cleared { item: item.0, interaction: interaction.0 },
        JournalDoc::Flagged { item, on } => E::Flagged { item: item.0, on },
        JournalDoc::Struck { item, interaction, option, on } => {
            E::Struck { item: item.0, interaction: interaction.0, option: option.0, on }
        }
        JournalDoc::Noted { item, text } => E::Noted { item: item.0, text },
        JournalDoc::Reported { item, text } => E::Reported { item: item.0, text },
        JournalDoc::Adjusted { text, theme, more_contrast, hide_time, no_letter_keys } => {
            E::Adjusted(Display {
                text: text.into(),
                theme: theme.into(),
                more_contrast,
                hide_time,
                no_letter_keys,
            })
        }
        JournalDoc::BreakTaken {} => E::BreakTaken,
        JournalDoc::BreakEnded {} => E::BreakEnded,
        JournalDoc::HelpAsked {} => E::HelpAsked,
        JournalDoc::Held { cause } => E::Held(match cause {
            HoldCauseDoc::Proctor => HoldCause::Proctor,
            HoldCauseDoc::LongOutage => HoldCause::LongOutage,
            HoldCauseDoc::Fork => HoldCause::Fork,
            HoldCauseDoc::Sensor { sensor } => HoldCause::Sensor(sensor.0),
        }),
        JournalDoc::GrantApplied { grant, digest, effect } => {
            E::GrantApplied { grant: grant.0, digest: digest.0, effect: effect.into() }
        }
        JournalDoc::TakenOver { grant, digest, from, to, after, last } => E::TakenOver {
            grant: grant.0,
            digest: digest.0,
            swap: Swap { from: from.0, to: to.0, after: after.into() },
            last: last.try_into()?,
        },
        JournalDoc::ClockJumped { by_ms } => E::ClockJumped(by_ms),
        JournalDoc::Interrupted { last } => E::Interrupted(last.try_into()?),
        JournalDoc::Anchored { head } => E::Anchored(head.0),
        JournalDoc::Sealed { seal_no, cause } => E::Sealed { seal_no, cause: cause.into() },
        JournalDoc::ReceiptNoted { envelope, receipt } => {
            E::ReceiptNoted { envelope: envelope.0, receipt: receipt.0 }
        }
        JournalDoc::ReleaseNoted { release } => E::ReleaseNoted(release.0),
    })
}

/// A place in a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadDoc {
    /// Which segment.
    pub segment: u32,
    /// Which record.
    pub seq: u64,
    /// Its digest.
    pub digest: Name<Digest>,
}

impl From<Head> for HeadDoc {
    fn from(head: Head) -> Self {
        Self { segment: head.segment, seq: head.seq, digest: Name(head.digest) }
    }
}

impl From<HeadDoc> for Head {
    fn from(doc: HeadDoc) -> Self {
        Self { segment: doc.segment, seq: doc.seq, digest: doc.digest.0 }
    }
}

/// The payload of a docket record.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
#[allow(missing_docs, reason = "each is exam::docket::Event's of the same name")]
pub enum DocketDoc {
    Admitted { start_token: Name<Digest>, device: Name<DeviceId> },
    Anchored { head: HeadDoc, stated: Option<MomentDoc> },
    Granted { grant: Name<GrantId>, digest: Name<Digest>, effect: EffectDoc },
    Received { envelope: Name<Digest>, receipt: Name<Digest>, seal_no: u32, arrival: ArrivalDoc },
    Equivocated { envelope: Name<Digest>, seal_no: u32 },
    Released { envelope: Name<Digest>, release: Name<Digest> },
    Voided { reason: Name<Slug> },
    Result { statement: Name<Digest> },
    HandedOver { to: Name<Digest> },
}

/// Writes a docket event: the kind for the header, and the payload.
pub fn write_docket(event: &docket::Event) -> (&'static str, Vec<u8>) {
    use docket::Event as E;
    let (kind, doc) = match event {
        E::Admitted { start_token, device } => {
            ("admitted", DocketDoc::Admitted { start_token: Name(*start_token), device: Name(*device) })
        }
        E::Anchored(anchor) => (
            "anchored",
            DocketDoc::Anchored { head: anchor.head.into(), stated: anchor.stated.map(Into::into) },
        ),
        E::Granted { grant, digest, effect } => (
            "granted",
            DocketDoc::Granted { grant: Name(*grant), digest: Name(*digest), effect: (*effect).into() },
        ),
        E::Received { envelope, receipt, seal_no, arrival } => (
            "received",
            DocketDoc::Received {
                envelope: Name(*envelope),
                receipt: Name(*receipt),
                seal_no: *seal_no,
                arrival: (*arrival).into(),
            },
        ),
        E::Equivocated { envelope, seal_no } => {
            ("equivocated", DocketDoc::Equivocated { envelope: Name(*envelope), seal_no: *seal_no })
        }
        E::Released { envelope, release } => {
            ("released", DocketDoc::Released { envelope: Name(*envelope), release: Name(*release) })
        }
        E::Voided(reason) => ("voided", DocketDoc::Voided { reason: Name(reason.clone()) }),
        E::Result { statement } => ("result", DocketDoc::Result { statement: Name(*statement) }),
        E::HandedOver(to) => ("handed-over", DocketDoc::HandedOver { to: Name(*to) }),
    };
    (kind, to_json(&doc))
}

/// Reads a docket record's payload.
pub fn read_docket(payload: &[u8]) -> Result<docket::Event, ObjectError> {
    use docket::Event as E;
    Ok(match from_json::<DocketDoc>(payload)? {
        DocketDoc::Admitted { start_token, device } => {
            E::Admitted { start_token: start_token.0, device: device.0 }
        }
        DocketDoc::Anchored { head, stated } => {
            E::Anchored(Anchor { head: head.into(), stated: stated.map(TryInto::try_into).transpose()? })
        }
        DocketDoc::Granted { grant, digest, effect } => {
            E::Granted { grant: grant.0, digest: digest.0, effect: effect.into() }
        }
        DocketDoc::Received { envelope, receipt, seal_no, arrival } => {
            E::Received { envelope: envelope.0, receipt: receipt.0, seal_no, arrival: arrival.into() }
        }
        DocketDoc::Equivocated { envelope, seal_no } => E::Equivocated { envelope: envelope.0, seal_no },
        DocketDoc::Released { envelope, release } => E::Released { envelope: envelope.0, release: release.0 },
        DocketDoc::Voided { reason } => E::Voided(reason.0),
        DocketDoc::Result { statement } => E::Result { statement: statement.0 },
        DocketDoc::HandedOver { to } => E::HandedOver(to.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use exam::attempt::Event;

    #[test]
    fn a_mark_is_of_the_kind_that_is_written() {
        let digest = Digest([0; 32]);
        let last = Moment { boot: BootId([0; 16]), boot_ms: 0, wall_ms: 0 };
        let applied =
            Event::GrantApplied { grant: GrantId::mint(0, [0; 10]), digest, effect: Effect::Resume };
        for (event, expected) in [
            (Event::RulesAccepted(digest), Mark::Accepted),
            (Event::Interrupted(last), Mark::Interrupted),
            (Event::ClockJumped(1), Mark::ClockJumped),
            (Event::Sealed { seal_no: 1, cause: SealCause::Candidate }, Mark::Sealed),
            (applied, Mark::Applied),
            (Event::HelpAsked, Mark::Other),
        ] {
            assert_eq!(mark(write_journal(&event).0), expected, "{event:?}");
        }
    }
}
