//! A renderer with nothing installed: H.264 film, thumbnail and still picture from a script.
