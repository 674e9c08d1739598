//! `invigil verify`: what a file proves, line by line, without asking anybody.

use std::path::Path;

use evidence::bank::{BankError, SealedBank};
use evidence::record::{DocketRecord, Record, RecordError, check_chain};
use evidence::v0::{
    Dossier, Entitlement, Envelope, Grant, Receipt, Release, ResultStatement, StartToken, TrustBundle,
};
use evidence::{Holder, Object, Role, Signed, Trust};
use exam::docket::{Event as DocketEvent, Head};
use exam::{BasisPoints, Digest, Points, attempt};

use crate::files;
use crate::stop::Stop;

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
                whole(&dossier, trust, &mut account)?;
            } else if let Ok(signed) = Signed::parse(&bytes) {
                let bundle = trust.as_ref().map(Trust::bundle).ok_or_else(|| {
                    Stop::unchecked(
                        "this is a single signed object: give --trust, or the export it came with",
                    )
                })?;
                let (objects, journal, docket) = (vec![signed], Vec::new(), Vec::new());
                let dossier =
                    Dossier { invigil: "dossier/v0".to_owned(), trust: bundle, objects, journal, docket };
                whole(&dossier, trust, &mut account)?;
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

/// The signed objects of a dossier, opened by kind.
struct Opened<'a> {
    trust: &'a Trust,
    account: &'a mut Account,
}

impl Opened<'_> {
    /// Opens an object that a holder of a delegated role signed.
    fn by_role<T: Object>(&mut self, signed: &Signed, at_ms: impl Fn(&T) -> i64) -> Option<(T, Holder)> {
        let label = evidence::bank::label::<T>();
        let unverified: T = match signed.read_unverified() {
            Ok(object) => object,
            Err(error) => {
                self.account.fails(format!("{label}: {error}"));
                return None;
            }
        };
        match self.trust.open::<T>(signed, at_ms(&unverified)) {
            Ok((object, holder)) => {
                self.account.holds(format!(
                    "{label} {} is signed by {}",
                    short(signed.digest()),
                    holder.name
                ));
                Some((object, holder.clone()))
            }
            Err(error) => {
                self.account.fails(format!("{label} {}: {error}", short(signed.digest())));
                None
            }
        }
    }
}

fn short(digest: Digest) -> String {
    digest.to_string()[..12].to_owned()
}

fn whole(dossier: &Dossier, given: Option<Trust>, account: &mut Account) -> Result<(), Stop> {
    let bundled = match Trust::bundled(&dossier.trust) {
        Ok(bundled) => bundled,
        Err(error) => {
            account.fails(format!("the delegations: {error}"));
            return Ok(());
        }
    };
    account.holds(format!(
        "{} delegations lead to the root of {}",
        bundled.holders().len() - 1,
        bundled.title()
    ));
    same_root(&bundled, given.as_ref(), account);
    let trust = given.filter(|given| given.root_digest() == bundled.root_digest()).unwrap_or(bundled.clone());
    // What the file's own delegations add (under the same root) counts too.
    let mut trust = trust;
    for delegation in &dossier.trust.delegations {
        if let Err(error) = trust.admit(delegation) {
            account.fails(format!("a delegation: {error}"));
        }
    }

    let of = |name: &str| {
        let media = format!("application/vnd.invigil.{name}.v0+json");
        dossier.objects.iter().filter(move |object| object.payload_type() == media)
    };
    const KNOWN: &[&str] = &[
        Entitlement::NAME,
        StartToken::NAME,
        Envelope::NAME,
        Receipt::NAME,
        Grant::NAME,
        Release::NAME,
        ResultStatement::NAME,
    ];
    for object in &dossier.objects {
        if !KNOWN
            .iter()
            .any(|name| object.payload_type() == format!("application/vnd.invigil.{name}.v0+json"))
        {
            account
                .leaves(format!("an object of a kind that is not checked here: `{}`", object.payload_type()));
        }
    }
    let in_force = trust.newest_ms();
    let mut opened = Opened { trust: &trust, account };
    let entitlement = of(Entitlement::NAME).next().and_then(|signed| {
        opened.by_role::<Entitlement>(signed, |_| in_force).map(|(object, _)| (signed.digest(), object))
    });
    let token = of(StartToken::NAME).next().and_then(|signed| {
        let at = |token: &StartToken| token.started_at_ms.unwrap_or(in_force);
        opened.by_role::<StartToken>(signed, at).map(|(object, _)| (signed.digest(), object))
    });
    if let (Some((entitlement_digest, entitlement)), Some((_, token))) = (&entitlement, &token) {
        let fits = token.entitlement.0 == *entitlement_digest && token.attempt == entitlement.attempt;
        opened.account.check(fits, "the start token is for this entitlement");
    }

    let mut envelopes: Vec<(Digest, Envelope)> = Vec::new();
    for signed in of(Envelope::NAME) {
        let Some((token_digest, token)) = &token else {
            opened
                .account
                .leaves("an envelope without its start token: the device key that signed it is not known");
            continue;
        };
        match signed.open::<Envelope>(&token.device_key) {
            Ok(envelope) => {
                let line = format!(
                    "envelope {} (seal {}) is signed by the device that was let in",
                    short(signed.digest()),
                    envelope.seal_no
                );
                opened.account.holds(line);
                let fits = envelope.start_token.0 == *token_digest
                    && envelope.attempt == token.attempt
                    && envelope.entitlement == token.entitlement;
                opened.account.check(fits, "the envelope names this start token and entitlement");
                envelopes.push((signed.digest(), envelope));
            }
            Err(error) => opened.account.fails(format!("envelope {}: {error}", short(signed.digest()))),
        }
    }
    let known = |envelope: &Digest| envelopes.iter().any(|(digest, _)| digest == envelope);
    let mut receipts = Vec::new();
    for signed in of(Receipt::NAME) {
        if let Some((receipt, _)) = opened.by_role::<Receipt>(signed, |receipt| receipt.received_at_ms) {
            if envelopes.is_empty() {
                opened.account.leaves(format!(
                    "the receipt is for envelope {}, which is not in this file",
                    short(receipt.envelope.0)
                ));
            } else {
                opened
                    .account
                    .check(known(&receipt.envelope.0), "the receipt is for the envelope in this file");
            }
            receipts.push(signed.digest());
        }
    }
    for signed in of(Grant::NAME) {
        opened.by_role::<Grant>(signed, |grant| grant.given_at_ms);
    }
    for signed in of(Release::NAME) {
        if let Some((release, _)) = opened.by_role::<Release>(signed, |release| release.released_at_ms) {
            opened.account.check(
                known(&release.envelope.0),
                "answer keys were released against the envelope in this file",
            );
        }
    }
    for signed in of(ResultStatement::NAME) {
        if let Some((result, _)) = opened.by_role::<ResultStatement>(signed, |result| result.stated_at_ms) {
            if !envelopes.is_empty() {
                opened.account.check(known(&result.envelope.0), "the result is of the envelope in this file");
            }
            let (points, max, mark) =
                (Points(result.points), Points(result.max), BasisPoints(result.pass_mark_bp));
            let sound = result.share_bp == points.of(max).0 && result.passed == points.reach(mark, max);
            let outcome = if result.passed { "pass" } else { "fail" };
            opened.account.check(
                sound,
                format!(
                    "the result adds up: {points} of {max} points, {} %, mark {mark} %: {outcome}",
                    points.of(max)
                ),
            );
        }
    }
    let signers = (
        token.as_ref().map(|(_, token)| token.sealing_authority.clone()),
        entitlement.as_ref().map(|(digest, _)| *digest),
        token.as_ref().map(|(digest, _)| *digest),
    );
    let heads = journal(dossier, &envelopes, (signers.1, signers.2), account);
    if let Some(authority) = signers.0 {
        docket(&dossier.docket, &authority, &heads, account);
    }
    Ok(())
}

/// Checks the journal in the clear; gives the heads of all its records.
fn journal(
    dossier: &Dossier,
    envelopes: &[(Digest, Envelope)],
    (entitlement, token): (Option<Digest>, Option<Digest>),
    account: &mut Account,
) -> Vec<Head> {
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
    let events: Result<Vec<_>, _> = records.iter().map(Record::journal_event).collect();
    match events.as_deref() {
        Ok([attempt::Event::Opened(opening), ..]) => {
            let fits = entitlement.is_none_or(|digest| digest == opening.entitlement)
                && token.is_none_or(|digest| digest == opening.start_token);
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
    records.iter().map(Record::head).collect()
}

fn docket(docket: &[DocketRecord], authority: &evidence::PublicKey, heads: &[Head], account: &mut Account) {
    for entry in docket {
        let event = entry.open(authority).and_then(|record| record.docket_event());
        match event {
            Ok(DocketEvent::Anchored(head)) if heads.is_empty() => {
                account.holds(format!("the authority countersigned the journal up to record {}", head.seq));
            }
            Ok(DocketEvent::Anchored(head)) => {
                let line = format!("the authority countersigned this journal up to record {}", head.seq);
                account.check(heads.contains(&head), line);
            }
            Ok(_) => account.holds("a docket record is signed by the authority"),
            Err(error) => account.fails(format!("a docket record: {error}")),
        }
    }
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
    match trust {
        Some(trust) => match trust.holder(Role::Hub, &verified.key) {
            Some(holder) => {
                account.holds(format!("that key is {}'s, which {} vouches for", holder.name, trust.title()))
            }
            None => account.fails("the programme does not vouch for the key that signed this certificate"),
        },
        None => account.leaves("whose key that is: give --trust"),
    }
    Ok(())
}
