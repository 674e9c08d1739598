//! The page's side of the table, and the window's permission, written from it.

use ts_rs::{Config, TS};

use super::*;

/// The names of all commands, in the table's order.
macro_rules! calls {
    (
        exam { $($(#[doc = $verb_doc:literal])* $verb:ident($($field:ident: $kind:ty),*) => $variant:ident;)* }
        desk { $($(#[doc = $doc:literal])* $name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)* }
    ) => {
        /// The names of all commands, in the table's order.
        const COMMANDS: &[&str] = &[$(stringify!($verb),)* $(stringify!($name)),*];

        fn calls(config: &Config) -> String {
            let mut text = String::new();
            $({
                let click = [("op", <String as TS>::name(config)), ("seen", <u64 as TS>::name(config))];
                let own = [$((stringify!($field), <$kind as TS>::name(config))),*];
                let all: Vec<_> = click.into_iter().chain(own).collect();
                let answer = <Picture as TS>::name(config);
                text.push_str(&call(concat!($($verb_doc),*), stringify!($verb), &all, &answer));
            })*
            $(text.push_str(&call(
                concat!($($doc),*),
                stringify!($name),
                &[$((stringify!($argument), <$type as TS>::name(config))),*],
                &<$answer as TS>::name(config),
            ));)*
            text
        }
    };
}
crate::commands!(calls);

fn call(doc: &str, name: &str, arguments: &[(&str, String)], answer: &str) -> String {
    let typed: Vec<String> =
        arguments.iter().map(|(name, kind)| format!("{}: {kind}", camel_case(name))).collect();
    let named: Vec<String> = arguments.iter().map(|(name, _)| camel_case(name)).collect();
    let sent = if named.is_empty() { String::new() } else { format!(", {{ {} }}", named.join(", ")) };
    format!(
        "  /**{doc} */\n  {}: ({}): Promise<{answer}> => call(\"{name}\"{sent}),\n",
        camel_case(name),
        typed.join(", ")
    )
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        text + &initial.to_ascii_uppercase() + rest
    })
}

/// The file `ui/src/generated/desk.ts`.
pub fn typescript() -> String {
    let config = Config::new().with_large_int("number");
    let mut text = String::from(
        "// Written by `cargo test -p invigil-desk --test wire` with INVIGIL_WRITE_GOLDEN=1. Do not edit.\n\
         import { call } from \"../transport\";\n\n",
    );
    macro_rules! declare {
        ($($type:ty),* $(,)?) => {
            $(text.push_str(&format!("export {}\n", <$type as TS>::decl(&config)));)*
        };
    }
    declare!(
        Picture,
        Stage,
        Problem,
        DisplayWire,
        TextSizeWord,
        ThemeWord,
        TicketCard,
        ExamCard,
        ExamState,
        OutageWire,
        BeyondWire,
        Supervision,
        Check,
        CheckState,
        MeasureWire,
        MeasureWord,
        Sitting,
        SittingPhase,
        HoldWire,
        ClockFace,
        Saved,
        Authorship,
        Cell,
        Answered,
        PageName,
        Outcome,
        SealWord,
        Step,
        StepName,
        ResultCard,
        CompetencyCard,
        ReadingCard,
        Explained,
        Verdict,
        ReceiptCard,
        Qr,
        AttemptLine,
        AttemptState,
        SavedFile,
        WordingWire,
        BlockWire,
        InlineWire,
        QuestionWire,
        PartWire,
        OptionWire,
        PageWire,
        UpdateWire,
    );
    text.push_str("\n/** What the page may ask of the desk. Each call can reject with a Problem. */\n");
    text.push_str(&format!("export const desk = {{\n{}}};\n", calls(&config)));
    text
}

/// The file `ui/src/generated/preview.ts`: what the author's preview is told.
pub fn preview_typescript() -> String {
    let config = Config::new().with_large_int("number");
    let mut text = String::from(
        "// Written by `cargo test -p invigil-desk --test wire` with INVIGIL_WRITE_GOLDEN=1. Do not edit.\n\
         import type { Explained, QuestionWire, WordingWire } from \"./desk\";\n\n",
    );
    macro_rules! declare {
        ($($type:ty),* $(,)?) => {
            $(text.push_str(&format!("export {}\n", <$type as TS>::decl(&config)));)*
        };
    }
    declare!(PreviewState, PreviewBank, PreviewLine, PreviewItem, PreviewFact, PreviewRemark, PreviewKey);
    text
}

/// The file `src-tauri/permissions/candidate.toml`: what the candidate's window may ask.
pub fn permission() -> String {
    let commands: String = COMMANDS.iter().map(|name| format!("    \"{name}\",\n")).collect();
    format!(
        "# Written by `cargo test -p invigil-desk --test wire` with INVIGIL_WRITE_GOLDEN=1, from `desk::wire`.\n\
         [[permission]]\n\
         identifier = \"sit-exam\"\n\
         description = \"What the candidate's window may ask of the desk.\"\n\
         commands.allow = [\n{commands}]\n"
    )
}
