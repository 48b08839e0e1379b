//! Defaults, then the file, then the environment: what was given for each setting, and where.

use super::{
    problem::{Problem, Problems},
    table::{CONFIG, LATER, PREFIX, SETTINGS, Setting, Standard},
};
use figment::{
    Figment, Metadata, Profile, Provider,
    value::{Dict, Map, Value},
};
use std::{
    collections::BTreeMap,
    ffi::OsString,
    fmt,
    path::{Path, PathBuf},
};

/// Where a value came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    /// Nobody set it.
    Default,
    /// The settings file.
    File(PathBuf),
    /// The environment.
    Environment,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("the default"),
            Self::File(path) => write!(f, "from {}", path.display()),
            Self::Environment => f.write_str("from the environment"),
        }
    }
}

/// The variables that AdForge reads.
#[derive(Clone, Default)]
pub struct Environment(Vec<(String, OsString)>);

/// Their names: values may be keys.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl Environment {
    /// Those of these variables that begin with `ADFORGE_`.
    pub fn new(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let ours = |(name, value): (OsString, OsString)| {
            let name = name.to_string_lossy().into_owned();
            name.starts_with(PREFIX).then_some((name, value))
        };
        Self(variables.into_iter().filter_map(ours).collect())
    }

    /// The settings file that the environment names.
    pub fn config(&self) -> Option<PathBuf> {
        self.0.iter().find(|(name, value)| name == CONFIG && !value.is_empty()).map(|(_, value)| value.into())
    }
}

/// A value as it was written, and where.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Given {
    /// What was written.
    pub text: String,
    /// Where.
    pub source: Source,
}

/// Without what was written, which may be a key.
impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Given").field("source", &self.source).finish_non_exhaustive()
    }
}

/// What was given, by the setting's key; a setting without a default may have nothing.
pub(super) type AllGiven = BTreeMap<String, Given>;

/// What each setting was given by the topmost layer that says something about it.
pub(super) fn gather(file: Option<&Path>, environment: &Environment, problems: &mut Problems) -> AllGiven {
    let mut layers = Figment::from(Layer { source: Source::Default, values: defaults() });
    if let Some(path) = file {
        layers = layers.merge(file_layer(path, problems));
    }
    layers = layers.merge(environment_layer(environment, problems));
    let keys = SETTINGS.iter().map(Setting::key).chain(LATER.iter().map(super::table::Later::key));
    keys.filter_map(|key| given(&layers, &key).map(|given| (key, given))).collect()
}

fn given(layers: &Figment, key: &str) -> Option<Given> {
    let value = layers.find_value(key).ok()?;
    let metadata = layers.get_metadata(value.tag())?;
    let source = match &metadata.source {
        Some(figment::Source::File(path)) => Source::File(path.clone()),
        Some(_) => Source::Environment,
        None => Source::Default,
    };
    value.into_string().map(|text| Given { text, source })
}

fn defaults() -> Vec<(String, String)> {
    let text = |setting: &Setting| match setting.standard {
        Standard::Text(text) => Some((setting.key(), text.to_owned())),
        Standard::None | Standard::Follows(_) => None,
    };
    SETTINGS.iter().filter_map(text).collect()
}

fn environment_layer(environment: &Environment, problems: &mut Problems) -> Layer {
    let mut values = Vec::new();
    for (name, value) in environment.0.iter().filter(|(name, _)| name != CONFIG) {
        let source = Source::Environment;
        match (key_of(name, |known| known.to_owned()), value.to_str()) {
            (Err(nearest), _) => problems.0.push(Problem::Unknown { name: name.clone(), source, nearest }),
            (Ok(_), None) => {
                problems.0.push(Problem::NoText { name: name.clone(), source, what: "not UTF-8" });
            }
            (Ok(key), Some(text)) => values.push((key, text.to_owned())),
        }
    }
    Layer { source: Source::Environment, values }
}

fn file_layer(path: &Path, problems: &mut Problems) -> Layer {
    let source = Source::File(path.to_owned());
    let mut values = Vec::new();
    for (name, value) in table(path, problems) {
        let known = |known: &str| known.strip_prefix(PREFIX).unwrap_or(known).to_ascii_lowercase();
        let variable = format!("{PREFIX}{}", name.to_ascii_uppercase());
        match (key_of(&variable, known), text(&value)) {
            (Ok(key), Some(text)) if key == name => values.push((key, text)),
            (Ok(key), Some(_)) => {
                problems.0.push(Problem::Unknown { name, source: source.clone(), nearest: Some(key) });
            }
            (Ok(_), None) => {
                let what = "neither a text, a number, nor a list of texts";
                problems.0.push(Problem::NoText { name: variable, source: source.clone(), what });
            }
            (Err(nearest), _) => problems.0.push(Problem::Unknown { name, source: source.clone(), nearest }),
        }
    }
    Layer { source, values }
}

/// The file's table; of a file that can't be read, an empty one.
fn table(path: &Path, problems: &mut Problems) -> toml::Table {
    let read = std::fs::read_to_string(path)
        .map_err(|error| format!("The settings file {} can't be read: {error}", path.display()));
    let parsed = read.and_then(|text| {
        text.parse::<toml::Table>().map_err(|error| {
            // The line's text stays out of the message: a secret may stand there.
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let what = error.message().replace('\n', ", ");
            format!("The settings file {} is no TOML: line {line}: {what}", path.display())
        })
    });
    parsed.unwrap_or_else(|what| {
        problems.0.push(Problem::File(what));
        toml::Table::new()
    })
}

fn text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Array(values) => {
            let texts: Option<Vec<&str>> = values.iter().map(toml::Value::as_str).collect();
            texts.map(|texts| texts.join(","))
        }
        _ => None,
    }
}

/// The key of the setting with this variable, or else the setting whose name comes nearest, as `said`.
fn key_of(variable: &str, said: impl Fn(&str) -> String) -> Result<String, Option<String>> {
    let names = || SETTINGS.iter().map(|setting| setting.name).chain(LATER.iter().map(|later| later.name));
    match names().find(|name| *name == variable) {
        Some(name) => Ok(name.strip_prefix(PREFIX).unwrap_or(name).to_ascii_lowercase()),
        None => {
            let near = |name: &&str| strsim::damerau_levenshtein(name, variable) <= 3;
            Err(names().filter(near).min_by_key(|name| strsim::damerau_levenshtein(name, variable)).map(said))
        }
    }
}

/// One layer, for figment.
struct Layer {
    source: Source,
    values: Vec<(String, String)>,
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        let metadata = Metadata::named(self.source.to_string());
        match &self.source {
            Source::Default => metadata,
            Source::File(path) => metadata.source(figment::Source::File(path.clone())),
            Source::Environment => metadata.source(figment::Source::Custom("environment".to_owned())),
        }
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        let values = self.values.iter().map(|(key, text)| (key.clone(), Value::from(text.clone())));
        Ok(Profile::Default.collect(values.collect()))
    }
}
