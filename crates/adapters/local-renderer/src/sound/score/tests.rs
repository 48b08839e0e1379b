use super::*;
use adforge_domain::format::FormatId;

fn sections(cuts: &[u32]) -> Vec<Section> {
    let last = cuts.len() - 2;
    let part = |scene: usize| match scene {
        0 => Part::Opening,
        scene if scene == last => Part::End,
        number => Part::Middle { number, turned: number > 1 },
    };
    let pairs = cuts.windows(2).enumerate();
    pairs.map(|(scene, pair)| Section { scene, part: part(scene), from: pair[0], until: pair[1] }).collect()
}

const CUTS: [u32; 5] = [0, 150_000, 431_000, 702_000, 900_000];

#[test]
fn a_new_chord_begins_on_every_cut_and_none_goes_on_over_it() {
    let notes = compose(&sections(&CUTS), Mood::of(FormatId::Hybrid), 7);
    let pads: Vec<&Note> = notes.iter().filter(|note| note.instrument == Instrument::Pad).collect();
    for cut in &CUTS[..4] {
        assert!(pads.iter().any(|note| note.at == *cut as usize), "{cut}");
        assert!(pads.iter().all(|note| note.at >= *cut as usize || note.at + note.length <= *cut as usize), "{cut}");
    }
}

#[test]
fn the_tempo_stays_nearly_the_same_in_all_sections() {
    let mood = Mood::of(FormatId::FounderStory);
    let sections = sections(&CUTS);
    let tempo = tempo(&sections, mood);
    for section in &sections {
        let beats = beats(section, tempo);
        let own = 60.0 * RATE as f32 * (beats.len() - 1) as f32 / (section.until - section.from) as f32;
        assert!((own / tempo - 1.0).abs() < 0.10, "{own} of {tempo}");
    }
}

#[test]
fn every_tone_belongs_to_one_key_and_chords_stay_in_the_middle() {
    for seed in 0..40 {
        let notes = compose(&sections(&CUTS), Mood::of(FormatId::ProblemSolution), seed);
        let tones: Vec<i32> = notes
            .iter()
            .filter(|note| note.resounds() || note.instrument == Instrument::Bass)
            .map(|note| note.pitch as i32)
            .collect();
        let fits = |key: i32| tones.iter().all(|tone| SCALE.contains(&(tone - key).rem_euclid(12)));
        assert!((0..12).any(fits), "seed {seed}");
        let pads = notes.iter().filter(|note| note.instrument == Instrument::Pad && note.gain > 0.2);
        assert!(pads.clone().all(|note| (48.0..=80.0).contains(&note.pitch)), "seed {seed}");
    }
}

#[test]
fn another_seed_or_format_is_another_music() {
    let of = |format, seed| compose(&sections(&CUTS), Mood::of(format), seed);
    assert_eq!(of(FormatId::Hybrid, 7), of(FormatId::Hybrid, 7));
    assert_ne!(of(FormatId::Hybrid, 7), of(FormatId::Hybrid, 8));
    assert_ne!(of(FormatId::Hybrid, 7), of(FormatId::FounderStory, 7));
}
