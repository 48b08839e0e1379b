//! Whatever a model says, a brief ends, and what was shown on the way is whole.

use super::{
    scripted::{Say, whole},
    told::{answer, chosen, concept, persona, written},
};
use crate::{cards, model::End};
use adforge_domain::workflow::Step;
use adforge_ports_creative::Card;

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most.max(1)
    }
}

/// An answer with some of its characters exchanged, left out or doubled.
fn mangled(text: &str, dice: &mut Dice) -> String {
    let strange = [
        '{', '}', '[', ']', '"', '\\', ',', ':', '\u{0}', '9', '%', '€', 'ß', 'ﬀ', '🍮', '\u{301}', '\n', ' ', '٣', '½',
    ];
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=dice.below(4) {
        let at = dice.below(chars.len());
        match dice.below(3) {
            0 => chars[at] = strange[dice.below(strange.len())],
            1 => drop(chars.remove(at)),
            _ => chars.insert(at, strange[dice.below(strange.len())]),
        }
    }
    chars.into_iter().collect()
}

#[tokio::test]
async fn a_mangled_answer_ends_and_shows_nothing_half() {
    let mut dice = Dice(7);
    let personas = answer(&["Counter Staff", "Market Traders", "Night Nurses", "City Guides"].map(persona));
    let concepts = answer(&[concept("Contrast"), concept("Habit")]);
    let (mut whole_sets, mut shown) = (0, 0);
    for round in 0..150 {
        let (step, text) =
            if round % 2 == 0 { (Step::PersonaSelection, &personas) } else { (Step::PsychologySelection, &concepts) };
        let text = mangled(text, &mut dice);
        let cut = text.char_indices().nth(dice.below(text.chars().count())).map_or(0, |(at, _)| at);
        let (head, tail) = text.split_at(cut);
        let pieces = vec![Say::Text(head.to_owned()), Say::Text(tail.to_owned()), Say::End(End::Whole)];
        let again = whole(&mangled(&personas, &mut dice));
        let (told, ..) = written(chosen(step), vec![pieces, again]).await;
        assert!(told.is_done() != told.error.is_some(), "it ends once");
        whole_sets += usize::from(told.is_done());
        shown += told.cards().len();
        for card in told.cards() {
            assert!(matches!((card, step), (Card::Persona(_), Step::PersonaSelection) | (Card::Concept(_), _)));
            assert!(
                cards::fields(card).unwrap().iter().all(|field| field.length.contains(&field.text.chars().count()))
            );
        }
    }
    assert!(whole_sets > 20 && shown > 100, "{whole_sets} {shown}: most of it can be read");
}
