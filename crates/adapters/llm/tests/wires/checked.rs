//! What is found out of a model without asking it.

use crate::{
    cast::{access, all, around, patience},
    script,
};
use adforge_adapters_llm::{Access, Closed, Fault, Health, Patience, Provider, check};
use adforge_doubles::Hand;
use adforge_tests_servers::llm::{Llm, Speaks};
use std::time::Duration;
use time::{Date, Month};

fn day(year: i32, month: Month, day: u8) -> Date {
    Date::from_calendar_date(year, month, day).unwrap()
}

async fn checked(access: &Access) -> Result<Health, Fault> {
    check(access, &around(&Hand::new(1))).await.unwrap()
}

#[tokio::test]
async fn a_check_asks_about_a_model_and_not_the_model() {
    for script in script::all() {
        let fake = Llm::open(script.speaks);
        let health = checked(&access(script.provider, script.model, &fake.url)).await.unwrap();
        let told = day(2027, Month::February, 1);
        let tells = matches!(script.model, "gpt-6-luna" | "claude-haiku-5-5");
        assert_eq!((health.is_listed, health.retires), (true, tells.then_some(told)), "{}", script.model);
        assert_eq!(health.has_price, script.model != "qwen3");
        assert_eq!((fake.calls().len(), fake.strange().len()), (0, 0));
    }
}

#[tokio::test]
async fn it_finds_a_bad_key_a_missing_model_and_nobody_there() {
    for script in script::all() {
        let fake = Llm::open(script.speaks);
        let good = access(script.provider, script.model, &fake.url);
        let stranger = Access { key: Some("sk-of-somebody-else".to_owned()), ..good.clone() };
        assert_eq!(checked(&stranger).await, Err(Fault::Closed(Closed::Key)), "{:?}", script.speaks);
        let missing = checked(&Access { model: "no-such-model".to_owned(), ..good.clone() }).await;
        match script.provider {
            // Reached elsewhere and unknown, it may be any server's, and those take any name.
            Provider::OpenAi => assert!(missing.is_ok_and(|health| !health.is_listed)),
            _ => assert_eq!(missing, Err(Fault::Closed(Closed::Model)), "{:?}", script.speaks),
        }
        let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let base_url = Some(format!("http://{nobody}").parse().unwrap());
        assert_eq!(checked(&Access { base_url, ..good.clone() }).await, Err(Fault::Unreachable));
    }
}

#[tokio::test]
async fn it_waits_no_longer_than_for_an_answer() {
    let deaf = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", deaf.local_addr().unwrap());
    for cast in all() {
        let mut access = access(cast.script.provider, cast.script.model, &url);
        let short = Duration::from_millis(50);
        access.patience = Patience { connect: short, first: short, ..patience() };
        assert_eq!(checked(&access).await, Err(Fault::Slow));
    }
}

#[tokio::test]
async fn the_provider_s_day_stands_and_the_table_s_where_it_tells_none() {
    let fake = Llm::open(Speaks::OpenAi);
    for (name, day) in [("gpt-4o", day(2027, Month::February, 1)), ("gpt-5", day(2026, Month::December, 11))] {
        let health = checked(&access(Provider::OpenAi, name, &fake.url)).await.unwrap();
        assert_eq!(health.retires, Some(day), "{name}");
    }
}
