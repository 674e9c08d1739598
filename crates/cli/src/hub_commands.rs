//! `invigil hub`, `invigil serve`, `invigil register`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use evidence::bank::SealedBank;
use evidence::v0::{
    AccommodationDoc, Delegation, Manifest, ProgrammeDoc, RecoveryOrder, RecoveryRequest, RegistrationOrder,
    SealedVault,
};
use evidence::{Entropy, Name, OsEntropy, Signed};
use exam::{GrantId, ProgrammeId, RegistrationId, Slug};
use protocol::{Asking, Authority, Client, Ordered};
use tokio::net::TcpListener;

use crate::files::{self, block_on};
use crate::key_commands::signing;
use crate::stop::Stop;
use crate::time_command;

#[derive(Subcommand)]
pub(crate) enum HubCommand {
    /// Makes a hub: its keys, its store, the trust root it is pinned to.
    Init {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Its name, for people.
        #[arg(long)]
        name: String,
        /// The programme's trust bundle.
        #[arg(long)]
        trust: PathBuf,
    },
    /// Lets another device go on with an attempt: takes its request to the hub, and writes the grant.
    Recover {
        /// The hub's address.
        #[arg(long)]
        hub: String,
        /// The folder of keys.
        #[arg(long)]
        keys: PathBuf,
        /// The request, as `invigil journal recover` wrote it.
        #[arg(long)]
        request: PathBuf,
        /// Why, for people.
        #[arg(long)]
        reason: String,
        /// Who gives it, for people.
        #[arg(long)]
        by: String,
        /// For how many hours it may be applied.
        #[arg(long, default_value_t = 24)]
        hours: u32,
        /// Where to write the grant.
        #[arg(long)]
        out: PathBuf,
    },
    /// What can be said about the time of an attempt: what bounds it, how far it was countersigned, what does not fit. Also
    /// while a hub serves the folder.
    Time {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// The attempt.
        #[arg(long)]
        attempt: String,
    },
    /// Sends signed delegations, programmes, sealed banks and vaults to a hub, in the order given.
    Load {
        /// The hub's address.
        #[arg(long)]
        hub: String,
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

#[derive(Args)]
pub(crate) struct Serve {
    /// The hub's folder.
    #[arg(long)]
    data: PathBuf,
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:7400")]
    listen: String,
    /// The address that tickets name, if it is not the one listened on.
    #[arg(long)]
    address: Vec<String>,
}

#[derive(Args)]
pub(crate) struct Register {
    /// The hub's address.
    #[arg(long)]
    hub: String,
    /// The folder of keys.
    #[arg(long)]
    keys: PathBuf,
    /// The certification.
    #[arg(long)]
    certification: String,
    /// The candidate's name as it will be printed.
    #[arg(long)]
    candidate: String,
    /// More working time, in per cent of the exam's.
    #[arg(long, default_value_t = 0)]
    more_time_percent: u32,
    /// More working time, in minutes, after that.
    #[arg(long, default_value_t = 0)]
    more_minutes: u32,
    /// Breaks that stop the clock, in minutes in all.
    #[arg(long, default_value_t = 0)]
    break_minutes: u32,
    /// Who approved these.
    #[arg(long)]
    approved_by: Option<String>,
    /// Where to write the ticket.
    #[arg(long)]
    out: PathBuf,
}

impl HubCommand {
    pub(crate) fn run(self) -> Result<(), Stop> {
        match self {
            Self::Init { data, name, trust } => {
                let trust = files::read_trust(&trust)?;
                let card = hub::init(&data, &name, &trust.bundle())?;
                files::write_json(&data.join("card.json"), &card)?;
                println!(
                    "hub {} ({}) in {}; its card is card.json",
                    card.name,
                    card.signing.id(),
                    data.display()
                );
                Ok(())
            }
            Self::Recover { hub, keys, request, reason, by, hours, out } => {
                let (signing, trust) = signing(&keys)?;
                let asking: Asking = files::read_json(&request)?;
                let read: RecoveryRequest = asking.request.read_unverified()?;
                let now_ms = files::now_ms()?;
                let order = RecoveryOrder {
                    programme: Name(trust.programme()),
                    attempt: read.attempt,
                    grant: Name(GrantId::mint(now_ms, OsEntropy.bytes())),
                    request: Name(asking.request.digest()),
                    reason,
                    given_by: by,
                    given_at_ms: now_ms,
                    not_after_ms: now_ms.saturating_add(i64::from(hours) * 3_600_000),
                };
                let order = Signed::new(&order, &signing);
                match asking.mac {
                    Some(_) => println!("who asks holds the ticket"),
                    None => println!("who asks has not shown the ticket: be sure whose attempt this is"),
                }
                let recovery = block_on(async {
                    let ordered = Ordered { order, asking };
                    Ok(Client::new(&hub)?.recover(trust.programme(), read.attempt.0, ordered).await?)
                })?;
                files::write_json(&out, &recovery)?;
                println!("grant for attempt {} written to {}", read.attempt.0, out.display());
                Ok(())
            }
            Self::Time { data, attempt } => time_command::run(&data, &attempt),
            Self::Load { hub, files } => block_on(async {
                let client = Client::new(&hub)?;
                for file in &files {
                    let what = load(&client, file).await?;
                    println!("loaded {}: {what}", file.display());
                }
                Ok(())
            }),
        }
    }
}

async fn load(client: &Client, path: &Path) -> Result<String, Stop> {
    let bytes = files::read(path)?;
    if let Ok(sealed) = SealedBank::parse(bytes.clone()) {
        let manifest: Manifest = sealed.manifest().read_unverified()?;
        client.put_bank(manifest.programme.0, sealed.manifest().digest(), bytes).await?;
        return Ok(format!("sealed bank {}", sealed.manifest().digest()));
    }
    if let Ok(vault) = serde_json::from_slice::<SealedVault>(&bytes) {
        let programme = programme_of(path)?;
        let Name(manifest) = vault.manifest;
        client.put_vault(programme, vault).await?;
        return Ok(format!("keys of bank {manifest}"));
    }
    let signed =
        Signed::parse(&bytes).map_err(|error| Stop::refused(format!("{}: {error}", path.display())))?;
    if signed.is::<Delegation>() {
        let delegation: Delegation = signed.read_unverified()?;
        client.delegate(delegation.programme.0, signed).await?;
        return Ok(format!("delegation of {}", delegation.name));
    }
    if signed.is::<ProgrammeDoc>() {
        let programme: ProgrammeDoc = signed.read_unverified()?;
        client.put_programme(programme.programme.0, signed).await?;
        return Ok(format!("programme {}", programme.programme.0));
    }
    Err(Stop::refused(format!("{}: a hub does not take `{}`", path.display(), signed.payload_type())))
}

/// A vault does not say whose it is; the sealed bank beside it does.
fn programme_of(vault: &Path) -> Result<ProgrammeId, Stop> {
    let beside = vault.with_extension("bank");
    let manifest: Manifest = SealedBank::parse(files::read(&beside)?)?.manifest().read_unverified()?;
    Ok(manifest.programme.0)
}

impl Serve {
    pub(crate) fn run(self) -> Result<(), Stop> {
        tracing_subscriber::fmt()
            .json()
            .with_writer(std::io::stderr)
            .with_max_level(tracing_subscriber::filter::LevelFilter::INFO)
            .init();
        block_on(async {
            let listener = TcpListener::bind(&self.listen)
                .await
                .map_err(|error| Stop::failed(format!("{}: {error}", self.listen)))?;
            let address = format!("http://{}", listener.local_addr()?);
            let addresses = if self.address.is_empty() { vec![address.clone()] } else { self.address };
            let hub = hub::open(&self.data, addresses).await?;
            println!("listening on {address}");
            std::io::stdout().flush()?;
            let shutdown = async {
                // Without a signal handler the hub runs until it is killed, which it must survive anyway.
                let _ = tokio::signal::ctrl_c().await;
            };
            Ok(hub::serve(hub, listener, shutdown).await?)
        })
    }
}

impl Register {
    pub(crate) fn run(self) -> Result<(), Stop> {
        let (signing, trust) = signing(&self.keys)?;
        let now_ms = files::now_ms()?;
        let registration = RegistrationId::mint(now_ms, OsEntropy.bytes());
        let order = RegistrationOrder {
            programme: Name(trust.programme()),
            registration: Name(registration),
            certification: Name(Slug::parse(&self.certification)?),
            candidate: self.candidate,
            accommodation: AccommodationDoc {
                more_time_bp: self.more_time_percent.saturating_mul(100),
                more_ms: u64::from(self.more_minutes) * 60_000,
                break_ms: u64::from(self.break_minutes) * 60_000,
            },
            approved_by: self.approved_by,
            ordered_at_ms: now_ms,
        };
        let order = Signed::new(&order, &signing);
        block_on(async {
            let ticket = Client::new(&self.hub)?.register(trust.programme(), order).await?;
            files::write_secret(&self.out, &ticket.to_json())?;
            println!("registration {registration}; ticket written to {}", self.out.display());
            // One line with nothing else on it, to be copied or printed as it is.
            println!("{}", desk::typed::typed_form(&ticket.read_unverified()?, &self.hub));
            Ok(())
        })
    }
}
