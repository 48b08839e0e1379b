//! What all stand-ins of sellers can do, whatever their wires are.

use adforge_tests_servers::{
    Leaves, Ledger,
    fal::{self, Fal},
    gemini_media::{self, GeminiMedia},
    heygen::{self, Heygen},
    http::Manner::Hang,
    openai_images::{self, OpenaiImages},
};
use std::{hash::Hash, ops::Deref};

/// What is asked of a seller.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Deed {
    /// To make something.
    Order,
    /// How it stands.
    Look,
    /// For its file.
    File,
}

/// A seller as its stand-in plays it.
pub(crate) trait Plays: Send + Sync {
    /// How many things were sold.
    fn sold(&self) -> usize;
    /// What came that isn't documented.
    fn strange(&self) -> Vec<String>;
    /// What is ordered isn't done until it is let be.
    fn holds(&self, holds: bool);
    /// Orders are sold, and their answers held back until they are let go.
    fn holds_answers(&self, holds: bool);
    /// The next such call is carried out, and its answer never comes.
    fn hangs(&self, deed: Deed);
    /// The next order isn't taken for a minute.
    fn is_busy(&self);
    /// How often this was asked.
    fn asked(&self, deed: Deed) -> usize;
    /// Waits until it was asked so many times.
    fn until_asked(&self, deed: Deed, times: usize);
    /// When those left who waited.
    fn leaves(&self) -> &Leaves;
}

/// A stand-in that keeps a ledger.
trait Keeps: Deref<Target = Ledger<Self::Sale, Self::Call, Self::Trouble>> + Send + Sync {
    type Sale: Clone;
    type Call: Copy + Eq + Hash;
    type Trouble;
    fn call(deed: Deed) -> Self::Call;
    fn hang() -> Self::Trouble;
    fn busy() -> Self::Trouble;
    fn seen(&self) -> &Leaves;
}

impl Keeps for GeminiMedia {
    type Sale = gemini_media::Sale;
    type Call = gemini_media::Call;
    type Trouble = gemini_media::Trouble;

    fn call(deed: Deed) -> Self::Call {
        match deed {
            Deed::Order => gemini_media::Call::Order,
            Deed::Look => gemini_media::Call::Look,
            Deed::File => gemini_media::Call::File,
        }
    }

    fn hang() -> Self::Trouble {
        gemini_media::Trouble::Badly(Hang)
    }

    fn busy() -> Self::Trouble {
        gemini_media::Trouble::Says(429, gemini_media::Says::Wait("60s"))
    }

    fn seen(&self) -> &Leaves {
        &self.leaves
    }
}

impl Keeps for Fal {
    type Sale = fal::Sale;
    type Call = fal::Call;
    type Trouble = fal::Trouble;

    fn call(deed: Deed) -> Self::Call {
        match deed {
            Deed::Order => fal::Call::Order,
            Deed::Look => fal::Call::Status,
            Deed::File => fal::Call::File,
        }
    }

    fn hang() -> Self::Trouble {
        fal::Trouble::Badly(Hang)
    }

    fn busy() -> Self::Trouble {
        fal::Trouble::After(429, fal::Says::Platform("concurrent_requests_limit"), "60")
    }

    fn seen(&self) -> &Leaves {
        &self.leaves
    }
}

impl Keeps for OpenaiImages {
    type Sale = openai_images::Sale;
    type Call = openai_images::Call;
    type Trouble = openai_images::Trouble;

    fn call(_: Deed) -> Self::Call {
        openai_images::Call::Generate
    }

    fn hang() -> Self::Trouble {
        openai_images::Trouble::Badly(Hang)
    }

    fn busy() -> Self::Trouble {
        openai_images::Trouble::With(429, "requests", Some("rate_limit_exceeded"), ("retry-after", "60"))
    }

    fn seen(&self) -> &Leaves {
        &self.leaves
    }
}

impl<K: Keeps> Plays for K {
    fn sold(&self) -> usize {
        self.sales().len()
    }

    fn strange(&self) -> Vec<String> {
        (**self).strange()
    }

    fn holds(&self, holds: bool) {
        (**self).holds(holds);
    }

    fn holds_answers(&self, holds: bool) {
        (**self).holds_answers(holds);
    }

    fn hangs(&self, deed: Deed) {
        self.next(K::call(deed), K::hang());
    }

    fn is_busy(&self) {
        self.next(K::call(Deed::Order), K::busy());
    }

    fn asked(&self, deed: Deed) -> usize {
        self.count(K::call(deed))
    }

    fn until_asked(&self, deed: Deed, times: usize) {
        (**self).until_asked(K::call(deed), times);
    }

    fn leaves(&self) -> &Leaves {
        self.seen()
    }
}

fn heygens(deed: Deed) -> heygen::Call {
    match deed {
        Deed::Order => heygen::Call::Order,
        Deed::Look => heygen::Call::Look,
        Deed::File => heygen::Call::File,
    }
}

impl Plays for Heygen {
    fn sold(&self) -> usize {
        self.sales().len()
    }

    fn strange(&self) -> Vec<String> {
        self.strange()
    }

    fn holds(&self, holds: bool) {
        self.holds_films(holds);
    }

    fn holds_answers(&self, holds: bool) {
        self.holds_answers(holds);
    }

    fn hangs(&self, deed: Deed) {
        self.next(heygens(deed), heygen::Trouble::Badly(Hang));
    }

    fn is_busy(&self) {
        self.next(heygen::Call::Order, heygen::Trouble::After(429, "rate_limit_exceeded", "60"));
    }

    fn asked(&self, deed: Deed) -> usize {
        self.count(heygens(deed))
    }

    fn until_asked(&self, deed: Deed, times: usize) {
        self.until_asked(heygens(deed), times);
    }

    fn leaves(&self) -> &Leaves {
        &self.leaves
    }
}
