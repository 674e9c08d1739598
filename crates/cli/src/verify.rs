//! `invigil verify`: what a file proves, line by line, without asking anybody.

use std::path::Path;

use evidence::bank::{BankError, SealedBank};
use evidence::record::{Log, Record, RecordError, check_chain};
use evidence::v0::{
    Dossier, Entitlement, Envelope, Grant, JournalHead, Receipt, Release, ResultStatement, StartToken,
    TrustBundle,
};
use evidence::{Name, Object, ObjectError, PublicKey, Role, Signed, Trust};
use exam::attempt::{Effect, Swap};
use exam::docket::{Anchor, Event as DocketEvent, Head};
use exam::{BasisPoints, Digest, Points, attempt};

use crate::attempts::confirmed_line;
use crate::files;
use crate::stop::Stop;
use crate::time_command;

/// The account of one verification.
#[derive(Default)]
struct Account {
    failed: Vec<String>,
    unchecked: Vec<String>,
}

impl Account {
    fn holds(&mut self, line: impl AsRef<str>) {
        println!("ok         {}", line.as_ref());
    }

    fn fails(&mut self, line: impl AsRef<str>) {
        println!("FAILED     {}", line.as_ref());
        self.failed.push(line.as_ref().to_owned());
    }

    fn leaves(&mut self, line: impl AsRef<str>) {
        println!("unchecked  {}", line.as_ref());
        self.unchecked.push(line.as_ref().to_owned());
    }

    fn check(&mut self, holds: bool, line: impl AsRef<str>) {
        if holds { self.holds(line) } else { self.fails(line) }
    }

    fn end(self) -> Result<(), Stop> {
        if let Some(first) = self.failed.first() {
            println!("FAILED: {} of the statements above do not hold", self.failed.len());
            return Err(Stop::failed(first));
        }
        if let Some(first) = self.unchecked.first() {
            println!("consistent, and not checked to the end");
            return Err(Stop::unchecked(first));
        }
        println!("verified");
        Ok(())
    }
}

/// Checks a file. Exit code 1 when something fails, 3 when nothing fails and something could not be checked.
pub(crate) fn run(path: &Path, trust: Option<&Path>) -> Result<(), Stop> {
    let bytes = files::read(path)?;
    let trust = trust.map(files::read_trust).transpose()?;
    let mut account = Account::default();
    match SealedBank::parse(bytes.clone()) {
        Ok(bank) => sealed_bank(bank, trust.as_ref(), &mut account)?,
        Err(BankError::NotABank) => {
            if let Ok(dossier) = serde_json::from_slice::<Dossier>(&bytes) {
                whole(&dossier, trust, &mut account);
            } else if let Ok(signed) = Signed::parse(&bytes) {
                let bundle = trust.as_ref().map(Trust::bundle).ok_or_else(|| {
                    Stop::unchecked(
                        "this is a single signed object: give --trust, or the export it came with",
                    )
                })?;
                let (objects, journal, docket) = (vec![signed], Vec::new(), Vec::new());
                let dossier =
                    Dossier { invigil: "dossier/v0".to_owned(), trust: bundle, objects, journal, docket };
                whole(&dossier, trust, &mut account);
            } else if serde_json::from_slice::<TrustBundle>(&bytes).is_ok() {
                bundle_alone(&files::read_trust(path)?, trust.as_ref(), &mut account);
            } else {
                certificate(&bytes, trust.as_ref(), &mut account)?;
            }
        }
        Err(error) => account.fails(error.to_string()),
    }
    account.end()
}

fn sealed_bank(bank: SealedBank, trust: Option<&Trust>, account: &mut Account) -> Result<(), Stop> {
    let trust = trust
        .ok_or_else(|| Stop::unchecked("a sealed bank is checked against its programme: give --trust"))?;
    match bank.verify(trust) {
        Ok(bank) => {
            let manifest = bank.manifest();
            account.holds(format!("sealed bank {} of {}", bank.digest(), trust.title()));
            account.holds(format!(
                "{} items, {} accepted defects",
                manifest.items.len(),
                manifest.accepted_defects.len()
            ));
        }
        Err(error) => account.fails(error.to_string()),
    }
    Ok(())
}

fn bundle_alone(bundle: &Trust, trust: Option<&Trust>, account: &mut Account) {
    account.holds(format!(
        "{} delegations lead to the root of {}",
        bundle.holders().len() - 1,
        bundle.title()
    ));
    same_root(bundle, trust, account);
}

fn same_root(bundle: &Trust, trust: Option<&Trust>, account: &mut Account) {
    match trust {
        Some(trust) if trust.root_digest() == bundle.root_digest() => {
            account.holds("the trust root is the one you gave")
        }
        Some(_) => account.fails(format!("the trust root {} is not the one you gave", bundle.root_digest())),
        None => account.leaves(format!(
            "compare the trust root {} with one you have from the programme, or give --trust",
            bundle.root_digest()
        )),
    }
}

fn short(digest: Digest) -> String {
    digest.to_string()[..12].to_owned()
}

/// What a sitting's objects are compared with: who may sign for it, and what it is.
struct Ground {
    entitlement: (Digest, Entitlement),
    token: (Digest, StartToken),
    /// The swaps by which other devices went on.
    swaps: Vec<(Digest, Swap)>,
    /// The devices' keys, in the order of their segments.
    devices: Vec<PublicKey>,
}

fn whole(dossier: &Dossier, given: Option<Trust>, account: &mut Account) {
    let bundled = match Trust::bundled(&dossier.trust) {
        Ok(bundled) => bundled,
        Err(error) => return account.fails(format!("the delegations: {error}")),
    };
    account.holds(format!(
        "{} delegations lead to the root of {}",
        bundled.holders().len() - 1,
        bundled.title()
    ));
    same_root(&bundled, given.as_ref(), account);
    let mut trust = given.filter(|given| given.root_digest() == bundled.root_digest()).unwrap_or(bundled);
    // What the file's own delegations add (under the same root) counts too.
    for delegation in &dossier.trust.delegations {
        if let Err(error) = trust.admit(delegation) {
            account.fails(format!("a delegation: {error}"));
        }
    }
    for object in &dossier.objects {
        if !KNOWN.iter().any(|name| object.payload_type() == media(name)) {
            account
                .leaves(format!("an object of a kind that is not checked here: `{}`", object.payload_type()));
        }
    }
    let Some(ground) = ground(dossier, &trust, account) else {
        account.leaves("without one entitlement and its start token nothing else in this file can be placed");
        return;
    };
    let (envelopes, stated) = by_device(dossier, &ground, account);
    let receipts = by_authority(dossier, &trust, &ground, &envelopes, account);
    let anchors = docket(dossier, &ground, account);
    let held = receipts.iter().filter_map(|receipt| receipt.journal_held.clone()).map(Head::from).collect();
    let anchored = anchors.iter().map(|(anchor, _)| anchor.head).collect();
    let records = journal(dossier, &ground, &envelopes, &[stated, held, anchored].concat(), account);
    if account.failed.is_empty()
        && let Some(time) =
            time_command::of_evidence(&ground.token.1, &records, anchors, &envelopes, &receipts)
    {
        time_command::sentences(&time).iter().for_each(|line| println!("{line}"));
    }
}

const KNOWN: &[&str] = &[
    Entitlement::NAME,
    StartToken::NAME,
    JournalHead::NAME,
    Envelope::NAME,
    Receipt::NAME,
    Grant::NAME,
    Release::NAME,
    ResultStatement::NAME,
];

fn media(name: &str) -> String {
    format!("application/vnd.invigil.{name}.v0+json")
}

fn of<'a>(dossier: &'a Dossier, name: &str) -> Vec<&'a Signed> {
    let media = media(name);
    dossier.objects.iter().filter(|object| object.payload_type() == media).collect()
}

/// Opens what an authority signed: a key that may sign it, in force at the time it says, and the very one that the
/// entitlement names for it.
fn by<T: Object>(
    signed: &Signed,
    trust: &Trust,
    key: &PublicKey,
    at_ms: impl Fn(&T) -> i64,
    account: &mut Account,
) -> Option<T> {
    let what = format!("{} {}", evidence::bank::label::<T>(), short(signed.digest()));
    match trust.open_dated(signed, at_ms) {
        Ok((object, holder)) if holder.signing == *key => {
            account.holds(format!("{what} is signed by {}", holder.name));
            Some(object)
        }
        Ok((_, holder)) => {
            account.fails(format!(
                "{what} is signed by {}, which the entitlement does not name for it",
                holder.name
            ));
            None
        }
        Err(error) => {
            account.fails(format!("{what}: {error}"));
            None
        }
    }
}

/// The one entitlement and the one start token of the file.
fn ground(dossier: &Dossier, trust: &Trust, account: &mut Account) -> Option<Ground> {
    let (entitlements, tokens) = (of(dossier, Entitlement::NAME), of(dossier, StartToken::NAME));
    if entitlements.len() > 1 || tokens.len() > 1 {
        account.fails("a file of evidence is of one sitting: there are several entitlements or start tokens");
        return None;
    }
    let (signed_entitlement, signed_token) = (entitlements.first()?, tokens.first()?);
    let entitlement = match trust.open_timeless::<Entitlement>(signed_entitlement) {
        Ok((entitlement, holder)) => {
            account.holds(format!(
                "entitlement {} is signed by {}",
                short(signed_entitlement.digest()),
                holder.name
            ));
            entitlement
        }
        Err(error) => {
            account.fails(format!("the entitlement: {error}"));
            return None;
        }
    };
    let authority = &entitlement.sealing_authority.signing;
    // A token from a paper packet says no time: then any time its key was in force is as good.
    let named = trust.holders().iter().find(|holder| holder.signing == *authority);
    let at_ms = match signed_token.read_unverified::<StartToken>() {
        Ok(StartToken { started_at_ms: Some(at_ms), .. }) => at_ms,
        _ => named.map_or(i64::MIN, |holder| holder.not_before_ms),
    };
    let token = by::<StartToken>(signed_token, trust, authority, |_| at_ms, account)?;
    let fits = token.entitlement.0 == signed_entitlement.digest()
        && token.attempt == entitlement.attempt
        && token.sealing_authority == *authority;
    account.check(fits, "the start token is for this entitlement");
    let (mut swaps, mut devices) = (Vec::new(), vec![token.device_key.clone()]);
    for signed in of(dossier, Grant::NAME) {
        // One that does not verify is told where grants are checked, and counts for nothing here.
        let Ok((grant, holder)) = trust.open_dated(signed, |grant: &Grant| grant.given_at_ms) else {
            continue;
        };
        let ours = grant.attempt == entitlement.attempt && holder.signing == *authority;
        if let (true, Effect::Swap(swap), Some(over)) = (ours, grant.effect.into(), grant.handover) {
            swaps.push((signed.digest(), swap));
            devices.push(over.signing);
        }
    }
    Some(Ground {
        entitlement: (signed_entitlement.digest(), entitlement),
        token: (signed_token.digest(), token),
        swaps,
        devices,
    })
}

/// Opens what one of the sitting's devices signed.
fn by_one_of<T: Object>(signed: &Signed, devices: &[PublicKey]) -> Result<T, ObjectError> {
    let by = devices.iter().find(|device| signed.is_signed_by(device));
    by.map_or(Err(ObjectError::BadSignature), |device| signed.open(device))
}

/// What the desk signed: envelopes, and how far it states its journal to go.
fn by_device(
    dossier: &Dossier,
    ground: &Ground,
    account: &mut Account,
) -> (Vec<(Digest, Envelope)>, Vec<Head>) {
    let mut envelopes: Vec<(Digest, Envelope)> = Vec::new();
    for signed in of(dossier, Envelope::NAME) {
        let digest = signed.digest();
        match by_one_of::<Envelope>(signed, &ground.devices) {
            Ok(envelope) => {
                let seal = envelope.seal_no;
                account.holds(format!(
                    "envelope {} (seal {seal}) is signed by the device that was let in",
                    short(digest)
                ));
                let fits = envelope.start_token.0 == ground.token.0
                    && envelope.attempt == ground.token.1.attempt
                    && envelope.entitlement.0 == ground.entitlement.0;
                account.check(fits, "the envelope names this start token and entitlement");
                if envelopes.iter().any(|(_, other)| other.seal_no == seal) {
                    account.fails(format!("there are two envelopes of seal {seal}: a person has to look"));
                }
                envelopes.push((digest, envelope));
            }
            Err(error) => account.fails(format!("envelope {}: {error}", short(digest))),
        }
    }
    let mut stated: Vec<Head> = envelopes.iter().map(|(_, envelope)| envelope.head.clone().into()).collect();
    for signed in of(dossier, JournalHead::NAME) {
        match by_one_of::<JournalHead>(signed, &ground.devices) {
            Ok(head) if head.attempt == ground.token.1.attempt => {
                account.holds(format!("the device states its journal up to record {}", head.head.seq));
                stated.push(head.head.into());
            }
            Ok(_) => account.fails("a journal head is of another attempt"),
            Err(error) => account.fails(format!("a journal head: {error}")),
        }
    }
    (envelopes, stated)
}

/// What the authority signed about this sitting; gives its receipts.
fn by_authority(
    dossier: &Dossier,
    trust: &Trust,
    ground: &Ground,
    envelopes: &[(Digest, Envelope)],
    account: &mut Account,
) -> Vec<Receipt> {
    let mut receipts = Vec::new();
    let entitlement = &ground.entitlement.1;
    let attempt = entitlement.attempt;
    let authority = &entitlement.sealing_authority.signing;
    let place = |account: &mut Account, envelope: Digest, what: &str| {
        if envelopes.is_empty() {
            account.leaves(format!("{what} is for envelope {}, which is not in this file", short(envelope)));
        } else {
            let known = envelopes.iter().any(|(digest, _)| *digest == envelope);
            account.check(known, format!("{what} is for the envelope in this file"));
        }
    };
    for signed in of(dossier, Receipt::NAME) {
        if let Some(receipt) =
            by::<Receipt>(signed, trust, authority, |receipt| receipt.received_at_ms, account)
        {
            account.check(receipt.attempt == attempt, "the receipt is of this attempt");
            place(account, receipt.envelope.0, "the receipt");
            receipts.push(receipt);
        }
    }
    for signed in of(dossier, Release::NAME) {
        if let Some(release) =
            by::<Release>(signed, trust, authority, |release| release.released_at_ms, account)
        {
            account.check(release.attempt == attempt, "the release is of this attempt");
            place(account, release.envelope.0, "the release of answer keys");
        }
    }
    for signed in of(dossier, Grant::NAME) {
        match trust.open_dated(signed, |grant: &Grant| grant.given_at_ms) {
            Ok((grant, holder)) => {
                let line = format!(
                    "grant {} is signed by {}, for this attempt",
                    short(signed.digest()),
                    holder.name
                );
                account.check(grant.attempt == attempt, line);
            }
            Err(error) => account.fails(format!("grant {}: {error}", short(signed.digest()))),
        }
    }
    for signed in of(dossier, ResultStatement::NAME) {
        let hub = &entitlement.hub.signing;
        let Some(result) = by::<ResultStatement>(signed, trust, hub, |result| result.stated_at_ms, account)
        else {
            continue;
        };
        let ours = result.attempt == attempt
            && result.registration == entitlement.registration
            && result.exam == entitlement.exam
            && result.manifest == entitlement.manifest;
        account.check(ours, "the result is of this attempt, exam and bank");
        place(account, result.envelope.0, "the result");
        let (points, max, mark) =
            (Points(result.points), Points(result.max), BasisPoints(result.pass_mark_bp));
        let sound = result.share_bp == points.of(max).0 && result.passed == points.reach(mark, max);
        account.check(sound, format!("the result adds up, mark {mark} %: {}", confirmed_line(&result)));
    }
    receipts
}

/// Checks the docket records of this attempt; gives the journal heads they countersign, and when.
fn docket(dossier: &Dossier, ground: &Ground, account: &mut Account) -> Vec<(Anchor, i64)> {
    let token = &ground.token.1;
    let mut anchored = Vec::new();
    for entry in &dossier.docket {
        let opened = entry.open(&token.sealing_authority).and_then(|record| {
            let header = record.header();
            let ours = (header.log, header.attempt) == (Log::Docket, token.attempt);
            Ok((ours, record.docket_event()?, header.wall_ms))
        });
        match opened {
            Ok((true, DocketEvent::Anchored(anchor), at_ms)) => {
                let seq = anchor.head.seq;
                account.holds(format!("the authority countersigned the journal up to record {seq}"));
                anchored.push((anchor, at_ms));
            }
            Ok((true, ..)) => account.holds("a docket record of this attempt is signed by the authority"),
            Ok((false, ..)) => account.fails("a docket record is of another attempt"),
            Err(error) => account.fails(format!("a docket record: {error}")),
        }
    }
    anchored
}

/// Checks the journal in the clear, and that somebody's signature binds all of it; gives its records.
fn journal(
    dossier: &Dossier,
    ground: &Ground,
    envelopes: &[(Digest, Envelope)],
    bound: &[Head],
    account: &mut Account,
) -> Vec<Record> {
    if dossier.journal.is_empty() {
        return Vec::new();
    }
    let assemble = |open: &evidence::v0::OpenRecord| {
        let salt = open.salt.0.as_slice().try_into().map_err(|_| RecordError::Truncated)?;
        Record::assemble(open.header.0.clone(), salt, open.payload.0.clone())
    };
    let records: Result<Vec<Record>, RecordError> = dossier.journal.iter().map(assemble).collect();
    let records = match records {
        Ok(records) => records,
        Err(error) => {
            account.fails(format!("the journal: {error}"));
            return Vec::new();
        }
    };
    account.holds(format!("{} journal records hold what they committed to", records.len()));
    match check_chain(None, records.iter().map(|record| (record.header(), record.digest()))) {
        Ok(_) => account.holds("each journal record follows the one before it"),
        Err(error) => account.fails(format!("the journal: {error}")),
    }
    for pair in records.windows(2) {
        let [before, record] = pair else { continue };
        if let Some(Name(grant)) = record.header().grant {
            let swap = ground.swaps.iter().find(|(digest, _)| *digest == grant);
            let fits = swap.is_some_and(|(_, swap)| swap.after == before.head());
            let segment = record.header().segment;
            account.check(
                fits,
                format!("segment {segment} was opened by a swap of the authority's in this file"),
            );
        }
    }
    let ours = |record: &Record| {
        (record.header().log, record.header().attempt) == (Log::Journal, ground.token.1.attempt)
    };
    account.check(records.iter().all(ours), "the journal is of this attempt");
    let events: Result<Vec<_>, _> = records.iter().map(Record::journal_event).collect();
    match events.as_deref() {
        Ok([attempt::Event::Opened(opening), ..]) => {
            let fits = opening.entitlement == ground.entitlement.0 && opening.start_token == ground.token.0;
            account.check(fits, "the journal was opened under this entitlement and start token");
        }
        Ok(_) => account.fails("the journal does not begin with an opening"),
        Err(error) => account.fails(format!("the journal: {error}")),
    }
    for (digest, envelope) in envelopes {
        let head: Head = envelope.head.clone().into();
        let sealed = records.iter().any(|record| record.head() == head && record.header().kind == "sealed");
        account.check(
            sealed,
            format!("envelope {} was sealed at record {} of this journal", short(*digest), head.seq),
        );
    }
    for head in bound {
        let here = records.iter().any(|record| record.head() == *head);
        account.check(here, format!("the signed head {} is a record of this journal", head.seq));
    }
    let last_bound = records.iter().rposition(|record| bound.contains(&record.head()));
    match last_bound.map_or(records.len(), |at| records.len() - at - 1) {
        0 => account.holds("every record of the journal is bound by a signature"),
        loose => account.leaves(format!("the last {loose} records of the journal are bound by no signature")),
    }
    records
}

fn certificate(bytes: &[u8], trust: Option<&Trust>, account: &mut Account) -> Result<(), Stop> {
    let verified = match credential::verify(bytes) {
        Ok(verified) => verified,
        Err(error) => {
            account.fails(error.to_string());
            return Ok(());
        }
    };
    account.holds("the certificate is signed by the key it names, and unchanged");
    account.check(verified.is_issued_by_its_signer(), "the key that signed it is its issuer");
    account.check(
        verified.in_force(files::now_ms()?),
        "it is in force by its own dates and this computer's clock",
    );
    if verified.is_demo() {
        account.holds("it says that it is of a demonstration");
    }
    if let Some(trust) = trust {
        let achievement =
            verified.document["credentialSubject"]["achievement"]["id"].as_str().unwrap_or_default();
        let ours = achievement.starts_with(&format!("urn:uuid:{}#", trust.programme()));
        account.check(ours, format!("what it certifies is of {}", trust.title()));
    }
    match trust {
        Some(trust) => match trust.holder(Role::Hub, &verified.key).filter(|holder| {
            // A certificate names the second; keys have milliseconds.
            let since = verified.valid_from_ms.unwrap_or(i64::MIN);
            holder.not_before_ms <= since.saturating_add(999) && since <= holder.not_after_ms
        }) {
            Some(holder) => {
                account.holds(format!("that key is {}'s, which {} vouches for", holder.name, trust.title()))
            }
            None => account.fails("the programme does not vouch for the key that signed this certificate, or did not when it was issued"),
        },
        None => account.leaves("whose key that is: give --trust"),
    }
    Ok(())
}
