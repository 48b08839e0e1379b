//! What all stand-ins of sellers can do, whatever their wires are.

use adforge_tests_servers::{
    Leaves, Ledger,
    fal::{self, Fal},
    gemini_media::{self, GeminiMedia},
    heygen::{self, Heygen},
    http::Manner::Hang,
    openai_images::{self, OpenaiImages},
    standard_webhooks,
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

/// What HeyGen's callbacks and Gemini's are signed with.
pub(crate) const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

/// A callback as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Called {
    /// Names and values.
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
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
    /// A callback about each sale, signed at this time (in Unix seconds): that it is done, or that it has failed. None where it
    /// has none.
    fn callbacks(&self, at: i64, done: bool) -> Vec<Called>;
    /// One about a sale that nobody here knows.
    fn callback_of_nobody(&self, at: i64) -> Called;
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
    /// A callback about a sale.
    fn callback(&self, sale: &Self::Sale, at: i64, done: bool) -> Option<Called>;
    /// The same sale with a name that nobody knows.
    fn of_nobody(sale: Self::Sale) -> Self::Sale;
}

/// A name that nobody has given to anything.
const NOBODY: &str = "00000000-0000-4000-8000-00000000ffff";

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

    fn callback(&self, sale: &Self::Sale, at: i64, done: bool) -> Option<Called> {
        let body = gemini_media::callback(&sale.id, done);
        let headers = vec![
            ("webhook-id", "msg_1".to_owned()),
            ("webhook-timestamp", at.to_string()),
            ("webhook-signature", standard_webhooks::signature(SECRET, "msg_1", at, &body)),
        ];
        Some(Called { headers, body })
    }

    fn of_nobody(sale: Self::Sale) -> Self::Sale {
        Self::Sale { id: NOBODY.to_owned(), ..sale }
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

    fn callback(&self, sale: &Self::Sale, at: i64, done: bool) -> Option<Called> {
        let fal::Called { headers, body } = Fal::callback(self, sale, at, done);
        Some(Called { headers, body })
    }

    fn of_nobody(sale: Self::Sale) -> Self::Sale {
        Self::Sale { id: NOBODY.to_owned(), ..sale }
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

    fn callback(&self, _: &Self::Sale, _: i64, _: bool) -> Option<Called> {
        None
    }

    fn of_nobody(sale: Self::Sale) -> Self::Sale {
        sale
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

    fn callbacks(&self, at: i64, done: bool) -> Vec<Called> {
        self.sales().iter().filter_map(|sale| self.callback(sale, at, done)).collect()
    }

    fn callback_of_nobody(&self, at: i64) -> Called {
        self.callback(&K::of_nobody(self.sales().pop().unwrap()), at, true).unwrap()
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

    fn callbacks(&self, at: i64, done: bool) -> Vec<Called> {
        self.sales().iter().map(|sale| heygens_callback(self, sale, at, done)).collect()
    }

    fn callback_of_nobody(&self, at: i64) -> Called {
        let sale = self.sales().pop().unwrap();
        heygens_callback(self, &heygen::Sale { key: format!("adforge-{NOBODY}"), ..sale }, at, true)
    }
}

fn heygens_callback(heygen: &Heygen, sale: &heygen::Sale, at: i64, done: bool) -> Called {
    let body = heygen.callback(sale, "evt-1", done);
    let headers = vec![("heygen-signature", heygen::signature(SECRET, &body)), ("heygen-timestamp", at.to_string())];
    Called { headers, body }
}
