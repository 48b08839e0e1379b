//! What `adforge config` prints: each setting, its value, and where that came from.

use super::{
    DATA_DIR, Settings,
    layers::Source,
    table::{SETTINGS, Setting},
};
use std::fmt;

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin.file {
            Some(path) => writeln!(f, "# settings file: {}", path.display())?,
            None => writeln!(f, "# settings file: none")?,
        }
        let rows: Vec<(&str, String, &Source)> = SETTINGS.iter().map(|setting| self.row(setting)).collect();
        let name_width = rows.iter().map(|(name, ..)| name.len()).max().unwrap_or_default();
        let value_width = rows.iter().map(|(_, value, _)| value.chars().count()).max().unwrap_or_default().min(48);
        rows.iter()
            .try_for_each(|(name, value, source)| writeln!(f, "{name:name_width$}  {value:value_width$}  {source}"))
    }
}

impl Settings {
    fn row(&self, setting: &'static Setting) -> (&'static str, String, &Source) {
        let given = self.origin.given.get(&setting.key()).filter(|given| !given.text.is_empty());
        let source = given.map_or(&Source::Default, |given| &given.source);
        let value = match given {
            Some(given) => given.text.replace(DATA_DIR, &self.data_dir.to_string_lossy()),
            None => format!("({})", setting.standard),
        };
        (setting.name, value, source)
    }
}
