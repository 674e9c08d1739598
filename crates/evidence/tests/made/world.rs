//! A small programme whose keys, ids, times and dice never change: what golden files and hostile input are made from.

use std::collections::BTreeMap;

use evidence::bank::{self, Head, ToSeal, media_entry, opaque_option, stimulus_entry};
use evidence::trust::delegate;
use evidence::v0::{AcceptedDefectDoc, TextDoc, TrustRoot, UsageDoc, Vault};
use evidence::{Entropy, Holder, Name, Role, SealingKey, Secret, Signed, SigningKey, Trust, sha256};
use exam::item::{Choice, Interaction, Item, ItemKey, Kind, Part, PartKey};
use exam::programme::{
    Beyond, Cell, Competency, DeviceKey, Exam, Feedback, FeedbackWhen, OutageAllowance, Page, Policy,
    Reading, Release,
};
use exam::text::{Block, Inline, Text, Variant};
use exam::{AttemptId, BankId, BasisPoints, Digest, Points, ProgrammeId, Slug};

/// 2025-10-09, 08:53:20 UTC.
pub(crate) const NOON_MS: i64 = 1_760_000_000_000;
pub(crate) const MINUTE_MS: u64 = 60_000;
/// What a delegation of the programme is in force until.
pub(crate) const UNTIL_MS: i64 = NOON_MS + 1_000_000_000;

/// Bytes that are the same in every run: SHA-256 over a label and a counter. For tests alone.
pub(crate) struct Dice {
    label: &'static str,
    block: u64,
    left: Vec<u8>,
}

impl Dice {
    pub(crate) fn new(label: &'static str) -> Self {
        Self { label, block: 0, left: Vec::new() }
    }
}

impl Entropy for Dice {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            if self.left.is_empty() {
                self.left = sha256(format!("{} {}", self.label, self.block).as_bytes()).0.to_vec();
                self.block += 1;
            }
            *byte = self.left.remove(0);
        }
    }
}

pub(crate) fn secret(n: u8) -> Secret {
    Secret::new([n; 32])
}

pub(crate) fn root() -> SigningKey {
    SigningKey::from_seed(secret(1))
}

pub(crate) fn authors() -> SigningKey {
    SigningKey::from_seed(secret(2))
}

pub(crate) fn hub() -> SigningKey {
    SigningKey::from_seed(secret(3))
}

pub(crate) fn hub_sealing() -> SealingKey {
    SealingKey::from_seed(secret(4))
}

pub(crate) fn device() -> SigningKey {
    SigningKey::from_seed(secret(5))
}

pub(crate) fn device_sealing() -> SealingKey {
    SealingKey::from_seed(secret(6))
}

pub(crate) fn recovery() -> SealingKey {
    SealingKey::from_seed(secret(9))
}

pub(crate) fn programme_id() -> ProgrammeId {
    ProgrammeId::mint(NOON_MS, [1; 10])
}

pub(crate) fn attempt() -> AttemptId {
    AttemptId::mint(NOON_MS, [4; 10])
}

pub(crate) fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

pub(crate) fn trust_root() -> TrustRoot {
    TrustRoot { programme: Name(programme_id()), title: "Golden programme".into(), root: root().public() }
}

pub(crate) fn holder(role: Role, name: &str, signing: &SigningKey, sealing: Option<&SealingKey>) -> Holder {
    Holder {
        role,
        name: name.into(),
        signing: signing.public(),
        sealing: sealing.map(SealingKey::public),
        not_before_ms: NOON_MS - 1_000_000,
        not_after_ms: UNTIL_MS,
    }
}

pub(crate) fn authors_delegation() -> Signed {
    delegate(programme_id(), &holder(Role::Signing, "Authors", &authors(), None), &root())
}

pub(crate) fn hub_delegation() -> Signed {
    delegate(programme_id(), &holder(Role::Hub, "Hub", &hub(), Some(&hub_sealing())), &authors())
}

/// Root, authors and hub.
pub(crate) fn trust() -> Trust {
    let root = evidence::dsse::Written::new(&trust_root());
    let mut trust = Trust::in_root(root.as_bytes()).unwrap();
    trust.admit(&authors_delegation()).unwrap();
    trust.admit(&hub_delegation()).unwrap();
    trust
}

fn words(text: &str) -> Vec<Inline> {
    vec![Inline::Text(text.into())]
}

pub(crate) fn picture() -> Vec<u8> {
    b"a picture, as far as a bank is concerned".to_vec()
}

/// A text with a node of every kind, in two languages.
pub(crate) fn rich_text() -> Text {
    let blocks = vec![
        Block::Heading { level: 2, inlines: words("Ports") },
        Block::Paragraph(vec![
            Inline::Text("Plain, ".into()),
            Inline::Emphasis(words("stressed")),
            Inline::Strong(words("strongly")),
            Inline::Break,
            Inline::Code("kubectl \"get\"".into()),
            Inline::Math("x^2".into()),
        ]),
        Block::Code { language: Some("sh".into()), code: "echo 1\n\techo 2".into() },
        Block::Code { language: None, code: String::new() },
        Block::List { start: Some(3), entries: vec![vec![Block::Paragraph(words("three"))], vec![]] },
        Block::List {
            start: None,
            entries: vec![vec![Block::Quote(vec![Block::Paragraph(words("a point"))])]],
        },
        Block::Table { head: vec![words("a"), words("b")], rows: vec![vec![words("1"), vec![]]] },
        Block::Image { media: sha256(&picture()), alt: "two boxes".into() },
        Block::Math("\\sum_i i".into()),
    ];
    let original = Variant { lang: "en".into(), blocks };
    Text::new(original)
        .with(Variant { lang: "de".into(), blocks: vec![Block::Paragraph(words("Häfen — 端口"))] })
}

pub(crate) fn options_secret() -> Secret {
    secret(10)
}

/// The opaque id of an option.
pub(crate) fn option(item: &str, interaction: &str, option: &str) -> Slug {
    opaque_option(&options_secret(), &slug(item), &slug(interaction), &slug(option))
}

fn choice(item: &str, interaction: &str, options: &[&str], max: u32, shuffle: bool) -> Interaction {
    let mut options: Vec<_> = options
        .iter()
        .map(|name| Choice { id: option(item, interaction, name), text: Text::plain("en", name) })
        .collect();
    if shuffle {
        options.sort_by(|a, b| a.id.cmp(&b.id));
    }
    let kind = Kind::Choice { options, min: 1, max, shuffle };
    Interaction { id: slug(interaction), prompt: None, weight: 1, kind }
}

fn to_seal(
    id: &str,
    stimulus: Option<&str>,
    body: Vec<Part>,
    parts: &[(&str, PartKey)],
    needs: Vec<String>,
) -> ToSeal {
    let parts = parts.iter().map(|(id, key)| (slug(id), key.clone())).collect();
    ToSeal {
        item: Item { id: slug(id), stimulus: stimulus.map(slug), body },
        key: ItemKey { parts, explanation: None },
        competencies: vec![slug("ops")],
        points: Points(2 * Points::ONE),
        unscored: false,
        needs,
    }
}

/// Three items: one choice beside a stimulus, two interactions under a text of all nodes, and a pilot.
pub(crate) fn items() -> Vec<ToSeal> {
    let text = |words: &str| Part::Text(Text::plain("en", words));
    let accepted = |sets: &[&[Slug]]| PartKey::Choice {
        accepted: sets.iter().map(|set| set.iter().cloned().collect()).collect(),
    };

    let pods = choice("list-pods", "answer", &["get", "ls", "show"], 1, true);
    let mut list_pods = to_seal(
        "list-pods",
        Some("cluster"),
        vec![text("Which command lists pods?"), Part::Interaction(pods)],
        &[("answer", accepted(&[&[option("list-pods", "answer", "get")]]))],
        vec![stimulus_entry(&slug("cluster"))],
    );
    list_pods.key.explanation = Some(Text::plain("en", "There is no `ls`."));

    let port = Interaction {
        id: slug("port"),
        prompt: Some(Text::plain("en", "On which port?")),
        weight: 2,
        kind: Kind::TextEntry { max_chars: 5 },
    };
    let tcp = choice("two-things", "protocol", &["tcp", "udp", "sctp"], 2, true);
    let (one, two) = (option("two-things", "protocol", "tcp"), option("two-things", "protocol", "sctp"));
    let number = PartKey::Text { accepted: vec!["9081".into()], case_sensitive: false, rule: 1 };
    let two_things = to_seal(
        "two-things",
        None,
        vec![
            Part::Text(rich_text()),
            Part::Interaction(port),
            text("And over what?"),
            Part::Interaction(tcp),
        ],
        &[("port", number), ("protocol", accepted(&[&[one.clone(), two], &[one]]))],
        vec![media_entry(&sha256(&picture()))],
    );

    let mut pilot = to_seal(
        "pilot",
        None,
        vec![
            text("A pod keeps its address."),
            Part::Interaction(choice("pilot", "answer", &["true", "false"], 1, false)),
        ],
        &[("answer", accepted(&[&[option("pilot", "answer", "false")]]))],
        vec![],
    );
    pilot.unscored = true;
    pilot.competencies = vec![slug("net"), slug("ops")];
    vec![list_pods, two_things, pilot]
}

pub(crate) fn exam() -> Exam {
    Exam {
        id: slug("basics"),
        title: Text::plain("en", "Basics"),
        blueprint: vec![
            Cell { competency: Some(slug("ops")), items: 2, unscored: false },
            Cell { competency: None, items: 1, unscored: true },
        ],
        points_per_item: Points(2 * Points::ONE),
        pass_mark: BasisPoints(7_000),
        policy: Policy {
            working_ms: 30 * MINUTE_MS,
            rules: Text::plain("en", "I work alone."),
            feedback: Feedback::Items,
            feedback_when: FeedbackWhen::Provisional,
            release: Release::AtOnce,
            outage: OutageAllowance { each_ms: 5 * MINUTE_MS, total_ms: 15 * MINUTE_MS, beyond: Beyond::Ask },
            device_key: DeviceKey::KeyringOrFile,
            upload_within_ms: 72 * 60 * MINUTE_MS,
        },
    }
}

pub(crate) fn head() -> Head {
    Head {
        programme: programme_id(),
        bank: BankId::mint(NOON_MS, [2; 10]),
        exam: exam(),
        title: "Golden bank".into(),
        usage: UsageDoc::Practice,
        sealed_at_ms: NOON_MS,
        competencies: vec![Competency {
            id: slug("ops"),
            title: Text::plain("en", "Operations"),
            reading: vec![Reading { title: "Running pods".into(), at: "docs.example/pods".into() }],
        }],
        references: vec![Page {
            id: slug("ports"),
            title: Text::plain("en", "Ports"),
            body: Text::plain("en", "9081 is the port."),
        }],
        accepted_defects: vec![AcceptedDefectDoc { item: Name(slug("pilot")), code: "no-source".into() }],
    }
}

/// What stands beside the items: a stimulus and a picture.
pub(crate) fn shared() -> BTreeMap<String, Vec<u8>> {
    let stimulus = TextDoc::from(&Text::plain("en", "Three nodes.")).to_bytes();
    [(stimulus_entry(&slug("cluster")), stimulus), (media_entry(&sha256(&picture())), picture())].into()
}

/// The sealed bank and its keys.
pub(crate) fn sealed_bank() -> (Vec<u8>, Vault) {
    bank::seal(head(), items(), shared(), options_secret(), &authors(), &mut Dice::new("bank"))
}

pub(crate) fn zeros() -> Digest {
    Digest([0; 32])
}
