//! What a callback names, and the secret that it is signed with.

use super::{open, provider, signed};
use crate::{
    callbacks::{NOW, hear},
    cast::access,
};
use adforge_adapters_media_apis::{Access, GeminiClips};
use adforge_ports_creative::Word;
use adforge_tests_servers::gemini_media as gemini;

#[tokio::test]
async fn a_callback_about_something_else_names_what_it_names_and_one_about_nothing_names_nothing() {
    let (_, provider) = open();
    let video = r#"{"type":"video.generated","version":"v1","data":{"id":"v1_x","output_file_uri":"gs://x"}}"#;
    assert_eq!(hear(&provider, &signed(video, NOW)).await, Ok(Some(Word::Reference("v1_x".into()))));
    for nothing in ["{}", "[]", "no JSON", r#"{"data":{"id":7}}"#] {
        assert_eq!(hear(&provider, &signed(nothing, NOW)).await, Ok(None), "{nothing}");
    }
}

#[test]
fn a_secret_that_is_none_and_a_key_with_line_breaks_are_refused_and_none_is_shown() {
    let access = access("http://127.0.0.1:1", gemini::KEY);
    for secret in ["whsec_of_the_tests", "", "whsec_"] {
        let opened = GeminiClips::new(Access { webhook_secret: Some(secret.into()), ..access.clone() });
        assert!(opened.is_err(), "{secret}");
    }
    let shown = format!("{:?}", provider("http://127.0.0.1:1", gemini::KEY));
    assert!(!shown.contains("s3cr3t") && !shown.contains("whsec") && !shown.contains("C2FV"), "{shown}");
    assert!(GeminiClips::new(Access { key: "new\nline".into(), webhook_secret: None, ..access }).is_err());
}
