//! Prices as people write them.

use crate::language::Tongue;

/// A price as the language writes it; nothing to say when it is free.
pub(super) fn money(price: f64, currency: &str, tongue: Tongue) -> Option<String> {
    if !price.is_finite() || price <= 0.0 || price >= 1e12 {
        return None;
    }
    let cents = (price * 100.0).round();
    let whole = (cents / 100.0).floor();
    let rest = (cents - whole * 100.0).round();
    let digits = whole.to_string();
    let (group, point) = match tongue {
        Tongue::En => (",", "."),
        Tongue::Fr => ("\u{202f}", ","),
        Tongue::Es | Tongue::De => (".", ","),
    };
    let mut number = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && (tongue != Tongue::Es || digits.len() > 4) {
            number.push_str(group);
        }
        number.push(digit);
    }
    if rest > 0.0 {
        number.push_str(&format!("{point}{rest:02}"));
    }
    let sign = match currency {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        other => other,
    };
    Some(match tongue {
        Tongue::En if sign.is_ascii() && sign.len() > 1 => format!("{sign}\u{a0}{number}"),
        Tongue::En => format!("{sign}{number}"),
        _ => format!("{number}\u{a0}{sign}"),
    })
}
