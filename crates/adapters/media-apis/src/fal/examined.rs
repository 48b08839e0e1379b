//! The cheapest question: what a model costs. It is answered to those whose key is good.

use super::{Fal, fault::Fault, ware, with};
use crate::line::ask;
use adforge_ports_creative::{Findings, Unwell};
use reqwest::Method;
use url::Url;

impl Fal {
    pub(super) async fn examined(&self) -> Result<Findings, Unwell> {
        let silent = |why: &str| Unwell::Silent(why.to_owned());
        let endpoint = format!("{}{}", self.family, self.ware.plain());
        let url = self.prices_of(&endpoint).ok_or_else(|| silent("it has no place for its prices"))?;
        let answer = ask(self.line.request_at(Method::GET, url), self.access.patience.answer).await;
        let answer = answer.map_err(|silence| silent(silence.words()))?;
        let has_model = match Fault::of(&answer) {
            None => ware::is_priced(&answer.body, &endpoint).ok_or_else(|| silent("it tells no prices"))?,
            Some(fault) if fault.is_of_model() => false,
            Some(fault) => return Err(fault.unwell()),
        };
        Ok(Findings {
            has_model: Some(has_model),
            retires: self.known.retires(&self.family),
            quota: None,
            has_price: self.known.is_priced(&self.family),
        })
    }

    fn prices_of(&self, endpoint: &str) -> Option<Url> {
        let prices = match &self.access.base_url {
            Some(base) => base.join(ware::PRICES).ok(),
            None => self.known.prices_url.clone(),
        };
        prices?.join(&with("endpoint_id", endpoint)).ok()
    }
}
