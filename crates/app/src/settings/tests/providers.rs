//! Who writes, who makes films, pictures and voices, and where media lie: read with what lets them in.

use super::{
    super::{House, Media, Secret, Writer},
    read, refusal,
};
use adforge_adapters_llm::Provider;
use adforge_adapters_object_store::S3Settings;
use adforge_domain::spending::Money;
use url::Url;

#[test]
fn writers_are_read_in_their_order_each_with_what_lets_it_in() {
    let settings = read(&[
        ("ADFORGE_LLM", "openai/gpt-6-luna, ollama/qwen3:8b,offline"),
        ("ADFORGE_OPENAI_API_KEY", "sk-s3cr3t-of-mine"),
        ("ADFORGE_OPENAI_BASE_URL", "http://127.0.0.1:1234/v1"),
        ("ADFORGE_BUDGET_PER_DAY", "2.50"),
        ("ADFORGE_PERSONA_CACHE_TTL", "0"),
    ]);
    let [Writer::Model(openai), Writer::Model(ollama), Writer::Offline] = &settings.writers[..] else {
        panic!("{:?}", settings.writers);
    };
    assert_eq!((openai.provider, openai.model.as_str()), (Provider::OpenAi, "gpt-6-luna"));
    assert_eq!(openai.key, Some(Secret("sk-s3cr3t-of-mine".into())));
    assert_eq!(openai.base_url.as_ref().map(Url::as_str), Some("http://127.0.0.1:1234/v1"));
    assert_eq!((ollama.provider, ollama.model.as_str(), &ollama.key), (Provider::Ollama, "qwen3:8b", &None));
    assert_eq!((settings.budget, settings.persona_cache), (Money::dollars(2.5), None));
    assert!(!settings.to_string().contains("s3cr3t") && !format!("{settings:?}").contains("s3cr3t"));
    assert_eq!(settings.for_demonstration().writers, [Writer::Offline], "a demonstration costs nothing");
    assert_eq!(read(&[]).writers, [Writer::Offline]);
}

#[test]
fn a_model_without_its_key_or_its_name_is_refused() {
    for (llm, name) in [
        ("openai/gpt-x", "ADFORGE_OPENAI_API_KEY"),
        ("offline,anthropic/claude-x", "ADFORGE_ANTHROPIC_API_KEY"),
        ("gemini/gemini-x,offline", "ADFORGE_GEMINI_API_KEY"),
    ] {
        assert!(refusal(&[("ADFORGE_LLM", llm)]).contains(name), "{llm}");
    }
    let free = read(&[("ADFORGE_LLM", "openai/llama"), ("ADFORGE_OPENAI_BASE_URL", "http://127.0.0.1:8081/v1")]);
    assert_eq!(free.writers.len(), 1, "a server of one's own may want no key");
    for wrong in ["openai", "openai/", "mistral/large", "offline,offline", "offline/x", "ollama/a b", ","] {
        assert!(refusal(&[("ADFORGE_LLM", wrong)]).contains("ADFORGE_LLM"), "{wrong}");
    }
    for wrong in ["much", "-1", "1e3", "1.2.3", "NaN"] {
        assert!(refusal(&[("ADFORGE_BUDGET_PER_DAY", wrong)]).contains("US dollars"), "{wrong}");
    }
    assert_eq!(read(&[("ADFORGE_BUDGET_PER_DAY", "0")]).budget, None);
}

#[test]
fn who_makes_films_pictures_and_voices_is_read_with_what_lets_it_in() {
    let settings = read(&[
        ("ADFORGE_VIDEO", "fal/some/model-2"),
        ("ADFORGE_FAL_API_KEY", "id:s3cr3t-of-fal"),
        ("ADFORGE_FAL_JWKS_URL", "http://127.0.0.1:99/keys"),
        ("ADFORGE_IMAGE", "openai"),
        ("ADFORGE_OPENAI_API_KEY", "sk-s3cr3t-of-mine"),
        ("ADFORGE_OPENAI_BASE_URL", "http://127.0.0.1:1234/v1"),
        ("ADFORGE_IMAGE_BASE_URL", "http://127.0.0.1:4321/v1"),
        ("ADFORGE_VOICE", "elevenlabs/a-voice"),
        ("ADFORGE_VOICE_API_KEY", "s3cr3t-voice"),
    ]);
    let (video, image, voice) =
        (settings.video.clone().unwrap(), settings.image.clone().unwrap(), settings.voice.clone().unwrap());
    assert_eq!((video.house, video.model.as_deref()), (House::Fal, Some("some/model-2")));
    assert_eq!(video.key, Some(Secret("id:s3cr3t-of-fal".into())));
    assert_eq!(video.jwks_url.as_ref().map(Url::as_str), Some("http://127.0.0.1:99/keys"));
    assert_eq!((image.house, image.key), (House::OpenAi, Some(Secret("sk-s3cr3t-of-mine".into()))));
    let its_own = image.base_url.as_ref().map(Url::as_str);
    assert_eq!(its_own, Some("http://127.0.0.1:4321/v1"), "not where the writer answers");
    assert_eq!((voice.house, voice.key), (House::ElevenLabs, Some(Secret("s3cr3t-voice".into()))));
    assert!(!settings.to_string().contains("s3cr3t") && !format!("{settings:?}").contains("s3cr3t"));
    let demonstration = settings.for_demonstration();
    assert_eq!((demonstration.video, demonstration.image, demonstration.voice), (None, None, None), "it costs nothing");
    let nobody = read(&[]);
    assert_eq!((nobody.video, nobody.image, nobody.voice), (None, None, None));
    let free = read(&[("ADFORGE_VOICE", "openai"), ("ADFORGE_VOICE_BASE_URL", "http://127.0.0.1:8880/v1")]);
    assert_eq!(free.voice.unwrap().key, None, "a server of one's own may want no key");
}

#[test]
fn a_maker_without_its_key_or_its_name_is_refused() {
    for (name, value, key) in [
        ("ADFORGE_VIDEO", "heygen", "ADFORGE_HEYGEN_API_KEY"),
        ("ADFORGE_VIDEO", "gemini/omni", "ADFORGE_GEMINI_API_KEY"),
        ("ADFORGE_VIDEO", "fal", "ADFORGE_FAL_API_KEY"),
        ("ADFORGE_IMAGE", "openai", "ADFORGE_OPENAI_API_KEY"),
        ("ADFORGE_IMAGE", "gemini", "ADFORGE_GEMINI_API_KEY"),
        ("ADFORGE_IMAGE", "fal/x", "ADFORGE_FAL_API_KEY"),
        ("ADFORGE_VOICE", "elevenlabs", "ADFORGE_ELEVENLABS_API_KEY"),
        ("ADFORGE_VOICE", "heygen", "ADFORGE_HEYGEN_API_KEY"),
        ("ADFORGE_VOICE", "openai/nova", "ADFORGE_OPENAI_API_KEY"),
    ] {
        let refused = refusal(&[(name, value)]);
        assert!(
            refused.contains(key) && refused.contains(value.split('/').next().unwrap()),
            "{name}={value}: {refused}"
        );
    }
    for (name, value) in [
        ("ADFORGE_VIDEO", "openai"),
        ("ADFORGE_VIDEO", "fal/"),
        ("ADFORGE_VIDEO", "local/x"),
        ("ADFORGE_IMAGE", "heygen"),
        ("ADFORGE_VOICE", "gemini"),
        ("ADFORGE_VOICE", "local"),
        // None of them takes a list, and no name has a comma in it.
        ("ADFORGE_VIDEO", "fal/some/model,local"),
        ("ADFORGE_IMAGE", "openai,local"),
        ("ADFORGE_VOICE", "elevenlabs/a-voice,espeak"),
    ] {
        let refused = refusal(&[(name, value)]);
        let is_named = refused.contains(&format!("{name}, from the environment, is {value:?}"));
        assert!(is_named && refused.contains("one of"), "{name}={value}: {refused}");
    }
    let bad =
        refusal(&[("ADFORGE_GEMINI_API_KEY", "no key"), ("ADFORGE_LLM", "gemini/x"), ("ADFORGE_VIDEO", "gemini")]);
    assert_eq!(bad.matches("ADFORGE_GEMINI_API_KEY").count(), 1, "what is wrong is told once: {bad}");
}

const S3: [(&str, &str); 3] = [
    ("ADFORGE_MEDIA_URL", "s3://my-bucket/films/"),
    ("ADFORGE_MEDIA_ACCESS_KEY", "AKIAS3CR3T"),
    ("ADFORGE_MEDIA_SECRET_KEY", "s3cr3t/and+more"),
];

#[test]
fn media_in_s3_are_read_whole_and_shown_without_their_key() {
    let settings = read(&S3);
    let wanted = S3Settings {
        bucket: "my-bucket".into(),
        prefix: "films".into(),
        endpoint: None,
        region: "us-east-1".into(),
        access_key: "AKIAS3CR3T".into(),
        secret_key: "s3cr3t/and+more".into(),
    };
    assert_eq!(settings.media, Media::S3(wanted.clone()));
    for shown in [settings.to_string(), format!("{:?}", settings.media)] {
        assert!(!shown.contains("s3cr3t") && !shown.contains("S3CR3T"), "{shown}");
    }
    assert!(settings.to_string().contains("(hidden)"));
    let [_, access, secret] = S3;
    let elsewhere = [
        ("ADFORGE_MEDIA_URL", "s3://my-bucket"),
        ("ADFORGE_MEDIA_ENDPOINT", "http://minio:9000/"),
        ("ADFORGE_MEDIA_REGION", "eu-west-1"),
        access,
        secret,
    ];
    let wanted = S3Settings {
        prefix: String::new(),
        endpoint: Some("http://minio:9000".into()),
        region: "eu-west-1".into(),
        ..wanted
    };
    assert_eq!(read(&elsewhere).media, Media::S3(wanted));
}

#[test]
fn media_in_s3_need_a_key_and_a_folder_needs_none() {
    let refused = refusal(&S3[..2]);
    assert_eq!(refused, "ADFORGE_MEDIA_SECRET_KEY is not set, and ADFORGE_MEDIA_URL with s3:// needs it.");
    let refused = refusal(&[S3[0], S3[2], ("ADFORGE_MEDIA_ACCESS_KEY", "")]);
    assert_eq!(refused, "ADFORGE_MEDIA_ACCESS_KEY is not set, and ADFORGE_MEDIA_URL with s3:// needs it.");
    let refused = refusal(&[S3[2]]);
    let said =
        "ADFORGE_MEDIA_SECRET_KEY, from the environment, is of no use unless ADFORGE_MEDIA_URL begins with s3://.";
    assert_eq!(refused, said);
    let refused = refusal(&[S3[0], S3[1], ("ADFORGE_MEDIA_SECRET_KEY", "s3cr3t and more")]);
    assert_eq!(refused, "ADFORGE_MEDIA_SECRET_KEY, from the environment, is \"…\". It takes a key as S3 gives it.");
}

#[test]
fn media_lie_in_a_folder_or_a_bucket_and_nowhere_else() {
    for bad in ["s3://", "s3://AB", "s3://my-bucket//x", "s3://my-bucket/.x", "s3://my_bucket", "s3://my-bucket/a b"] {
        let refused = refusal(&[("ADFORGE_MEDIA_URL", bad), S3[1], S3[2]]);
        assert!(refused.contains("It takes s3:// with a bucket and perhaps a prefix"), "{refused}");
    }
    let refused = refusal(&[("ADFORGE_MEDIA_URL", "gs://my-bucket")]);
    assert!(refused.ends_with("; gs:// is no store it knows."), "{refused}");
    for bad in ["/mnt/films", "file://"] {
        let refused = refusal(&[("ADFORGE_MEDIA_URL", bad)]);
        assert!(refused.contains("It takes file:// and the path of a folder, or s3://"), "{refused}");
    }
}
