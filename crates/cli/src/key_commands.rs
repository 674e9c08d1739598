//! `invigil keys`: the programme's own keys.

use std::path::{Path, PathBuf};

use bank::review::Reviewer;
use clap::Subcommand;
use evidence::dsse::Written;
use evidence::trust::delegate;
use evidence::v0::TrustRoot;
use evidence::{Holder, Name, OsEntropy, Role, Secret, SigningKey, Trust};
use protocol::Card;
use serde::{Deserialize, Serialize};

use crate::files;
use crate::programme_commands::programme;
use crate::stop::Stop;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

#[derive(Subcommand)]
pub(crate) enum Keys {
    /// Makes the root key, the signing key and the trust bundle of a programme.
    Init {
        /// The programme file.
        #[arg(long)]
        programme: PathBuf,
        /// The folder for the keys. Keep `root.key` away from every network afterwards.
        #[arg(long)]
        out: PathBuf,
        /// How long the signing key is in force, in days.
        #[arg(long, default_value_t = 400)]
        days: u32,
    },
    /// Makes a reviewer's own key, and prints the line that a bank source needs to count its reviews.
    Person {
        /// The reviewer's name, as it stands in reviews.
        #[arg(long)]
        name: String,
        /// The file for the key. It stays with its owner.
        #[arg(long)]
        out: PathBuf,
    },
    /// Shows what is public of a folder of keys, a trust bundle or an authority's card.
    Show {
        /// The folder or file.
        path: PathBuf,
    },
    /// Vouches for a hub with the signing key.
    Delegate {
        /// The folder of keys.
        #[arg(long)]
        keys: PathBuf,
        /// The hub's card, as `invigil hub init` wrote it.
        #[arg(long)]
        to: PathBuf,
        /// Where to write the delegation.
        #[arg(long)]
        out: PathBuf,
        /// How long it is in force, in days.
        #[arg(long, default_value_t = 400)]
        days: u32,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    invigil: String,
    role: String,
    seed: Secret,
}

fn write_key(path: &Path, role: &str, seed: &Secret) -> Result<(), Stop> {
    let file = KeyFile { invigil: "key/v0".to_owned(), role: role.to_owned(), seed: seed.clone() };
    files::write_secret(path, &files::json(&file)?)
}

/// The signing key in a folder of keys, and the trust bundle beside it.
pub(crate) fn signing(keys: &Path) -> Result<(SigningKey, Trust), Stop> {
    let file: KeyFile = files::read_json(&keys.join("signing.key"))?;
    let trust = files::read_trust(&keys.join("trust.json"))?;
    let key = SigningKey::from_seed(file.seed);
    if trust.holder(Role::Signing, &key.public()).is_none() {
        return Err(Stop::refused(format!(
            "{}: signing.key and trust.json do not belong together",
            keys.display()
        )));
    }
    Ok((key, trust))
}

const REVIEWER: &str = "reviewer";

/// The line a bank source needs under `reviewers:`.
pub(crate) fn reviewer_line(reviewer: &Reviewer) -> String {
    let name = reviewer.name.replace(['"', '\\'], "'");
    format!("  - {{name: \"{name}\", key: \"{}\"}}", reviewer.key_text())
}

/// A reviewer's own key.
pub(crate) fn reviewer_key(path: &Path) -> Result<SigningKey, Stop> {
    let file: KeyFile = files::read_json(path)?;
    if file.invigil != "key/v0" || file.role != REVIEWER {
        return Err(Stop::refused(format!(
            "{}: this is no reviewer's key; make one with `invigil keys person`",
            path.display()
        )));
    }
    Ok(SigningKey::from_seed(file.seed))
}

impl Keys {
    pub(crate) fn run(self) -> Result<(), Stop> {
        match self {
            Self::Init { programme: file, out, days } => {
                let programme = programme(&file)?;
                let title = programme.programme.title.for_reader(&programme.language).words();
                files::make_folder(&out)?;
                let (root_seed, signing_seed) = (Secret::draw(&mut OsEntropy), Secret::draw(&mut OsEntropy));
                write_key(&out.join("root.key"), "root", &root_seed)?;
                write_key(&out.join("signing.key"), "signing", &signing_seed)?;
                let root = SigningKey::from_seed(root_seed);
                let id = programme.programme.id;
                let trust_root = TrustRoot { programme: Name(id), title: title.clone(), root: root.public() };
                let mut trust = Trust::in_root(Written::new(&trust_root).as_bytes())?;
                let now_ms = files::now_ms()?;
                let holder = Holder {
                    role: Role::Signing,
                    name: format!("{title}, signing"),
                    signing: SigningKey::from_seed(signing_seed).public(),
                    sealing: None,
                    not_before_ms: now_ms,
                    not_after_ms: now_ms + i64::from(days) * DAY_MS,
                };
                trust.admit(&delegate(id, &holder, &root))?;
                files::write_json(&out.join("trust.json"), &trust.bundle())?;
                show_trust(&trust);
                println!("keys written to {}; keep root.key away from every network", out.display());
                Ok(())
            }
            Self::Person { name, out } => {
                let seed = Secret::draw(&mut OsEntropy);
                write_key(&out, REVIEWER, &seed)?;
                let reviewer = Reviewer { name, key: SigningKey::from_seed(seed).public() };
                println!("key written to {}; it stays with {}", out.display(), reviewer.name);
                println!("for the bank source, under `reviewers:`");
                println!("{}", reviewer_line(&reviewer));
                Ok(())
            }
            Self::Show { path } => {
                let file = if path.is_dir() { path.join("trust.json") } else { path };
                if let Ok(card) = files::read_json::<Card>(&file) {
                    println!("authority  {}", card.name);
                    println!("signing    {}", card.signing.id());
                    println!("sealing    {}", card.sealing.id());
                    return Ok(());
                }
                show_trust(&files::read_trust(&file)?);
                Ok(())
            }
            Self::Delegate { keys, to, out, days } => {
                let (signing, mut trust) = signing(&keys)?;
                let card: Card = files::read_json(&to)?;
                let now_ms = files::now_ms()?;
                let holder = Holder {
                    role: Role::Hub,
                    name: card.name,
                    signing: card.signing,
                    sealing: Some(card.sealing),
                    not_before_ms: now_ms,
                    not_after_ms: now_ms + i64::from(days) * DAY_MS,
                };
                let signed = delegate(trust.programme(), &holder, &signing);
                trust.admit(&signed)?;
                files::write(&out, &signed.to_json())?;
                // Whoever checks certificates later needs this delegation too.
                files::write_json(&keys.join("trust.json"), &trust.bundle())?;
                println!("{} may act as hub; delegation written to {}", holder.name, out.display());
                Ok(())
            }
        }
    }
}

fn show_trust(trust: &Trust) {
    println!("programme  {} ({})", trust.title(), trust.programme());
    println!("trust root {}", trust.root_digest());
    for holder in trust.holders() {
        let role = format!("{:?}", holder.role).to_lowercase();
        println!("{role:<10} {}  {}", holder.signing.id(), holder.name);
    }
}
