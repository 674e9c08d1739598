//! One sitting from delegation to result, made of fixed keys, ids, clocks and dice: the bytes of every golden file.

use std::collections::BTreeMap;

use evidence::bank::{Bank, SealedBank, item_entry, text_digest};
use evidence::dsse::Written;
use evidence::envelope::{Answers, seal_body};
use evidence::keys::{Purpose, seal_to};
use evidence::record::{DocketRecord, Log, Place, Record};
use evidence::slots::{KeySlots, Pulse, hand_over, seal_object};
use evidence::v0::event::{write_docket, write_journal};
use evidence::v0::*;
use evidence::{Boxed, Bytes, Entropy, Name, Object, SealingKey, Secret, Signed, SigningKey, TicketCode};
use exam::attempt::{
    Display, Effect, Event as J, HoldCause, Measure, MeasureState, Opening, SealCause, Swap, TextSize, Theme,
};
use exam::docket::{Anchor, Arrival, Event as D, Head};
use exam::item::{Response, Value};
use exam::ledger::{BootId, Moment};
use exam::{DeviceId, Digest, GrantId, OpId, RegistrationId, Slug};

use crate::programme::programme;
use crate::world::*;

pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// What a device wraps the data key with.
pub(crate) fn wrap() -> Secret {
    secret(7)
}

/// What the journal is encrypted under.
pub(crate) fn data_key() -> Secret {
    secret(8)
}

/// The name of the golden object of a journal.
pub(crate) const OBJECT: &str = "receipt/1";

pub(crate) fn content_keys_context(token: Digest) -> Vec<u8> {
    token.0.to_vec()
}

fn answer_keys_context(envelope: Digest) -> Vec<u8> {
    [attempt().as_bytes().as_slice(), &envelope.0].concat()
}

fn registration() -> RegistrationId {
    RegistrationId::mint(NOON_MS, [3; 10])
}

fn device_id() -> DeviceId {
    DeviceId::mint(NOON_MS, [5; 10])
}

/// The content keys of the form's items.
fn entries_of_the_form() -> Vec<String> {
    let own = items().into_iter().flat_map(|item| {
        let mut needs = vec![item_entry(&item.item.id)];
        needs.extend(item.needs);
        needs
    });
    own.collect()
}

fn at(n: u64) -> Moment {
    Moment { boot: BootId([7; 16]), boot_ms: 1_000 * n, wall_ms: NOON_MS + 1_000 * n as i64 }
}

fn json<T: serde::Serialize>(thing: &T) -> Vec<u8> {
    serde_json::to_vec(thing).unwrap()
}

fn made_up(n: u8) -> Digest {
    Digest([n; 32])
}

/// A log that grows record by record.
struct Chain {
    log: Log,
    records: Vec<Record>,
    dice: Dice,
}

impl Chain {
    fn new(log: Log, label: &'static str) -> Self {
        Self { log, records: Vec::new(), dice: Dice::new(label) }
    }

    fn put(&mut self, (kind, payload): (&str, Vec<u8>)) {
        let seq = self.records.len() as u64 + 1;
        let op = OpId::mint(NOON_MS, [seq as u8; 10]);
        let place = Place {
            log: self.log,
            programme: programme_id(),
            attempt: attempt(),
            segment: 0,
            op,
            at: at(seq),
        };
        let previous = self.records.last().map_or(zeros(), Record::digest);
        self.records.push(Record::write(place, seq, previous, kind, payload, &mut self.dice));
    }

    /// Begins a segment: what a swap's device does first.
    fn take_over(&mut self, grant: Digest, event: J) {
        let head = self.head();
        let (kind, payload) = write_journal(&event);
        let place = Place {
            log: self.log,
            programme: programme_id(),
            attempt: attempt(),
            segment: head.segment + 1,
            op: OpId::mint(NOON_MS, [99; 10]),
            at: at(99),
        };
        let record = Record::open_segment(place, head.digest, grant, kind, payload, &mut self.dice);
        self.records.push(record);
    }

    fn journal(&mut self, events: impl IntoIterator<Item = J>) {
        events.into_iter().for_each(|event| self.put(write_journal(&event)));
    }

    fn docket(&mut self, events: impl IntoIterator<Item = D>) {
        events.into_iter().for_each(|event| self.put(write_docket(&event)));
    }

    fn head(&self) -> Head {
        self.records.last().unwrap().head()
    }
}

/// The answers that were sealed.
pub(crate) fn answers(form: Digest) -> Answers {
    let chosen = Value::Choice([option("list-pods", "answer", "get")].into());
    let responses: BTreeMap<Slug, Response> = [
        (slug("list-pods"), [(slug("answer"), chosen)].into()),
        (slug("two-things"), [(slug("port"), Value::Text(" 9081".into()))].into()),
    ]
    .into();
    let reports = [(slug("list-pods"), "Two options say the same.".to_owned())].into();
    Answers { form, responses, reports }
}

fn grant(n: u8, effect: Effect) -> (GrantId, Signed) {
    granting(n, effect, None)
}

fn granting(n: u8, effect: Effect, handover: Option<HandoverDoc>) -> (GrantId, Signed) {
    let id = GrantId::mint(NOON_MS, [n; 10]);
    let grant = Grant {
        programme: Name(programme_id()),
        attempt: Name(attempt()),
        grant: Name(id),
        effect: effect.into(),
        handover,
        reason: "The power was out.".into(),
        given_by: "P. Roctor".into(),
        given_at_ms: NOON_MS + 10_000,
        not_after_ms: NOON_MS + 3_600_000,
    };
    (id, Signed::new(&grant, &hub()))
}

struct Start {
    entitlement: Signed,
    form: Written<FormDoc>,
    token: Signed,
    content: Boxed,
}

fn boxed_to_device(purpose: Purpose, context: &[u8], plain: &[u8], dice: &mut Dice) -> Boxed {
    seal_to(&device_sealing().public(), purpose, context, plain, dice).unwrap()
}

fn start(files: &mut Files, bank: &Bank, vault: &Vault) -> Start {
    let (programme, registration, attempt) = (Name(programme_id()), Name(registration()), Name(attempt()));
    let mut keep = |name: &str, signed: &Signed| files.insert(format!("{name}.json"), signed.to_json());

    let order = RegistrationOrder {
        programme,
        registration,
        certification: Name(slug("first-steps")),
        candidate: "Ada Muster".into(),
        accommodation: AccommodationDoc { more_time_bp: 2_500, more_ms: MINUTE_MS, break_ms: 2 * MINUTE_MS },
        approved_by: Some("A. Pprover".into()),
        ordered_at_ms: NOON_MS,
    };
    keep("registration-order", &Signed::new(&order, &authors()));
    let ticket = Ticket {
        programme,
        registration,
        trust_root: Name(trust().root_digest()),
        addresses: vec!["https://hub.example.org".into(), "http://192.0.2.7:8080".into()],
        secret: secret(11),
    };
    let ticket = Signed::new(&ticket, &hub());
    keep("ticket", &ticket);
    let enrolment = EnrolmentRequest {
        programme,
        registration,
        ticket: Name(ticket.digest()),
        device: Name(device_id()),
        signing: device().public(),
        sealing: device_sealing().public(),
    };
    keep("enrolment-request", &Signed::new(&enrolment, &device()));
    let authority = || AuthorityDoc { signing: hub().public(), sealing: hub_sealing().public() };
    let entitlement = Entitlement {
        programme,
        registration,
        attempt,
        attempt_no: 1,
        certification: Name(slug("first-steps")),
        exam: Name(slug("basics")),
        manifest: Name(bank.digest()),
        policy: Name(bank.policy_digest()),
        working_ms: 30 * MINUTE_MS * 5 / 4 + MINUTE_MS,
        break_ms: 2 * MINUTE_MS,
        sealing_authority: authority(),
        hub: authority(),
        recovery: recovery().public(),
        supervision: SupervisionDoc::Remote,
    };
    let entitlement = Signed::new(&entitlement, &hub());
    keep("entitlement", &entitlement);
    let request = StartRequest {
        programme,
        attempt,
        entitlement: Name(entitlement.digest()),
        device: Name(device_id()),
        nonce: Bytes(Dice::new("nonce").bytes::<16>().to_vec()),
    };
    let request = Signed::new(&request, &device());
    keep("start-request", &request);
    let form = Written::new(&FormDoc {
        attempt,
        draw_version: exam::form::DRAW_VERSION,
        items: ["two-things", "list-pods", "pilot"].map(|item| Name(slug(item))).to_vec(),
        seed: Bytes(vec![12; 32]),
    });
    let token = StartToken {
        programme,
        attempt,
        request: Name(request.digest()),
        entitlement: Name(entitlement.digest()),
        form: Name(form.digest()),
        device: Name(device_id()),
        device_key: device().public(),
        sealing_authority: hub().public(),
        started_at_ms: Some(NOON_MS),
    };
    let token = Signed::new(&token, &hub());
    keep("start-token", &token);

    let keys = entries_of_the_form().into_iter().map(|entry| (entry.clone(), vault.content[&entry].clone()));
    let keys = ContentKeys { form: Bytes(form.as_bytes().to_vec()), keys: keys.collect() };
    let context = content_keys_context(token.digest());
    let content = boxed_to_device(Purpose::ContentKeys, &context, &json(&keys), &mut Dice::new("content"));
    files.insert("proven.json".into(), json(&Proven::new(request, &secret(11))));
    files.insert("typed-ticket.bin".into(), TicketCode::of(&secret(11)).seal(&ticket));
    Start { entitlement, form, token, content }
}

fn envelope(start: &Start, head: Head, seal_no: u32, replaces: Option<(Digest, GrantId)>) -> Signed {
    let answers = answers(start.form.digest());
    let to = [hub_sealing().public(), SealingKey::from_seed(secret(13)).public()];
    let label = if seal_no == 1 { "first body" } else { "second body" };
    let envelope = Envelope {
        programme: Name(programme_id()),
        attempt: Name(attempt()),
        seal_no,
        supersedes: replaces.map(|(envelope, _)| Name(envelope)),
        grant: replaces.map(|(_, grant)| Name(grant)),
        head: head.into(),
        start_token: Name(start.token.digest()),
        entitlement: Name(start.entitlement.digest()),
        device: Name(device_id()),
        cause: SealCause::Candidate.into(),
        spent: SpentDoc { working_ms: 20_000, held_ms: 3_000, outage_ms: 2_000, break_ms: 1_000 },
        sealed_at_ms: at(head.seq).wall_ms,
        body: seal_body(attempt(), seal_no, &answers, &to, &mut Dice::new(label)).unwrap(),
    };
    Signed::new(&envelope, &device())
}

fn receipt(envelope: &Signed, seal_no: u32, held: Head, docket: Head) -> Signed {
    let receipt = Receipt {
        programme: Name(programme_id()),
        attempt: Name(attempt()),
        envelope: Name(envelope.digest()),
        seal_no,
        received_at_ms: NOON_MS + 40_000,
        arrival: Arrival::OnTime.into(),
        at_most_ms: Some(40_000),
        journal_held: Some(held.into()),
        anchored_at_ms: Some(NOON_MS + 39_000),
        docket: Some(docket.into()),
    };
    Signed::new(&receipt, &hub())
}

fn statement(start: &Start, bank: &Bank, envelope: &Signed) -> Signed {
    let row =
        |item: &str, unscored, points, max| ItemResultDoc { item: Name(slug(item)), unscored, points, max };
    let read: Entitlement = start.entitlement.read_unverified().unwrap();
    let statement = ResultStatement {
        programme: read.programme,
        registration: read.registration,
        attempt: read.attempt,
        exam: read.exam,
        envelope: Name(envelope.digest()),
        manifest: read.manifest,
        grader_version: 1,
        key_version: Name(bank.key_version()),
        points: 333_333,
        max: 400_000,
        share_bp: 8_333,
        pass_mark_bp: 7_000,
        passed: true,
        state: ResultStateDoc::Confirmed,
        competencies: Some(vec![CompetencyResultDoc {
            competency: Name(slug("ops")),
            points: 333_333,
            max: 400_000,
        }]),
        items: Some(vec![
            row("two-things", false, 133_333, 200_000),
            row("list-pods", false, 200_000, 200_000),
            row("pilot", true, 0, 200_000),
        ]),
        spent: SpentDoc { working_ms: 20_000, held_ms: 3_000, outage_ms: 2_000, break_ms: 1_000 },
        arrival: Arrival::OnTime.into(),
        equivocated: false,
        stated_at_ms: NOON_MS + 50_000,
        supersedes: None,
    };
    Signed::new(&statement, &hub())
}

/// What a candidate did before the first seal: every kind of event there is by then.
fn worked(start: &Start, bank: &Bank) -> Vec<J> {
    let honesty = [
        ("full-screen", MeasureState::Active),
        ("clipboard", MeasureState::UnavailableHere),
        ("single-display", MeasureState::Failed),
    ];
    let answered = |item: &str, interaction: &str, value: &Value| J::Answered {
        item: slug(item),
        interaction: slug(interaction),
        value: value.clone(),
    };
    let answers = answers(start.form.digest()).responses;
    let cleared = Value::Choice([option("pilot", "answer", "true")].into());
    vec![
        J::Opened(Opening {
            entitlement: start.entitlement.digest(),
            start_token: start.token.digest(),
            policy: bank.policy_digest(),
            honesty: honesty.map(|(name, state)| Measure { name: slug(name), state }).to_vec(),
        }),
        J::RulesAccepted(text_digest(&exam().policy.rules)),
        J::WentTo(slug("two-things")),
        answered("two-things", "port", &answers[&slug("two-things")][&slug("port")]),
        answered("list-pods", "answer", &answers[&slug("list-pods")][&slug("answer")]),
        answered("pilot", "answer", &cleared),
        J::Cleared { item: slug("pilot"), interaction: slug("answer") },
        J::Flagged { item: slug("pilot"), on: true },
        J::Struck {
            item: slug("list-pods"),
            interaction: slug("answer"),
            option: option("list-pods", "answer", "get"),
            on: true,
        },
        J::Noted { item: slug("pilot"), text: "Come back.".into() },
        J::Reported { item: slug("list-pods"), text: "Two options say the same.".into() },
        J::Adjusted(Display { text: TextSize::Larger, theme: Theme::Dark, ..Display::default() }),
        J::BreakTaken,
        J::BreakEnded,
        J::HelpAsked,
        J::Interrupted(at(10)),
        J::ClockJumped(-86_400_000),
        J::Held(HoldCause::LongOutage),
    ]
}

/// The bytes of every golden file, and the pulse and frame of the journal.
pub(crate) fn files() -> Files {
    let mut files = Files::new();
    let mut dice = Dice::new("the rest");
    let signed = |files: &mut Files, name: &str, object: &Signed| {
        files.insert(format!("{name}.json"), object.to_json());
    };

    let (bank_file, vault) = sealed_bank();
    let bank = SealedBank::parse(bank_file.clone()).unwrap();
    signed(&mut files, "manifest", bank.manifest());
    let bank = bank.verify(&trust()).unwrap();
    files.insert("bank.bank".into(), bank_file);
    files.insert("trust-root.json".into(), Written::new(&trust_root()).as_bytes().to_vec());
    files.insert("trust-bundle.json".into(), json(&trust().bundle()));
    signed(&mut files, "delegation", &hub_delegation());
    let written = ProgrammeDoc::from(&programme());
    signed(&mut files, "programme", &Signed::new(&written, &authors()));
    let vault_file = SealedVault::seal(&vault, &hub_sealing().public(), &mut dice).unwrap();
    files.insert("vault.json".into(), json(&vault_file));
    let correction = KeyVersion {
        programme: Name(programme_id()),
        manifest: Name(bank.digest()),
        version: 2,
        previous: Some(Name(bank.key_version())),
        corrected: [(Name(slug("list-pods")), Name(made_up(21))), (Name(slug("pilot")), Name(made_up(22)))]
            .into(),
        reason: "Two options were right.".into(),
    };
    signed(&mut files, "key-version", &Signed::new(&correction, &authors()));
    let start = start(&mut files, &bank, &vault);
    files.insert("form.json".into(), start.form.as_bytes().to_vec());
    files.insert("policy.json".into(), Written::new(&PolicyDoc::from(&exam().policy)).as_bytes().to_vec());
    files.insert("text.json".into(), Written::new(&TextDoc::from(&rich_text())).as_bytes().to_vec());
    files.insert("content-keys.json".into(), json(&start.content));

    let (mut journal, mut docket) = (Chain::new(Log::Journal, "journal"), Chain::new(Log::Docket, "docket"));
    journal.journal(worked(&start, &bank));
    docket.docket([
        D::Admitted { start_token: start.token.digest(), device: device_id() },
        D::Anchored(Anchor { head: journal.head(), stated: Some(at(39)) }),
    ]);
    let effects = [
        Effect::Resume,
        Effect::Minutes(5 * MINUTE_MS),
        Effect::Hold,
        Effect::End,
        Effect::Reopen(MINUTE_MS),
    ];
    let grants: Vec<_> = (30..).zip(effects).map(|(n, effect)| (grant(n, effect), effect)).collect();
    let granted = |((grant, signed), effect): &((GrantId, Signed), Effect)| D::Granted {
        grant: *grant,
        digest: signed.digest(),
        effect: *effect,
    };
    let applied = |((grant, signed), effect): &((GrantId, Signed), Effect)| J::GrantApplied {
        grant: *grant,
        digest: signed.digest(),
        effect: *effect,
    };
    docket.docket(grants[..4].iter().map(granted));
    journal.journal([J::Anchored(journal.head().digest)]);
    journal.journal(grants[..4].iter().map(applied));
    journal.journal(
        [HoldCause::Proctor, HoldCause::Fork, HoldCause::Sensor(slug("second-display"))].map(J::Held),
    );
    signed(&mut files, "grant", &grants[1].0.1);

    journal.journal([J::Sealed { seal_no: 1, cause: SealCause::Ended }]);
    let first = envelope(&start, journal.head(), 1, None);
    let first_receipt = receipt(&first, 1, journal.head(), docket.head());
    let taken = |envelope: &Signed, receipt: &Signed, seal_no, arrival| D::Received {
        envelope: envelope.digest(),
        receipt: receipt.digest(),
        seal_no,
        arrival,
    };
    docket.docket([taken(&first, &first_receipt, 1, Arrival::LateAnchored), granted(&grants[4])]);
    let noted = J::ReceiptNoted { envelope: first.digest(), receipt: first_receipt.digest() };
    journal.journal([noted, applied(&grants[4]), J::Sealed { seal_no: 2, cause: SealCause::TimeUp }]);
    let second = envelope(&start, journal.head(), 2, Some((first.digest(), grants[4].0.0)));
    let head = JournalHead {
        programme: Name(programme_id()),
        attempt: Name(attempt()),
        head: journal.head().into(),
        at: Some(at(98).into()),
    };
    signed(&mut files, "journal-head", &Signed::new(&head, &device()));
    let second_receipt = receipt(&second, 2, journal.head(), docket.head());
    signed(&mut files, "envelope", &second);
    signed(&mut files, "receipt", &second_receipt);

    let keys = AnswerKeys { keys: vault.answers.clone() };
    let context = answer_keys_context(second.digest());
    let release = Release {
        programme: Name(programme_id()),
        attempt: Name(attempt()),
        envelope: Name(second.digest()),
        key_version: Name(bank.key_version()),
        keys: boxed_to_device(Purpose::AnswerKeys, &context, &json(&keys), &mut dice),
        released_at_ms: NOON_MS + 45_000,
    };
    let release = Signed::new(&release, &hub());
    signed(&mut files, "release", &release);
    let statement = statement(&start, &bank, &second);
    signed(&mut files, "result-statement", &statement);
    let noted = J::ReceiptNoted { envelope: second.digest(), receipt: second_receipt.digest() };
    journal.journal([noted, J::ReleaseNoted(release.digest())]);
    docket.docket([
        taken(&second, &second_receipt, 2, Arrival::OnTime),
        D::Equivocated { envelope: made_up(23), seal_no: 2 },
        D::Released { envelope: second.digest(), release: release.digest() },
        D::Result { statement: statement.digest() },
        D::Voided(slug("golden")),
        D::HandedOver(made_up(24)),
    ]);

    let swap = Swap { from: device_id(), to: DeviceId::mint(NOON_MS, [45; 10]), after: journal.head() };
    let to = (&attempt(), &GrantId::mint(NOON_MS, [46; 10]), &swap.to);
    let over = HandoverDoc {
        signing: device().public(),
        sealing: device_sealing().public(),
        data_key: hand_over(&data_key(), to, &device_sealing().public(), &mut dice).unwrap(),
    };
    let (swapped, swap_grant) = granting(46, Effect::Swap(swap), Some(over));
    let taken_over = J::TakenOver { grant: swapped, digest: swap_grant.digest(), swap, last: at(98) };
    journal.take_over(swap_grant.digest(), taken_over);
    let request = RecoveryRequest {
        programme: Name(programme_id()),
        attempt: Name(attempt()),
        device: Name(swap.to),
        signing: device().public(),
        sealing: device_sealing().public(),
        head: Some(swap.after.into()),
        key_slots: Some(Bytes(b"as stored".to_vec())),
        asked_at_ms: NOON_MS,
    };
    let request = Signed::new(&request, &device());
    signed(&mut files, "recovery-request", &request);
    let order = RecoveryOrder {
        programme: Name(programme_id()),
        attempt: Name(attempt()),
        grant: Name(swapped),
        request: Name(request.digest()),
        reason: "The keyring was emptied.".into(),
        given_by: "P. Roctor".into(),
        given_at_ms: NOON_MS,
        not_after_ms: NOON_MS + 3_600_000,
    };
    signed(&mut files, "recovery-order", &Signed::new(&order, &authors()));

    let docket: Vec<_> = docket.records.iter().map(|record| DocketRecord::new(record, &hub())).collect();
    signed(&mut files, "docket-record", &docket[1].header);
    let mut objects = vec![start.entitlement.clone(), start.token.clone(), first, second, first_receipt];
    objects.extend([second_receipt.clone(), release, statement]);
    objects.extend(grants.iter().map(|((_, signed), _)| signed.clone()));
    objects.push(swap_grant);
    let open = |record: &Record| OpenRecord {
        header: Bytes(record.header_bytes().to_vec()),
        salt: Bytes(record.salt().to_vec()),
        payload: Bytes(record.payload().to_vec()),
    };
    let dossier = Dossier {
        invigil: "dossier/v0".into(),
        trust: trust().bundle(),
        objects,
        journal: journal.records.iter().map(open).collect(),
        docket,
    };
    files.insert("dossier.json".into(), json(&dossier));

    let names = (programme_id(), attempt(), device_id());
    let slots = KeySlots::new(names, &data_key(), &wrap(), &recovery().public(), &mut dice).unwrap();
    files.insert("key-slots.json".into(), slots.to_bytes());
    files.insert("record.frame".into(), journal.records[3].seal(&data_key(), &mut dice).as_bytes().to_vec());
    let pulse = Pulse { head: journal.head(), at: at(99) };
    files.insert("pulse.bin".into(), pulse.seal(&data_key(), &mut dice));
    let object = seal_object(&data_key(), OBJECT, &second_receipt.to_json(), &mut dice);
    files.insert("object.bin".into(), object);
    files
}

/// The key that signs objects of a kind in the golden sitting.
pub(crate) fn signer<T: Object>(signed: &Signed) -> SigningKey {
    let keys = [authors(), hub(), device()];
    keys.into_iter().find(|key| signed.is_signed_by(&key.public())).unwrap_or_else(|| panic!("{}", T::NAME))
}
