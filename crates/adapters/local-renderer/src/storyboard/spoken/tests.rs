use super::*;
use adforge_ports_creative::SpokenWord;

fn scene(tenths: Range<u32>, words: &str) -> Scene {
    Scene {
        start: tenths.start,
        end: tenths.end,
        voiceover: words.to_owned(),
        on_screen_text: String::new(),
        visual: String::new(),
    }
}

/// A speech whose words take as long as they say and come after the pauses they say: `(word, pause before, length)`.
fn speech(text: &str, words: &[(&str, u32, u32)], tail: u32) -> Speech {
    let (mut at, mut now) = (0, 0);
    let mut spoken = Vec::new();
    for (word, pause, length) in words {
        let from = at + text[at..].find(word).unwrap();
        at = from + word.len();
        spoken.push(SpokenWord { from, until: at, starts_ms: now + pause, ends_ms: now + pause + length });
        now += pause + length;
    }
    Speech { rate: 1_000, samples: vec![0; (now + tail) as usize].into(), words: spoken }
}

fn two() -> ([Scene; 2], Speech) {
    let scenes = [scene(0..30, " One two, three. "), scene(30..60, "¿Four five?")];
    let words = [("One", 100, 300), ("two", 20, 900), ("three", 700, 400), ("Four", 1_100, 300), ("five", 0, 500)];
    let speech = speech("One two, three.\n\n¿Four five?", &words, 300);
    (scenes, speech)
}

#[test]
fn scenes_begin_a_little_before_their_first_word_and_the_film_ends_a_little_after_the_voice() {
    let (scenes, speech) = two();
    let (timed, spoken) = times(&scenes, &speech, Language::EN);
    assert_eq!(spoken.stretches, [Stretch { from: 0, until: 4_620, at: LEAD }]);
    let four = 3_520 + LEAD;
    assert_eq!((timed[0].from, timed[0].until), (0, frame(four - AHEAD)));
    assert_eq!((timed[1].from, timed[1].until), (frame(four - AHEAD), frame(4_620 + LEAD + TAIL)));
    assert_eq!(spoken.heard[3], (four, four + 300));
}

#[test]
fn phrases_and_words_are_seen_when_they_are_heard_however_uneven_that_is() {
    let (scenes, speech) = two();
    let (timed, _) = times(&scenes, &speech, Language::EN);
    let first = &timed[0].phrases;
    assert_eq!(first[0].text, "One two, three.");
    let at = |ms: u32| frame(ms + LEAD);
    assert_eq!(first[0].from, at(100));
    assert_eq!(first[0].words, [(at(100), at(420)), (at(420), at(2_020)), (at(2_020), at(2_420))]);
    let second = &timed[1].phrases[0];
    assert_eq!(second.from + timed[1].from, at(3_520), "marks before a word are not said");
}

#[test]
fn a_caption_stays_through_a_breath_and_goes_in_a_long_pause() {
    let scenes = [scene(0..30, "A short and simple beginning, then. An ending after that.")];
    let text = "A short and simple beginning, then. An ending after that.";
    let words = |pause| {
        let words = [
            ("A", 0, 100),
            ("short", 0, 300),
            ("beginning", 300, 500),
            ("then", 0, 300),
            ("An", pause, 200),
            ("that", 600, 300),
        ];
        let (timed, _) = times(&scenes, &speech(text, &words, 0), Language::EN);
        timed[0].phrases.iter().map(|phrase| (phrase.from, phrase.until)).collect::<Vec<_>>()
    };
    let short = words(400);
    assert!(short.windows(2).all(|pair| pair[0].1 == pair[1].0), "{short:?}");
    let long = words(4_000);
    let goes = long.windows(2).find(|pair| pair[0].1 != pair[1].0).unwrap();
    assert_eq!(goes[0].1, frame(1_500 + LEAD + LINGERS), "{long:?}");
}

#[test]
fn the_voice_waits_for_scenes_without_words() {
    let (scenes, speech) = two();
    let [one, two] = scenes;
    let scenes = [scene(0..10, ""), one, scene(40..60, ""), two, scene(90..100, " ")];
    let (timed, spoken) = times(&scenes, &speech, Language::EN);
    let [first, second] = spoken.stretches.as_slice() else { panic!("{:?}", spoken.stretches) };
    assert_eq!((first.from, first.at), (0, 1_000 + AHEAD - 100), "the first word comes when the first scene is over");
    let ends = first.at + 2_420;
    assert_eq!((timed[1].from, timed[2].from), (frame(1_000), frame(ends + BREATH)));
    assert_eq!(timed[3].from, frame(ends + BREATH + 2_000));
    assert_eq!(first.until, second.from);
    assert!((2_420..3_520).contains(&second.from), "parted where nothing is said");
    assert_eq!(second.at - second.from + 3_520, ends + BREATH + 2_000 + AHEAD);
    assert_eq!(spoken.heard[3].0, ends + BREATH + 2_000 + AHEAD);
    assert_eq!(timed[4].until - timed[4].from, frame(1_000));
}

#[test]
fn without_times_of_words_the_text_is_spread_over_the_voice() {
    let (scenes, known) = two();
    let unknown = Speech { words: Vec::new(), ..known };
    let (timed, spoken) = times(&scenes, &unknown, Language::EN);
    assert_eq!(timed[1].until, frame(4_620 + LEAD + TAIL));
    assert!((frame(2_000)..frame(3_200)).contains(&timed[1].from), "{}", timed[1].from);
    assert_eq!(spoken.heard, [(LEAD, 4_620 + LEAD)]);
}

#[test]
fn times_that_cannot_be_are_not_believed() {
    let (scenes, speech) = two();
    let mut words = speech.words.clone();
    words[1] = SpokenWord { starts_ms: 90_000, ends_ms: 95_000, ..words[1] };
    words[2] = SpokenWord { from: 900, until: 4, ..words[2] };
    words.push(SpokenWord { from: 0, until: 2, starts_ms: 0, ends_ms: 10 });
    let (timed, _) = times(&scenes, &Speech { words, ..speech }, Language::EN);
    assert_eq!(timed[1].from, frame(3_520 + LEAD - AHEAD));
    for timed in &timed {
        assert!(timed.from < timed.until);
        assert!(timed.phrases.iter().all(|phrase| phrase.from < phrase.until));
    }
}
