//! Products that stand in no document of ours.

use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use std::io::Cursor;

/// Languages, and a product in each.
pub const INVENTED: [&str; 4] = ["en", "fr", "es", "de"];

/// A product in this language, made up here.
pub fn invented(language: &str) -> Value {
    match language {
        "en" => json!({
            "name": "Tideline Kettle Bell",
            "description": "A hollow kettlebell that you fill with water at home, so one bell grows with you.",
            "category": "Fitness", "price": 64.5, "currency": "USD", "brand": "Tideline", "language": "en",
            "benefits": ["goes from four to sixteen kilos by adding water", "packs flat for the drawer", "stays silent on wooden floors"],
            "ingredients": ["recycled rubber shell", "brass valve"],
            "claims": ["tested over nine thousand swings"],
        }),
        "fr" => json!({
            "name": "Lampe Veilleuse Cigale",
            "description": "Une lampe de chevet qui baisse sa lumière toute seule quand la respiration ralentit.",
            "category": "Maison", "price": 74.0, "currency": "EUR", "brand": "Atelier Garrigue", "language": "fr",
            "benefits": ["baisse la lumière avec la respiration", "tient neuf nuits sans recharge", "se règle sans téléphone"],
            "ingredients": ["chêne massif", "abat-jour en lin"],
            "claims": ["réparable pendant quinze ans"],
        }),
        "es" => json!({
            "name": "Maceta Rocío",
            "description": "Una maceta que guarda el agua de la lluvia y la reparte a la planta durante semanas.",
            "category": "Hogar", "price": 32.0, "currency": "EUR", "brand": "Barro Vivo", "language": "es",
            "benefits": ["riega la planta durante cinco semanas", "avisa cuando falta agua", "cabe en un balcón pequeño"],
            "ingredients": ["barro cocido", "mecha de algodón"],
            "claims": ["hecha a mano en Granada"],
        }),
        _ => json!({
            "name": "Faltrad Kiebitz",
            "description": "Ein Faltrad, das sich in acht Sekunden zusammenlegt und in jedes Schließfach passt.",
            "category": "Fahrräder", "price": 890.0, "currency": "EUR", "brand": "Kiebitz Werke", "language": "de",
            "benefits": ["legt sich in acht Sekunden zusammen", "passt in jedes Schließfach", "rollt auch gefaltet"],
            "ingredients": ["Rahmen aus Stahl", "Riemen statt Kette"],
            "claims": ["zehn Jahre Garantie auf den Rahmen"],
        }),
    }
}

/// A picture, painted by a rule.
pub fn png(width: u32, height: u32, paint: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_fn(width, height, |x, y| Rgb(paint(x, y))).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}
