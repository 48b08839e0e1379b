//! Close or polite: how whoever hears an ad is spoken to.

use crate::language::Tongue;

/// How whoever hears an ad is spoken to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Address {
    /// As tu, tú, du.
    Close,
    /// As vous, usted, Sie.
    Polite,
}

impl Address {
    /// How a language speaks to somebody where the product's own words don't: `formal` is its kind.
    pub(crate) fn usual(tongue: Tongue, formal: bool) -> Self {
        match tongue {
            Tongue::Fr => Self::Polite,
            Tongue::De if formal => Self::Polite,
            Tongue::En | Tongue::Es | Tongue::De => Self::Close,
        }
    }
}

/// One of the two forms of address that the data gives as `<du|Sie>`, the familiar one first.
pub(super) fn addressed(text: &str, address: Address) -> String {
    let mut chosen = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        chosen.push_str(before);
        let (forms, tail) = after.split_once('>').unwrap_or((after, ""));
        let (close, polite) = forms.split_once('|').unwrap_or((forms, forms));
        chosen.push_str(match address {
            Address::Close => close,
            Address::Polite => polite,
        });
        rest = tail;
    }
    chosen.push_str(rest);
    chosen
}
