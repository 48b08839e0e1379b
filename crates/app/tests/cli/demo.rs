//! The demonstration.

use crate::adforge::{Adforge, between};

#[test]
fn a_demonstration_ends_with_a_film_where_it_says() {
    let run = Adforge::new().run(&["demo"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.is_empty(), "{}", run.err);
    for part in ["1. Who is it for?", "2. What does it tell them?", "3. What makes them listen?", "4. The film"] {
        assert!(run.out.contains(part), "{}", run.out);
    }
    assert!(run.out.matches("  • ").count() >= 4 + 2 + 2, "{}", run.out);
    let film = std::fs::read(between(&run.out, "  film       ", "\n")).unwrap();
    assert_eq!(&film[4..8], b"ftyp");
    let thumbnail = std::fs::read(between(&run.out, "  thumbnail  ", "\n")).unwrap();
    assert_eq!(&thumbnail[..3], [0xff, 0xd8, 0xff]);
    assert!(run.out.contains(&format!("file://{}", between(&run.out, "  film       ", "\n"))));
}
