//! The linter's rules as data.

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// It has to be mended.
    Error,
    /// It should be mended, or silenced with a reason.
    Warning,
    /// Somebody should look.
    Note,
}

impl Level {
    /// As reports spell it; SARIF uses the same words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its name: in reports, in a source's `silence`, and as the anchor in `docs/lint.md`.
    pub id: &'static str,
    /// How bad a breach is, unless a check says less.
    pub level: Level,
    /// Why there is such a rule: a sentence.
    pub reason: &'static str,
}

const fn error(id: &'static str, reason: &'static str) -> Rule {
    Rule { id, level: Level::Error, reason }
}

const fn warning(id: &'static str, reason: &'static str) -> Rule {
    Rule { id, level: Level::Warning, reason }
}

const fn note(id: &'static str, reason: &'static str) -> Rule {
    Rule { id, level: Level::Note, reason }
}

/// Every rule of the linter, sorted by name. What a reader reports has its codes in [`crate::finding::CODES`].
pub const RULES: &[Rule] = &[
    warning(
        "all-of-the-above",
        "Whoever knows two options, or refutes one, has the answer without the rest.",
    ),
    warning("answer-elsewhere", "Another question gives the answer away."),
    warning("answer-in-stem", "The answer can be copied from the question."),
    warning("article", "`a` or `an` before the options rules some of them out."),
    warning("double-negative", "Two negations test reading, not knowledge."),
    note("key-echo", "Who goes by the words an option repeats from the question does better than chance."),
    note("key-kin", "Who goes by how alike the options are does better than chance."),
    warning("key-longest", "Who always takes the longest option does better than chance."),
    warning("key-mild", "Who never takes an option with `never`, `only` or `not` does better than chance."),
    warning("key-names", "Who always takes the option with most figures or names does better than chance."),
    warning(
        "key-position",
        "Who always takes the same place does better than chance, wherever the order is kept.",
    ),
    warning("key-shortest", "Who always takes the shortest option does better than chance."),
    warning("long-option", "Long options are compared by memory, and slow readers pay for it."),
    warning("long-stem", "A long question costs slow readers more than it asks of the others."),
    warning("missing-author", "Nobody can be asked about it."),
    warning("missing-competency", "A blueprint by competency cannot draw it, and a result cannot name it."),
    warning("missing-difficulty", "Forms cannot be compared by difficulty."),
    warning(
        "missing-explanation",
        "A candidate learns nothing from a mistake, and a reviewer cannot check the key.",
    ),
    warning("missing-reading-seconds", "The time a form needs cannot be estimated."),
    warning("missing-reviewer", "A second person sees what its author cannot."),
    warning("missing-source", "Nobody can check the key, or see when it stops being true."),
    warning(
        "near-duplicate",
        "One form can ask the same thing twice, and knowing one question is knowing both.",
    ),
    warning("negative-stem", "A negation that is overlooked turns a right answer into a wrong one."),
    note("odd-option", "The options share words in a way that singles out the key."),
    warning("option-count", "Two options are half guessed; more than five are seldom all plausible."),
    note("option-lengths", "An option much longer than another one draws the eye."),
    warning("practice-in-exam", "Its questions are public, so a pass counts for no certificate."),
    warning("reading-time", "The stated seconds cannot be right, so a form's time is not either."),
    warning("silence-unused", "A silence for what is not there hides what comes later."),
    error("silence-without-reason", "A silence nobody can judge hides whatever comes later."),
    warning("single-choice-share", "A bank of one type of question measures recognising, not knowing."),
    warning("too-few-attempts", "A later attempt repeats questions of an earlier one."),
    warning("true-false-share", "Half of all true-or-false questions are right by guessing."),
];

/// The rule of that name.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

/// The names of all that can be found, by the linter or by a reader.
pub(crate) fn names() -> impl Iterator<Item = &'static str> + Clone {
    RULES.iter().map(|rule| rule.id).chain(crate::finding::CODES.iter().map(|(code, _)| *code))
}
