//! Callbacks of every provider that has them: let in by their signature, hints and no more.

use crate::{
    at_once,
    sellers::{Called, Chosen, Deed, Seller, sellers},
};
use adforge_tests::{Owner, without_links};
use std::time::{Duration, Instant, UNIX_EPOCH};
use tokio::task::block_in_place;

/// Much shorter than the time between two looks.
const SOON: Duration = Duration::from_secs(1);

fn now() -> i64 {
    i64::try_from(UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap()
}

/// Sends a callback to a seller's address; returns the answer's status.
async fn calls(owner: &Owner, seller: &Seller, called: &Called) -> u16 {
    let path = format!("/api/webhooks/video/{}", seller.setting.1);
    let request = owner.request(reqwest::Method::POST, &path).body(called.body.clone());
    let request = called.headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
    request.send().await.unwrap().status().as_u16()
}

/// What is made of good callbacks so that nobody may believe them.
async fn nobody_is_let_in_by_a_forged_one(owner: &Owner, seller: &Seller, who: &str) {
    let good = seller.plays.callbacks(now(), true).remove(0);
    let altered = Called { body: format!("{} ", good.body), ..good.clone() };
    assert_eq!(calls(owner, seller, &altered).await, 401, "{who}: another body");
    let unsigned = Called { headers: Vec::new(), ..good.clone() };
    assert_eq!(calls(owner, seller, &unsigned).await, 401, "{who}: unsigned");
    for (number, (name, value)) in good.headers.iter().enumerate().filter(|(_, (name, _))| name.contains("signature")) {
        let mut forged = good.clone();
        let other = if value.ends_with('0') { '1' } else { '0' };
        forged.headers[number] = (name, format!("{}{other}", &value[..value.len() - 1]));
        assert_eq!(calls(owner, seller, &forged).await, 401, "{who}: another's");
    }
    for seconds in [-3_600, 3_600] {
        let then = seller.plays.callbacks(now() + seconds, true).remove(0);
        assert_eq!(calls(owner, seller, &then).await, 401, "{who}: of another time");
    }
}

/// An order from the first look to long after its end.
async fn a_seller_calls(seller: Seller) {
    let who = format!("{}={}", seller.setting.0, seller.setting.1);
    let home = seller.home().with("ADFORGE_PUBLIC_URL", "https://ads.example.com");
    let server = home.serves();
    let owner = Owner::of(server.address);
    let chosen = Chosen::by(&owner).await;
    seller.plays.holds(true);
    let job = chosen.asks(&owner, seller.makes).await;
    block_in_place(|| seller.plays.until_asked(Deed::Look, 1));
    nobody_is_let_in_by_a_forged_one(&owner, &seller, &who).await;
    assert_eq!(calls(&owner, &seller, &seller.plays.callback_of_nobody(now())).await, 200, "{who}: nobody's");

    // Before it is asked after: what is said to be over is looked at, and isn't believed.
    for done in [true, false] {
        let looks = seller.plays.asked(Deed::Look);
        let told = Instant::now();
        for called in seller.plays.callbacks(now(), done) {
            assert_eq!(calls(&owner, &seller, &called).await, 200, "{who}");
        }
        block_in_place(|| seller.plays.until_asked(Deed::Look, looks + 1));
        assert!(told.elapsed() < SOON, "{who}: it is looked at after {:?}", told.elapsed());
    }
    let state = owner.get(&format!("/api/jobs/{job}")).await.good();
    assert_eq!(state["status"], "processing", "{who}: a hint is no end: {state}");

    // Now it is over, and that is said twice.
    seller.plays.holds(false);
    for _ in 0..2 {
        for called in seller.plays.callbacks(now(), true) {
            assert_eq!(calls(&owner, &seller, &called).await, 200, "{who}");
        }
    }
    owner.awaits(&job).await;
    let (sold, log) = (seller.plays.sold(), chosen.chat(&owner).log().await);
    let end = owner.get(&format!("/api/jobs/{job}")).await.good();
    assert_eq!(end["usage"]["calls"], sold, "{who}: nothing is sold but what it has ordered: {end}");

    // After it was fetched: nothing changes, whatever is said.
    for done in [true, false] {
        for called in seller.plays.callbacks(now(), done) {
            assert_eq!(calls(&owner, &seller, &called).await, 200, "{who}: a replay after the end");
        }
    }
    assert_eq!(owner.get(&format!("/api/jobs/{job}")).await.good(), end, "{who}");
    assert_eq!(without_links(&chosen.chat(&owner).log().await.into()), without_links(&log.into()), "{who}");
    assert_eq!(seller.plays.sold(), sold, "{who}");
    assert_eq!(seller.plays.strange(), [""; 0], "{who}: only what is documented was sent");
}

#[test]
fn a_callback_before_or_after_the_look_twice_forged_or_of_nobody_ends_an_order_once() {
    // Whose orders have no names makes them at once, and has nothing to call about.
    let calling: Vec<_> = sellers().into_iter().filter(|seller| seller.names).collect();
    assert_eq!(calling.len(), 4);
    at_once(calling, a_seller_calls);
}
