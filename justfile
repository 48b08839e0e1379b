# A menu: nothing needs it, and each line can be typed by hand.

# Serve on 127.0.0.1:8080, with data in ./data
run:
    cargo run --release

# Make one ad from start to end, and say where the video is
demo:
    cargo run --release -- demo

# All tests
test:
    cargo test --workspace

# Three processes, a hundred sessions, and everything fails, for so many seconds
chaos seconds="600":
    ADFORGE_CHAOS_SECONDS={{seconds}} cargo test -p adforge-tests --test chaos -- --nocapture

# Measure every goal of speed; fails when one is missed. `just bench turns` measures only that
bench *goals:
    cargo build --release -p adforge-app -p adforge-bench
    "${CARGO_TARGET_DIR:-target}/release/adforge-bench" {{goals}}

# What must pass before anything lands
ci:
    .ci/run

# Format
fmt:
    cargo fmt

# Lints
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# The crates' documents
doc:
    cargo doc --workspace --no-deps --open

# Write down the description of the HTTP interface
openapi:
    cargo run -- openapi > docs/openapi.json

# What is in force, and where each setting came from
config:
    cargo run -- config
