//! What the check refuses, and what it lets pass although it looks alike.

mod grounds;

use super::told::{brief_of, chosen, concept, facts};
use crate::{cards, review::Review, tongue::Tongue};
use adforge_domain::{language::Language, product::Facts, workflow::Step};
use serde_json::json;

/// What is wrong with a script whose body is this, about the boots.
fn wrong_of(tag: &str, facts: &Facts, body: &str) -> String {
    let (hook, call, pictures, about) = match tag {
        "fr" => (
            "À quinze heures, qui sourit encore ?",
            "Découvrez-la.",
            "Une boulangerie à quinze heures, lumière chaude, trois plans.",
            "La première heure contre la dernière.",
        ),
        "es" => (
            "Las tres. ¿Quién sonríe todavía?",
            "Míralas de cerca.",
            "Una panadería a las tres, luz cálida, tres planos.",
            "La primera hora frente a la última.",
        ),
        "de" => (
            "Drei Uhr. Wer lächelt noch?",
            "Sieh sie dir an.",
            "Eine Bäckerei um drei, warmes Licht, drei Einstellungen.",
            "Die erste Stunde gegen die letzte.",
        ),
        _ => (
            "Three in the afternoon. Who is still smiling?",
            "Have a look at them.",
            "A bakery at three, warm light, three shots.",
            "The first hour against the last.",
        ),
    };
    let mut card = concept("Contrast");
    card["description"] = json!(about);
    card["hook"] = json!(hook);
    card["main_part"] = json!(body);
    card["next_step"] = json!(call);
    card["pictures"] = json!(pictures);
    let mut facts = facts.clone();
    facts.language = Language::parse(tag).ok();
    let mut brief = brief_of(Step::PsychologySelection, facts);
    brief.selections = chosen(Step::PsychologySelection).selections;
    let tongue = Tongue::of(&brief.subject.product.facts).unwrap();
    let made = cards::Made {
        index: 0,
        total: 2,
        shares: tongue.shares(),
        media: brief.subject.media,
        rest: "",
        start: 0,
        rate: 25,
    };
    let card = cards::read(brief.step, &card.to_string(), made).unwrap();
    Review::of(&brief, tongue).unwrap().card(&card).join(" ")
}

fn passes(tag: &str, body: &str) {
    let wrong = wrong_of(tag, &facts(), body);
    assert!(wrong.is_empty(), "{tag} {body}\n{wrong}");
}

fn fails(tag: &str, body: &str, why: &str) {
    let wrong = wrong_of(tag, &facts(), body);
    assert!(wrong.contains(why), "{tag} {body}\n{wrong}");
}

#[test]
fn numbers_of_the_record_pass_however_they_are_written() {
    passes("en", "Water runs off for two hours. That is what the boot does, for 2 hours, while you walk home.");
    passes("en", "One boot weighs 480 g and the pair costs €129. Under your foot there is a sole of cork.");
    passes("fr", "La paire coûte 129 € et chaque botte pèse 480 g. Sous le pied, il y a une semelle de liège.");
    passes("es", "Cuesta 129,00 euros y cada bota pesa 480 g. Bajo el pie hay una suela de corcho.");
    passes("de", "Sie kostet 129 Euro und ein Stiefel wiegt 480 Gramm. Unter dem Fuß ist eine Sohle aus Kork.");
    passes("en", "Two reasons to stay: the sole is cork and the leather is waxed. At 7:30 the street is still wet.");
}

#[test]
fn numbers_that_no_fact_has_are_named() {
    let number = "no fact of the product has this number";
    for (tag, body) in [
        ("en", "Water runs off for three hours, and the boot weighs less than any of the others you own."),
        ("en", "The boot weighs 480 kg, which is a number of the record with another unit behind it."),
        ("en", "The pair costs $129 and that is the right number in the wrong currency for this shop."),
        ("en", "Worn by the crews of 4,500 ships, the boot has a sole of cork and leather with wax."),
        ("fr", "L'eau glisse pendant trois heures et la botte ne pèse pas plus que ce que vous portez."),
        ("fr", "Avec un cuir ciré, elle dure quarante pour cent plus longtemps que les autres bottes."),
        ("fr", "L'eau glisse jusqu'à 12 h de suite et la botte ne pèse pas plus que les autres."),
        ("es", "Secas las 24 horas, y la bota no pesa más que las que llevas ahora mismo."),
        ("es", "Resiste hasta las 24 horas seguidas, y la bota no pesa más que las que llevas."),
        ("es", "El agua resbala durante tres horas y la bota no pesa más que las que llevas ahora."),
        ("es", "Dura un 40 por ciento más que las otras botas que has llevado hasta ahora."),
        ("de", "Das Wasser läuft drei Stunden lang ab und der Stiefel wiegt nicht mehr als deine."),
        ("de", "Er hält vierzig Prozent länger als die Stiefel, die du bis heute getragen hast."),
    ] {
        fails(tag, body, number);
    }
}

#[test]
fn words_that_claim_are_named_with_why() {
    for (tag, body, why) in [
        ("en", "The cork sole heals sore feet, and the leather keeps the rain out for the whole way.", "about health"),
        ("en", "This is the best boot that you will ever stand in, with a sole of cork and more.", "superlative"),
        ("en", "We guarantee dry feet on every one of your days, whatever the weather may bring.", "guarantee"),
        ("en", "Doctors wear the Ardenne Quayside Boot themselves, on every one of their rounds.", "experts"),
        ("fr", "La semelle de liège soulage les douleurs et le cuir garde la pluie dehors.", "about health"),
        ("fr", "C'est la meilleure Ardenne Quayside Boot, et pour vous c'est la seule qui compte.", "superlative"),
        ("es", "La suela de corcho alivia el dolor y el cuero deja la lluvia fuera de casa.", "about health"),
        ("es", "Date prisa, que ya no hay muchas y el cuero no se hace en un rato.", "deadline"),
        (
            "en",
            "The award jury stood in them for a day, and the sole of cork kept the water out.",
            "an award or a test",
        ),
        ("en", "As seen in magazines, the boot has a sole of cork and leather that keeps the rain out.", "fame"),
        ("en", "Trusted by bakers in every street, the boot has a sole of cork and leather with wax.", "customers"),
        ("en", "Ardenne Quayside Boot is better than whatever stands in your hall now, and has cork.", "a comparison"),
        (
            "en",
            "A waterproof boot with a sole of cork, for the way home and for the way to work.",
            "technical property",
        ),
        ("en", "Handmade boots with a sole of cork and waxed leather, for whoever stands all day.", "origin or making"),
        ("fr", "Élue produit de l'année, la botte a une semelle de liège et un cuir bien ciré.", "an award or a test"),
        ("fr", "Dès la première nuit vos pieds respirent, avec une semelle de liège et un cuir ciré.", "absolute"),
        ("es", "Galardonada dos veces, la bota tiene suela de corcho y un cuero bien encerado.", "an award or a test"),
        ("de", "Wie die Stars: ein Stiefel mit einer Sohle aus Kork und mit gewachstem Leder.", "fame"),
        ("de", "Die Sohle aus Kork lindert Schmerzen und das Leder hält den Regen draußen.", "about health"),
        ("de", "Wir garantieren trockene Füße an jedem Tag, den du in ihnen stehst.", "guarantee"),
    ] {
        fails(tag, body, why);
    }
}

#[test]
fn the_reader_is_left_alone() {
    for (tag, body) in [
        ("en", "Are you overweight and on your feet all day? The sole of the boot is cork and it carries."),
        ("fr", "Vous souffrez debout toute la journée ? La semelle est en liège et le cuir est ciré."),
        ("es", "A tu edad los pies lo notan todo. La suela es de corcho y el cuero está encerado."),
        ("de", "In deinem Alter merken die Füße alles. Die Sohle ist aus Kork und das Leder gewachst."),
    ] {
        fails(tag, body, "speak of the situation instead");
    }
    fails(
        "en",
        "I used these boots for a year and they changed my life, from the first shift on.",
        "experience of a customer",
    );
    passes("en", "Are you on your feet until three? Your day is long, and the sole of the boot is cork.");
}

#[test]
fn words_that_only_look_like_claims_pass() {
    passes("en", "The best part of the day comes after three. Your perfect evening starts where the shift ends.");
    passes("en", "Always the same tiles, and the longest hour is the last. Treat yourself to a chair for once.");
    passes(
        "en",
        "Most boots end in a hall sooner than they should. It is the coldest night of the year, and the stars are out.",
    );
    passes("en", "A chair would be better than another coffee. Nobody asks; the sole under your foot is cork.");
    passes("fr", "Le plus beau jour de l'année finit debout, lui aussi. Sous le pied, il y a du liège.");
    passes("es", "Bajo las estrellas la plaza sigue llena. La suela es de corcho y el cuero está encerado.");
    passes("de", "Diese Woche war lang, und die Hälfte des Tages steht man. Die Sohle ist aus Kork.");
    passes("fr", "Le meilleur moment de la journée vient après. Un sol parfait, ça n'existe pas dans une boulangerie.");
    passes("es", "Se trata de llegar a las tres con ganas. La mejor hora es la de después, con los pies en alto.");
    passes("de", "Die beste Stunde kommt nach der Schicht. Der Boden ist aus Fliesen, und die Schlange ist lang.");
}

#[test]
fn what_is_not_finished_is_no_card() {
    for (body, why) in [
        ("The sole of {product} is made of cork and the leather is waxed, so the rain stays out.", "placeholder"),
        ("The sole is made of cork. TODO: say something about the leather and about the rain.", "placeholder"),
        ("The sole is **cork** and the leather is waxed, so the rain stays out on the way home.", "markup"),
        ("Sure! The sole is made of cork and the leather is waxed, so the rain stays out.", "about the task"),
        ("As an AI I can say that the sole is cork and that the leather of the boot is waxed.", "about the task"),
        ("The sole is cork and the leather is waxed!! That is what keeps the rain out today.", "repeats a mark"),
        ("Cork.", "5 characters; it must have 40 to 1500"),
        ("La semelle est en liège et le cuir est ciré, donc la pluie reste dehors avec le froid.", "isn't in English"),
    ] {
        fails("en", body, why);
    }
    // A product may be called what it likes.
    let mut odd = facts();
    odd.name = adforge_domain::text::Title::new("Lorem <b>Boot</b> {1}").unwrap();
    assert_eq!(wrong_of("en", &odd, "Lorem <b>Boot</b> {1} has a sole of cork and leather with wax in it."), "");
}

#[test]
fn what_is_claimed_in_other_words_is_often_missed() {
    let subtle = include_str!("corpus/subtle.txt").lines().filter_map(|line| line.split_once('|'));
    let mut missed = [("en", 0), ("fr", 0), ("es", 0), ("de", 0)];
    let mut all = 0;
    for (tag, body) in subtle.map(|(tag, body)| (tag.trim(), body.trim())) {
        all += 1;
        if wrong_of(tag, &facts(), body).is_empty() {
            println!("{tag} MISS: {body}");
            missed.iter_mut().filter(|(of, _)| *of == tag).for_each(|(_, count)| *count += 1);
        }
    }
    // A check by words knows words. Whoever teaches it more changes the figures here.
    assert_eq!((all, missed), (26, [("en", 4), ("fr", 3), ("es", 4), ("de", 4)]));
}
