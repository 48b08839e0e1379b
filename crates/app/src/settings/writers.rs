//! Who writes: the built-in writer, and language models of providers.

use super::{
    Reader, Secret, key as key_of,
    problem::{Problem, Wrong},
};
use adforge_adapters_llm::{Access, Patience, Provider, has_price};
use adforge_domain::spending::Money;
use url::Url;

/// Who writes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Writer {
    /// The built-in writer.
    Offline,
    /// A language model.
    Model(LanguageModel),
}

/// A language model, and what one needs to be let in where it runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LanguageModel {
    /// Who runs it.
    pub provider: Provider,
    /// Its name there.
    pub model: String,
    /// The key.
    pub key: Option<Secret>,
    /// Where it answers, if not where it usually does.
    pub base_url: Option<Url>,
}

impl LanguageModel {
    /// What one needs to ask it.
    pub(crate) fn access(&self) -> Access {
        Access {
            provider: self.provider,
            model: self.model.clone(),
            key: self.key.as_ref().map(|key| key.0.clone()),
            base_url: self.base_url.clone(),
            patience: Patience::default(),
        }
    }
}

/// A name in `ADFORGE_LLM`.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Named {
    Offline,
    Model(Provider, String),
}

/// The settings of a provider's key and address, and what asks for them.
fn variables(provider: Provider) -> [&'static str; 3] {
    match provider {
        Provider::OpenAi => ["ADFORGE_OPENAI_API_KEY", "ADFORGE_OPENAI_BASE_URL", "ADFORGE_LLM with openai"],
        Provider::Anthropic => {
            ["ADFORGE_ANTHROPIC_API_KEY", "ADFORGE_ANTHROPIC_BASE_URL", "ADFORGE_LLM with anthropic"]
        }
        Provider::Gemini => ["ADFORGE_GEMINI_API_KEY", "ADFORGE_GEMINI_BASE_URL", "ADFORGE_LLM with gemini"],
        Provider::Ollama => ["ADFORGE_OLLAMA_API_KEY", "ADFORGE_OLLAMA_BASE_URL", "ADFORGE_LLM with ollama"],
    }
}

/// The keys and addresses that only writers ask for.
pub(super) const ACCESS: [(&str, &str); 2] = [
    ("ADFORGE_ANTHROPIC_API_KEY", "ADFORGE_ANTHROPIC_BASE_URL"),
    ("ADFORGE_OLLAMA_API_KEY", "ADFORGE_OLLAMA_BASE_URL"),
];

impl Reader<'_> {
    /// Who writes, in order of preference; never nobody.
    pub(super) fn writers(&mut self) -> Vec<Writer> {
        let named = self.the("ADFORGE_LLM", named);
        named
            .into_iter()
            .map(|named| {
                let Named::Model(provider, model) = named else { return Writer::Offline };
                let [name, url, by] = variables(provider);
                let (key, base_url) = (self.secret(name), self.address(url));
                // A server of one's own may want none, and Ollama never does.
                let wants = provider != Provider::Ollama && base_url.is_none();
                if wants && key.is_none() && !self.is_given(name) {
                    self.problems.0.push(Problem::Missing { name, by: by.to_owned() });
                }
                Writer::Model(LanguageModel { provider, model, key, base_url })
            })
            .collect()
    }
}

impl Reader<'_> {
    /// What may be spent on a day: something only where it is known what everything costs.
    pub(super) fn budget(&mut self, writers: &[Writer]) -> Option<Money> {
        const NAME: &str = "ADFORGE_BUDGET_PER_DAY";
        let budget = self.the(NAME, budget)?;
        let unknown = writers.iter().find_map(|writer| match writer {
            Writer::Model(model) => Some(model.access()).filter(|access| !has_price(access).unwrap_or_default()),
            Writer::Offline => None,
        });
        if let (Some(access), Some(given)) = (unknown, self.given.get(&key_of(NAME))) {
            let name = access.name();
            let allowed = Wrong::allowed(format!("no amount while ADFORGE_LLM has {name}, whose price is not known"));
            self.problems.add(NAME, given.source.clone(), &given.text, allowed);
        }
        Some(budget)
    }
}

/// Writers, separated by commas.
fn named(text: &str) -> Result<Vec<Named>, Wrong> {
    let allowed = || {
        Wrong::allowed(
            "writers separated by commas, the best first and each once: offline, or openai, anthropic, gemini or ollama \
             with a slash and the name of a model",
        )
    };
    let mut all = Vec::new();
    for one in text.split(',').map(str::trim) {
        let named = match one.split_once('/') {
            None if one == "offline" => Named::Offline,
            Some((provider, model)) if is_model(model) => {
                Named::Model(Provider::named(provider).ok_or_else(allowed)?, model.to_owned())
            }
            _ => return Err(allowed()),
        };
        if all.contains(&named) {
            return Err(allowed());
        }
        all.push(named);
    }
    Ok(all)
}

/// Names of models have slashes and colons: `meta-llama/Llama-4`, `qwen3:8b`.
fn is_model(name: &str) -> bool {
    !name.is_empty() && name.len() <= 128 && name.chars().all(|it| it.is_ascii_graphic() && it != ',')
}

/// An amount of dollars that 0 lifts.
fn budget(text: &str) -> Result<Option<Money>, Wrong> {
    let allowed = || Wrong::allowed("US dollars, such as 25 or 2.50, or 0 for no limit");
    let plain = !text.is_empty() && text.chars().all(|it| it.is_ascii_digit() || it == '.');
    let dollars = text.parse::<f64>().ok().filter(|_| plain).and_then(Money::dollars).ok_or_else(allowed)?;
    Ok(Some(dollars).filter(|dollars| *dollars > Money::default()))
}
