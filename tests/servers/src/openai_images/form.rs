//! A form in parts, as browsers send files.

use crate::http::Request;

/// A field of a form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What a file is called.
    pub file: Option<String>,
    /// Its media type, where it says one.
    pub kind: Option<String>,
    /// What it holds.
    pub value: Vec<u8>,
}

/// A request's fields; none where it isn't such a form.
pub(super) fn fields(request: &Request) -> Option<Vec<Field>> {
    let kind = request.header("content-type")?.strip_prefix("multipart/form-data;")?;
    let boundary = kind.trim().strip_prefix("boundary=")?.trim_matches('"');
    let (first, between) = (format!("--{boundary}\r\n"), format!("\r\n--{boundary}"));
    let mut rest = request.body.strip_prefix(first.as_bytes())?;
    let mut fields = Vec::new();
    loop {
        let (head, after) = split(rest, b"\r\n\r\n")?;
        let (value, after) = split(after, between.as_bytes())?;
        fields.push(field(std::str::from_utf8(head).ok()?, value)?);
        match after {
            b"--\r\n" | b"--" => return Some(fields),
            after => rest = after.strip_prefix(b"\r\n")?,
        }
    }
}

fn field(head: &str, value: &[u8]) -> Option<Field> {
    let mut field = Field { name: String::new(), file: None, kind: None, value: value.to_vec() };
    for line in head.lines() {
        let (name, said) = line.split_once(':')?;
        match name.to_ascii_lowercase().as_str() {
            "content-type" => field.kind = Some(said.trim().to_owned()),
            "content-disposition" => {
                let quoted =
                    |name: &str| said.split_once(&format!("{name}=\""))?.1.split('"').next().map(str::to_owned);
                field.name = quoted("; name")?;
                field.file = quoted("; filename");
            }
            _ => return None,
        }
    }
    (!field.name.is_empty()).then_some(field)
}

fn split<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let start = bytes.windows(at.len()).position(|window| window == at)?;
    Some((&bytes[..start], &bytes[start + at.len()..]))
}
