//! Who may sign what: a root, delegations under it, and a table.

use exam::{Digest, ProgrammeId};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::dsse::{Object, ObjectError, Signed, Written, from_json};
use crate::keys::{PublicKey, SealingPublic};
use crate::secret::{Bytes, Name};
use crate::v0::content::words;
use crate::v0::{Delegation, TrustBundle, TrustRoot};

/// What a key is trusted to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Vouches for signing keys. Kept offline.
    Root,
    /// Speaks for the programme.
    Signing,
    /// The programme's server.
    Hub,
    /// A hub in the room.
    Station,
    /// A person on the day.
    Proctor,
    /// A candidate's computer. Never delegated to: it is named by start token and enrolment.
    Device,
}

words! { /// See [`Role`].
RoleDoc = Role { Root, Signing, Hub, Station, Proctor, Device } }

/// The table: payload type by short name, and the roles whose signature it may bear. Rendered in
/// docs/formats/objects.md; a test keeps the two the same.
pub const WHO_MAY_SIGN: &[(&str, &[Role])] = &[
    ("delegation", &[Role::Root, Role::Signing]),
    ("programme", &[Role::Signing]),
    ("manifest", &[Role::Signing]),
    ("key-version", &[Role::Signing]),
    ("registration-order", &[Role::Signing]),
    ("ticket", &[Role::Hub]),
    ("enrolment-request", &[Role::Device]),
    ("entitlement", &[Role::Hub]),
    ("start-request", &[Role::Device]),
    ("start-token", &[Role::Hub, Role::Station]),
    ("journal-head", &[Role::Device]),
    ("docket-record", &[Role::Hub, Role::Station]),
    ("grant", &[Role::Signing, Role::Hub, Role::Station, Role::Proctor]),
    ("recovery-request", &[Role::Device]),
    ("recovery-order", &[Role::Signing]),
    ("envelope", &[Role::Device]),
    ("receipt", &[Role::Hub, Role::Station]),
    ("release", &[Role::Hub, Role::Station]),
    ("result-statement", &[Role::Hub]),
];

/// Which roles a role may delegate to.
fn may_delegate(from: Role, to: Role) -> bool {
    matches!(
        (from, to),
        (Role::Root, Role::Signing) | (Role::Signing, Role::Hub | Role::Station | Role::Proctor)
    )
}

/// A key that is vouched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// What it may do.
    pub role: Role,
    /// Who or what it is, for people.
    pub name: String,
    /// It signs with this.
    pub signing: PublicKey,
    /// Things are encrypted to it with this.
    pub sealing: Option<SealingPublic>,
    /// From when, UTC milliseconds.
    pub not_before_ms: i64,
    /// Until when, UTC milliseconds.
    pub not_after_ms: i64,
}

/// Why something is not trusted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TrustError {
    /// The object itself is at fault.
    #[error(transparent)]
    Object(#[from] ObjectError),
    /// The trust root is not the one that was pinned.
    #[error("this is not the trust root that was pinned: expected {expected}, found {found}")]
    OtherRoot {
        /// What was pinned.
        expected: Digest,
        /// What is there.
        found: Digest,
    },
    /// The object is another programme's.
    #[error("this belongs to another programme: {0}")]
    OtherProgramme(ProgrammeId),
    /// No key that may sign such an object has signed it.
    #[error("no key of this programme that may sign a {0} has signed this one")]
    NotEntitled(String),
    /// A key that may sign it has, but not at that time.
    #[error("the key of {name} was not in force at that time")]
    NotInForce {
        /// Whose key.
        name: String,
    },
}

/// The programme of any signed object.
#[derive(Deserialize)]
struct OfProgramme {
    programme: Option<Name<ProgrammeId>>,
}

/// A pinned root and everyone it vouches for, directly or not.
#[derive(Debug, Clone)]
pub struct Trust {
    programme: ProgrammeId,
    title: String,
    root: Written<TrustRoot>,
    holders: Vec<Holder>,
    delegations: Vec<Signed>,
}

impl Trust {
    /// Trusts the root in these bytes. Whoever calls this has decided to; see [`Trust::pinned`].
    pub fn in_root(bytes: &[u8]) -> Result<Self, TrustError> {
        let (written, root) = Written::<TrustRoot>::parse(bytes.to_vec())?;
        let holder = Holder {
            role: Role::Root,
            name: root.title.clone(),
            signing: root.root,
            sealing: None,
            not_before_ms: i64::MIN,
            not_after_ms: i64::MAX,
        };
        Ok(Self {
            programme: root.programme.0,
            title: root.title,
            root: written,
            holders: vec![holder],
            delegations: Vec::new(),
        })
    }

    /// Trusts a bundle whose root has the pinned digest.
    pub fn pinned(bundle: &TrustBundle, pin: Digest) -> Result<Self, TrustError> {
        let trust = Self::bundled(bundle)?;
        if trust.root_digest() == pin {
            Ok(trust)
        } else {
            Err(TrustError::OtherRoot { expected: pin, found: trust.root_digest() })
        }
    }

    /// Trusts a bundle as it is: for who was handed it by the programme.
    pub fn bundled(bundle: &TrustBundle) -> Result<Self, TrustError> {
        let mut trust = Self::in_root(&bundle.trust_root.0)?;
        bundle.delegations.iter().try_for_each(|delegation| trust.admit(delegation))?;
        Ok(trust)
    }

    /// Takes a delegation from someone who may give it. Taking it twice is harmless.
    pub fn admit(&mut self, signed: &Signed) -> Result<(), TrustError> {
        if self.delegations.iter().any(|known| known.digest() == signed.digest()) {
            return Ok(());
        }
        let delegation: Delegation = signed.read_unverified()?;
        if delegation.programme.0 != self.programme {
            return Err(TrustError::OtherProgramme(delegation.programme.0));
        }
        let role = delegation.role.into();
        let givers = self
            .holders
            .iter()
            .filter(|holder| may_delegate(holder.role, role) && signed.is_signed_by(&holder.signing));
        // A delegate outlives nobody who vouches for it. A key that was vouched for twice, because its time was
        // prolonged, gives under whichever of the two lets this delegation hold longer.
        let times = givers.map(|giver| {
            let from = delegation.not_before_ms.max(giver.not_before_ms);
            (from, delegation.not_after_ms.min(giver.not_after_ms))
        });
        let longest = times.max_by_key(|(from, until)| until.saturating_sub(*from));
        let Some((not_before_ms, not_after_ms)) = longest else {
            return Err(TrustError::NotEntitled(format!("delegation of {}", delegation.name)));
        };
        self.holders.push(Holder {
            role,
            name: delegation.name,
            signing: delegation.signing,
            sealing: delegation.sealing,
            not_before_ms,
            not_after_ms,
        });
        self.delegations.push(signed.clone());
        Ok(())
    }

    /// Verifies an object as of `at_ms` against the table, and reads it.
    pub fn open<T: Object>(&self, signed: &Signed, at_ms: i64) -> Result<(T, &Holder), TrustError> {
        self.open_dated(signed, |_| at_ms)
    }

    /// Verifies an object as of the time it says itself, against the table, and reads it.
    pub fn open_dated<T: Object>(
        &self,
        signed: &Signed,
        at_ms: impl Fn(&T) -> i64,
    ) -> Result<(T, &Holder), TrustError> {
        self.open_where(signed, |object, holder| {
            (holder.not_before_ms..=holder.not_after_ms).contains(&at_ms(object))
        })
    }

    /// Verifies an object that carries no time of its own, against the table alone: whoever signed it was vouched for
    /// at some time.
    pub fn open_timeless<T: Object>(&self, signed: &Signed) -> Result<(T, &Holder), TrustError> {
        self.open_where(signed, |_, _| true)
    }

    fn open_where<T: Object>(
        &self,
        signed: &Signed,
        in_force: impl Fn(&T, &Holder) -> bool,
    ) -> Result<(T, &Holder), TrustError> {
        if !signed.is::<T>() {
            signed.read_unverified::<T>()?;
        }
        let roles =
            WHO_MAY_SIGN.iter().find(|(name, _)| *name == T::NAME).map_or(&[][..], |(_, roles)| roles);
        let mut signers = self
            .holders
            .iter()
            .filter(|holder| roles.contains(&holder.role) && signed.is_signed_by(&holder.signing))
            .peekable();
        let Some(first) = signers.peek().copied() else {
            return Err(TrustError::NotEntitled(T::NAME.replace('-', " ")));
        };
        // Whichever of them it is, the signature holds: what is read now was signed.
        let object = signed.read_unverified()?;
        let Some(holder) = signers.find(|holder| in_force(&object, holder)) else {
            return Err(TrustError::NotInForce { name: first.name.clone() });
        };
        // One hub may serve several programmes under one key: whose object this is stands in it.
        match from_json::<OfProgramme>(signed.payload())?.programme {
            Some(Name(programme)) if programme != self.programme => {
                Err(TrustError::OtherProgramme(programme))
            }
            _ => Ok((object, holder)),
        }
    }

    /// The programme.
    pub fn programme(&self) -> ProgrammeId {
        self.programme
    }

    /// The programme's name, for people.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The digest that pins the root.
    pub fn root_digest(&self) -> Digest {
        self.root.digest()
    }

    /// Everyone vouched for, the root first.
    pub fn holders(&self) -> &[Holder] {
        &self.holders
    }

    /// The holder of a signing key, in a role.
    pub fn holder(&self, role: Role, signing: &PublicKey) -> Option<&Holder> {
        self.holders.iter().find(|holder| holder.role == role && holder.signing == *signing)
    }

    /// Root and delegations, to hand on.
    pub fn bundle(&self) -> TrustBundle {
        TrustBundle {
            invigil: "trust/v0".to_owned(),
            trust_root: Bytes(self.root.as_bytes().to_vec()),
            delegations: self.delegations.clone(),
        }
    }
}

/// Makes a delegation.
pub fn delegate(programme: ProgrammeId, to: &Holder, by: &crate::SigningKey) -> Signed {
    let delegation = Delegation {
        programme: Name(programme),
        role: to.role.into(),
        name: to.name.clone(),
        signing: to.signing.clone(),
        sealing: to.sealing.clone(),
        not_before_ms: to.not_before_ms,
        not_after_ms: to.not_after_ms,
    };
    Signed::new(&delegation, by)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Secret, SigningKey};

    fn key(byte: u8) -> SigningKey {
        SigningKey::from_seed(Secret::new([byte; 32]))
    }

    fn programme(byte: u8) -> ProgrammeId {
        ProgrammeId::mint(1_700_000_000_000, [byte; 10])
    }

    fn holder(role: Role, byte: u8) -> Holder {
        Holder {
            role,
            name: format!("{role:?}"),
            signing: key(byte).public(),
            sealing: None,
            not_before_ms: 1_000,
            not_after_ms: 2_000,
        }
    }

    fn trust() -> Trust {
        let root = TrustRoot { programme: Name(programme(1)), title: "Demo".into(), root: key(1).public() };
        let mut trust = Trust::in_root(Written::new(&root).as_bytes()).unwrap();
        trust.admit(&delegate(programme(1), &holder(Role::Signing, 2), &key(1))).unwrap();
        trust.admit(&delegate(programme(1), &holder(Role::Hub, 3), &key(2))).unwrap();
        trust
    }

    fn order(by: &SigningKey) -> Signed {
        let version = crate::v0::KeyVersion {
            programme: Name(programme(1)),
            manifest: Name(Digest([0; 32])),
            version: 1,
            previous: None,
            corrected: Default::default(),
            reason: String::new(),
        };
        Signed::new(&version, by)
    }

    #[test]
    fn the_table_decides_who_may_sign() {
        use crate::v0::KeyVersion;
        assert_eq!(trust().open::<KeyVersion>(&order(&key(2)), 1_500).unwrap().1.role, Role::Signing);
        for other in [1, 3, 9] {
            let refused = trust().open::<KeyVersion>(&order(&key(other)), 1_500).unwrap_err();
            assert_eq!(refused, TrustError::NotEntitled("key version".into()), "key {other}");
        }
        for (at_ms, fits) in [(999, false), (1_000, true), (2_000, true), (2_001, false)] {
            assert_eq!(trust().open::<KeyVersion>(&order(&key(2)), at_ms).is_ok(), fits, "{at_ms}");
        }
    }

    #[test]
    fn another_programme_s_object_is_not_opened_even_under_a_key_of_ours() {
        let version: crate::v0::KeyVersion = order(&key(2)).read_unverified().unwrap();
        let other = crate::v0::KeyVersion { programme: Name(programme(2)), ..version };
        let refused =
            trust().open::<crate::v0::KeyVersion>(&Signed::new(&other, &key(2)), 1_500).unwrap_err();
        assert_eq!(refused, TrustError::OtherProgramme(programme(2)));
    }

    #[test]
    fn delegations_go_down_only_and_never_outlive_their_giver() {
        let mut trust = trust();
        for (role, by) in
            [(Role::Hub, 1), (Role::Signing, 2), (Role::Hub, 3), (Role::Root, 1), (Role::Device, 2)]
        {
            let delegation = delegate(programme(1), &holder(role, 7), &key(by));
            assert!(trust.admit(&delegation).is_err(), "{role:?} by {by}");
        }
        let other = delegate(programme(2), &holder(Role::Signing, 7), &key(1));
        assert_eq!(trust.admit(&other), Err(TrustError::OtherProgramme(programme(2))));
        let long = Holder { not_before_ms: 0, not_after_ms: i64::MAX, ..holder(Role::Hub, 8) };
        trust.admit(&delegate(programme(1), &long, &key(2))).unwrap();
        let admitted = trust.holder(Role::Hub, &key(8).public()).unwrap();
        assert_eq!((admitted.not_before_ms, admitted.not_after_ms), (1_000, 2_000));
    }

    #[test]
    fn a_bundle_is_pinned_by_its_root() {
        let bundle = trust().bundle();
        let pin = trust().root_digest();
        assert!(Trust::pinned(&bundle, pin).is_ok());
        assert!(matches!(Trust::pinned(&bundle, Digest([0; 32])), Err(TrustError::OtherRoot { .. })));
    }
}
