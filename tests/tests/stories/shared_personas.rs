//! Two processes that are asked for equal personas buy them once, unless who buys them dies or Redis can't say who it is.

use crate::{
    fleet::Fleet,
    models::{asking, written},
};
use adforge_tests::{Chat, Owner, Server, until};
use adforge_tests_servers::llm::{Llm, Pace, Speaks};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

/// Two processes of which the first is asking a model, which says nothing yet, and the second waits for what the first gets.
struct Waiting {
    fleet: Fleet,
    model: Llm,
    first: (Server, Chat),
    second: (Server, Chat),
    answer: JoinHandle<Value>,
    other: JoinHandle<Value>,
}

fn asks(chat: &Chat) -> JoinHandle<Value> {
    let chat = chat.by(&chat.owner);
    let words = json!({"message": "Generate ads", "currentStep": "persona_selection"});
    tokio::spawn(async move { chat.says(&words).await.body })
}

fn names(content: &Value) -> Vec<&str> {
    content["data"]["audiences"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect()
}

impl Waiting {
    async fn begins() -> Option<Self> {
        let fleet = Fleet::new()?;
        let model = Llm::open(Speaks::OpenAi);
        model.next(written().at(Pace::Silence));
        model.always(written());
        let begins = async || {
            let server = asking(fleet.process(), &model).serves();
            let chat = Owner::of(server.address).starts_session("1").await;
            (server, chat)
        };
        let (first, second) = (begins().await, begins().await);
        let answer = asks(&first.1);
        until("the first asks", async || (model.calls().len() == 1).then_some(())).await;
        let (other, before) = (asks(&second.1), fleet.redis.asked("evalsha"));
        until("the second looks again and again", async || {
            (fleet.redis.asked("evalsha") > before + 5 || model.calls().len() > 1).then_some(())
        })
        .await;
        assert_eq!(model.calls().len(), 1, "it waits");
        Some(Self { fleet, model, first, second, answer, other })
    }

    /// Both have their cards in the end, and the model was asked so often.
    async fn ends(self, times: usize) {
        let answers = [self.answer.await.unwrap(), self.other.await.unwrap()];
        for answer in &answers {
            assert_eq!(names(answer)[0], "Office Window Seats", "{answer}");
        }
        assert_eq!(names(&answers[0]), names(&answers[1]));
        assert_eq!(self.model.calls().len(), times);
        for (_, chat) in [self.first, self.second] {
            let log = chat.log().await;
            assert_eq!(log.len(), 2, "{log:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_process_is_buying_the_other_waits_for() {
    let Some(waiting) = Waiting::begins().await else { return };
    waiting.model.release();
    waiting.ends(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_one_that_buys_is_killed_the_other_buys_and_ends_the_turns_of_both() {
    let Some(waiting) = Waiting::begins().await else { return };
    let Waiting { fleet: _fleet, model, first: (server, chat), second, answer, other } = waiting;
    server.kill();
    answer.abort();
    let told = other.await.unwrap();
    assert_eq!(names(&told)[0], "Office Window Seats");
    let left = chat.by(&second.1.owner);
    let log = until("the turn that was left", async || Some(left.log().await).filter(|log| log.len() == 2)).await;
    assert_eq!(log[1]["type"], "audience_group");
    assert_eq!(model.calls().len(), 2, "what was lost is bought once more, for both");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_redis_forgets_who_buys_the_other_buys_too() {
    let Some(waiting) = Waiting::begins().await else { return };
    waiting.fleet.redis.flush();
    tokio::task::block_in_place(|| waiting.model.until_called(2));
    waiting.model.release();
    waiting.ends(2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_redis_hangs_or_is_gone_the_other_buys_too() {
    for fault in ["hangs", "is gone"] {
        let Some(waiting) = Waiting::begins().await else { return };
        if fault == "hangs" {
            waiting.fleet.redis.signal("-STOP");
        } else {
            waiting.fleet.redis.crash();
        }
        tokio::task::block_in_place(|| waiting.model.until_called(2));
        waiting.model.release();
        waiting.ends(2).await;
    }
}
