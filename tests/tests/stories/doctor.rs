//! `adforge doctor` asks everybody whom a setting accepts, and so does a start: who is well, and whose key isn't good.

use crate::{
    at_once,
    models::PROVIDERS,
    sellers::sellers,
    voices::{KINDS, spoken_by},
};
use adforge_tests::{Home, Owner, until};
use adforge_tests_servers::{
    llm::Llm,
    voices::{Kind, Voices},
};

/// Somebody who is set.
struct Set {
    who: String,
    home: Home,
    /// The setting of the key, where there is one.
    key: Option<String>,
}

/// Everybody whom a setting accepts.
fn all() -> Vec<Set> {
    let models = PROVIDERS.into_iter().map(|provider| {
        let home = provider.home(&Llm::open(provider.speaks), "");
        Set { who: provider.model.to_owned(), home, key: Some(provider.key()) }
    });
    let sellers = sellers().into_iter().map(|seller| {
        let who = format!("{}={}", seller.setting.0, seller.setting.1);
        Set { who, home: seller.home(), key: Some(seller.key().to_owned()) }
    });
    let voices = KINDS.into_iter().map(|kind| {
        let key = (kind != Kind::Local).then(|| "ADFORGE_VOICE_API_KEY".to_owned());
        Set { who: format!("{kind:?}"), home: spoken_by(&Voices::open(kind)), key }
    });
    models.chain(sellers).chain(voices).collect()
}

async fn is_examined(Set { who, home, key }: Set) {
    let home = home.saying(&["doctor"]);
    let well = home.refuses();
    assert_eq!(well.code, Some(0), "{who}: {well:?}");
    let lines: Vec<&str> = well.out.lines().collect();
    assert_eq!(lines.len(), 4, "{who}: {}", well.out);
    assert_eq!(lines.iter().filter(|line| line.contains("built in")).count(), 3, "{who}: {}", well.out);
    let told = lines.into_iter().find(|line| !line.contains("built in")).unwrap();
    assert!(told.contains("  ok      ") && told.contains("retires:") && told.contains("quota:"), "{who}: {told}");
    let home = home.saying(&[]);
    let server = home.serves();
    let is_well = async || server.err().contains("this provider is well").then_some(());
    until(&format!("{who} to be examined"), is_well).await;
    drop(server);

    let Some(key) = key else { return };
    let home = home.with(&key, "of-somebody-else").saying(&["doctor"]);
    let ill = home.refuses();
    assert_eq!(ill.code, Some(1), "{who}: {ill:?}");
    assert!(ill.out.contains("FAILED  the key is refused"), "{who}: {}", ill.out);
    assert!(!format!("{ill:?}").contains("of-somebody-else"), "{who}: {ill:?}");
    // A start goes on, and says so.
    let home = home.saying(&[]);
    let server = home.serves();
    let owner = Owner::of(server.address);
    let told = until(&format!("{who} to be ill"), async || {
        let ready = owner.get("/readyz").await;
        (ready.status == 200 && ready.body["parts"]["providers"] == "degraded").then_some(ready.body)
    })
    .await;
    assert_eq!(told["status"], "ready", "{who}: {told}");
    assert!(!format!("{told}{}", server.err()).contains("of-somebody-else"), "{who}: {told}");
}

#[test]
fn everybody_whom_a_setting_accepts_is_examined_and_a_bad_key_is_told() {
    let mut all = all();
    // So many at once, so that each is examined in time.
    while !all.is_empty() {
        at_once(all.drain(..all.len().min(4)).collect(), is_examined);
    }
}
