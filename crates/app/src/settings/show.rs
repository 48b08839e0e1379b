//! What `adforge config` prints: each setting, its value, and where that came from.

use super::{
    DATA_DIR, Settings,
    database::shown,
    layers::Source,
    table::{SECRETS, SETTINGS, Setting, Standard},
};
use std::fmt;

/// Values beyond this width push only their own line's last column.
const WIDEST: usize = 48;

/// A setting's name, its value, and where that came from.
type Row = (&'static str, String, String);

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin.file {
            Some(path) => write!(f, "# settings file: {}", path.display())?,
            None => f.write_str("# settings file: none")?,
        }
        let rows: Vec<Row> = SETTINGS.iter().map(|setting| self.row(setting)).collect();
        let names = rows.iter().map(|(name, ..)| name.len()).max().unwrap_or_default();
        let values = rows.iter().map(|(_, value, _)| value.chars().count()).max().unwrap_or_default().min(WIDEST);
        rows.iter().try_for_each(|(name, value, source)| write!(f, "\n{name:names$}  {value:values$}  {source}"))
    }
}

impl Settings {
    fn row(&self, setting: &'static Setting) -> Row {
        if let Some(given) = self.origin.given.get(&setting.key()).filter(|given| !given.text.is_empty()) {
            let value = given.text.replace(DATA_DIR, &self.data_dir.to_string_lossy());
            let value = match setting.name {
                name if SECRETS.contains(&name) => "(hidden)".to_owned(),
                // They may hold a password.
                "ADFORGE_DATABASE_URL" | "ADFORGE_REDIS_URL" => shown(&value),
                _ => value,
            };
            return (setting.name, value, given.source.to_string());
        }
        match setting.standard {
            Standard::Follows(from) if setting.name == "ADFORGE_PUBLIC_URL" => {
                (setting.name, format!("http://{}", self.listen), from.to_owned())
            }
            standard => (setting.name, format!("({standard})"), Source::Default.to_string()),
        }
    }
}
