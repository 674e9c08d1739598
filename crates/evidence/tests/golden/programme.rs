//! The programme of the golden files, with every field in use.

use exam::programme::{Certification, Issuer, Named, Price, Programme};
use exam::text::Text;

use crate::world::*;

pub(crate) fn programme() -> Programme {
    let named = |id: &str| Named { id: slug(id), title: Text::plain("en", id) };
    let bare = |id: &str| Certification {
        id: slug(id),
        title: Text::plain("en", id),
        description: None,
        audience: None,
        track: slug("community"),
        tier: slug("associate"),
        exams: vec![slug("basics")],
        prerequisites: Vec::new(),
        price: None,
        attempts: 3,
        cool_down_ms: 0,
        valid_months: None,
    };
    let first_steps = Certification {
        description: Some(Text::plain("en", "Can walk.")),
        audience: Some(Text::plain("en", "Who can stand.")),
        price: Some(Price::Free),
        cool_down_ms: 86_400_000,
        valid_months: Some(24),
        ..bare("first-steps")
    };
    let for_ever = Certification {
        prerequisites: vec![slug("first-steps")],
        price: Some(Price::Sum { thousandths: 49_500, currency: "EUR".into() }),
        ..bare("for-ever")
    };
    Programme {
        id: programme_id(),
        title: Text::plain("en", "Golden programme"),
        issuer: Issuer { name: "Example Authors".into(), url: Some("https://example.org".into()) },
        demo: true,
        tracks: vec![named("community")],
        tiers: vec![named("associate")],
        certifications: vec![first_steps, for_ever],
        exams: vec![exam()],
    }
}
