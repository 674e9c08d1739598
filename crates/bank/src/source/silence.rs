//! `silence`: what the linter may find and not report.

use crate::fields::Fields;
use crate::finding::{Log, Severity, nearest, quoted};
use crate::limits::Limits;
use crate::lint;
use crate::model::{Silence, Silences};

/// Reads `silence: {rule: reason}`. A reason may be missing, which is for the linter to say; a rule may not.
pub(super) fn read(fields: &mut Fields<'_>, limits: &Limits, log: &mut Log) -> Silences {
    let mut silenced = Silences::new();
    let Some(entry) = fields.take("silence") else { return silenced };
    if Fields::strict(&entry.value, "silence.", log).is_none() {
        return silenced;
    }
    for silence in entry.value.map().unwrap_or_default() {
        let field = format!("silence.{}", silence.key);
        if !lint::names().any(|name| name == silence.key) {
            let hint = match nearest(&silence.key, lint::names()) {
                Some(meant) => format!("Did you mean `{meant}`?"),
                None => "Write the name of a rule of docs/lint.md.".to_owned(),
            };
            let what = format!("`silence` names {}, which is no rule.", quoted(&silence.key));
            log.add(Severity::Error, "reference", silence.line, "silence", what, hint);
            continue;
        }
        let reason = silence.value.scalar().map(str::trim);
        match reason.filter(|reason| reason.chars().count() <= limits.text_chars) {
            Some(reason) => {
                let accepted = Silence { reason: reason.to_owned(), line: silence.line };
                silenced.insert(silence.key.clone(), accepted);
            }
            None => {
                let what = format!("`{field}` is {}.", silence.value.called());
                let hint = format!("Write a reason of 1 to {} characters.", limits.text_chars);
                log.add(Severity::Error, "unreadable", silence.line, &field, what, hint);
            }
        }
    }
    silenced
}
