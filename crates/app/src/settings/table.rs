//! Every setting, once. Variables, the file's keys, `adforge config` and the documents' test all come from here.

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// Its environment variable.
    pub name: &'static str,
    /// What holds when it isn't set.
    pub standard: Standard,
    /// What it is for, in a few words.
    pub meaning: &'static str,
}

/// What holds when a setting isn't set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standard {
    /// This text, read as if it had been given. `<data dir>` in it stands for the data folder.
    Text(&'static str),
    /// Nothing.
    None,
    /// What follows from other settings, said in words.
    Follows(&'static str),
}

/// A setting that is known by name and refused, since this version has nothing that would heed it.
#[derive(Debug)]
pub struct Later {
    /// Its environment variable.
    pub name: &'static str,
    /// What it belongs to.
    pub belongs_to: &'static str,
}

/// What all variables begin with.
pub const PREFIX: &str = "ADFORGE_";

/// Names the settings file itself, so it is in no file.
pub const CONFIG: &str = "ADFORGE_CONFIG";

impl Setting {
    /// Its key in the settings file.
    pub fn key(&self) -> String {
        key(self.name)
    }
}

impl Later {
    /// Its key in the settings file.
    pub fn key(&self) -> String {
        key(self.name)
    }
}

impl std::fmt::Display for Standard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text(text) | Self::Follows(text) => text,
            Self::None => "none",
        })
    }
}

fn key(name: &str) -> String {
    name.strip_prefix(PREFIX).unwrap_or(name).to_ascii_lowercase()
}

const fn set(name: &'static str, standard: &'static str, meaning: &'static str) -> Setting {
    Setting { name, standard: Standard::Text(standard), meaning }
}

const fn open(name: &'static str, standard: Standard, meaning: &'static str) -> Setting {
    Setting { name, standard, meaning }
}

const fn later(name: &'static str, belongs_to: &'static str) -> Later {
    Later { name, belongs_to }
}

/// What can be set.
pub const SETTINGS: &[Setting] = &[
    set("ADFORGE_LISTEN", "127.0.0.1:8080", "the address and port to listen on"),
    open("ADFORGE_PUBLIC_URL", Standard::Follows("from the listen address"), "what media links start with"),
    open("ADFORGE_CDN_URL", Standard::None, "what media links start with instead"),
    open("ADFORGE_REDIS_URL", Standard::None, "what processes tell and count together over"),
    set("ADFORGE_DATA_DIR", "./data", "the folder of the database and the media"),
    set("ADFORGE_DATABASE_URL", "sqlite://<data dir>/adforge.db", "the database"),
    set("ADFORGE_MEDIA_URL", "file://<data dir>/media", "where films and pictures are: a folder, or a bucket of an S3"),
    open("ADFORGE_MEDIA_ENDPOINT", Standard::None, "the S3 server's address, when it isn't Amazon's"),
    set("ADFORGE_MEDIA_REGION", "us-east-1", "the bucket's region"),
    open("ADFORGE_MEDIA_ACCESS_KEY", Standard::None, "the name of the key to the bucket"),
    open("ADFORGE_MEDIA_SECRET_KEY", Standard::None, "the key to the bucket"),
    set("ADFORGE_MEDIA_SWEEP", "1h", "how often files that nobody needs are looked for"),
    set("ADFORGE_AUTH", "none", "how callers prove who they are"),
    open("ADFORGE_ALLOWED_ORIGINS", Standard::None, "other web sites whose pages may call"),
    set("ADFORGE_MESSAGES_PER_MINUTE", "10", "turns and renders a user may start in a minute"),
    set("ADFORGE_GENERATIONS_PER_DAY", "60", "generations a session may ask for in a day"),
    set("ADFORGE_VIDEOS_PER_DAY", "5", "videos a session may ask for in a day"),
    open("ADFORGE_USER_GENERATIONS_PER_DAY", UNLIMITED, "generations a user may ask for in a day"),
    open("ADFORGE_USER_VIDEOS_PER_DAY", UNLIMITED, "videos a user may ask for in a day"),
    set("ADFORGE_SESSION_TTL", "24h", "how long a session takes turns after its last one"),
    set("ADFORGE_RETENTION", "30d", "how long an expired session is kept"),
    set("ADFORGE_GENERATION_TIMEOUT", "30s", "how long a generation may take"),
    set("ADFORGE_VIDEO_TIMEOUT", "10m", "how long a render may take"),
    set("ADFORGE_JOB_LEASE", "30s", "after how long without a sign a job is taken from a dead worker"),
    set("ADFORGE_JOB_ATTEMPTS", "3", "how often a job is tried"),
    set("ADFORGE_JOB_CRASHES", "5", "how many crashes of its worker a job survives"),
    set("ADFORGE_WORKERS", "256", "turns at once in this process"),
    set("ADFORGE_RENDERERS", "1", "renders at once in this process"),
    set("ADFORGE_DRAIN_TIMEOUT", "30s", "how long running turns may go on after a signal to stop"),
    set("ADFORGE_SNAPSHOT_EVERY", "20", "messages between two snapshots of a session's state"),
    set("ADFORGE_SSE_HEARTBEAT", "15s", "how often a silent stream shows that it lives"),
    set("ADFORGE_LLM", "offline", "who writes, in order of preference"),
    open("ADFORGE_OPENAI_API_KEY", Standard::None, "the key of OpenAI, or of what stands in its place"),
    open(
        "ADFORGE_OPENAI_BASE_URL",
        Standard::Follows("https://api.openai.com/v1"),
        "where OpenAI, or what speaks like it, answers",
    ),
    open("ADFORGE_ANTHROPIC_API_KEY", Standard::None, "the key of Anthropic"),
    open("ADFORGE_ANTHROPIC_BASE_URL", Standard::Follows("https://api.anthropic.com"), "where Anthropic answers"),
    open("ADFORGE_GEMINI_API_KEY", Standard::None, "the key of Gemini"),
    open(
        "ADFORGE_GEMINI_BASE_URL",
        Standard::Follows("https://generativelanguage.googleapis.com"),
        "where Gemini answers",
    ),
    open("ADFORGE_OLLAMA_API_KEY", Standard::None, "the key of Ollama, where a proxy wants one"),
    open("ADFORGE_OLLAMA_BASE_URL", Standard::Follows("http://127.0.0.1:11434"), "where Ollama answers"),
    open("ADFORGE_BUDGET_PER_DAY", Standard::None, "US dollars that writing and filming may cost on a day"),
    set("ADFORGE_PERSONA_CACHE_TTL", "1h", "how long personas that cost money are kept for whoever asks for the same"),
    set("ADFORGE_VIDEO", "local", "who makes videos"),
    open("ADFORGE_HEYGEN_API_KEY", Standard::None, "the key of HeyGen"),
    open("ADFORGE_HEYGEN_BASE_URL", Standard::Follows("https://api.heygen.com"), "where HeyGen answers"),
    open("ADFORGE_HEYGEN_WEBHOOK_SECRET", Standard::None, "what HeyGen's callbacks are signed with"),
    open("ADFORGE_GEMINI_WEBHOOK_SECRET", Standard::None, "what Gemini's callbacks are signed with"),
    open("ADFORGE_FAL_API_KEY", Standard::None, "the key of fal"),
    open("ADFORGE_FAL_BASE_URL", Standard::Follows("https://queue.fal.run"), "where fal answers"),
    open(
        "ADFORGE_FAL_JWKS_URL",
        Standard::Follows("https://rest.fal.ai/.well-known/jwks.json"),
        "where the keys are that fal's callbacks are checked by",
    ),
    set("ADFORGE_IMAGE", "local", "who makes the pictures of static ads"),
    open("ADFORGE_IMAGE_API_KEY", Standard::None, "the key for pictures, where it isn't their provider's"),
    open(
        "ADFORGE_IMAGE_BASE_URL",
        Standard::None,
        "where pictures are made, where it isn't where their provider answers",
    ),
    set("ADFORGE_VOICE", "none", "who speaks in videos of the built-in renderer"),
    open("ADFORGE_VOICE_API_KEY", Standard::None, "the key for voices, where it isn't their provider's"),
    open("ADFORGE_VOICE_BASE_URL", Standard::None, "where voices speak, where it isn't where their provider answers"),
    open("ADFORGE_ELEVENLABS_API_KEY", Standard::None, "the key of ElevenLabs"),
    open("ADFORGE_ELEVENLABS_BASE_URL", Standard::Follows("https://api.elevenlabs.io"), "where ElevenLabs answers"),
    set("ADFORGE_OFFLINE_PACE", "0ms", "how long the offline writer waits before each card"),
    set("ADFORGE_LOG", "info", "which log lines are written"),
    set("ADFORGE_LOG_FORMAT", "text", "how log lines look"),
];

/// Without authentication all callers are one user, so a limit a user holds only when somebody asks for it.
const UNLIMITED: Standard = Standard::Follows("no limit while ADFORGE_AUTH is none");

const TOKENS: &str = "ADFORGE_AUTH=jwt";

/// Settings whose values are never shown.
pub const SECRETS: &[&str] = &[
    "ADFORGE_MEDIA_ACCESS_KEY",
    "ADFORGE_MEDIA_SECRET_KEY",
    "ADFORGE_OPENAI_API_KEY",
    "ADFORGE_ANTHROPIC_API_KEY",
    "ADFORGE_GEMINI_API_KEY",
    "ADFORGE_OLLAMA_API_KEY",
    "ADFORGE_HEYGEN_API_KEY",
    "ADFORGE_HEYGEN_WEBHOOK_SECRET",
    "ADFORGE_GEMINI_WEBHOOK_SECRET",
    "ADFORGE_FAL_API_KEY",
    "ADFORGE_IMAGE_API_KEY",
    "ADFORGE_VOICE_API_KEY",
    "ADFORGE_ELEVENLABS_API_KEY",
];

/// What a later version can set.
pub const LATER: &[Later] = &[
    later("ADFORGE_JWT_SECRET", TOKENS),
    later("ADFORGE_JWT_ISSUER", TOKENS),
    later("ADFORGE_JWT_AUDIENCE", TOKENS),
    later("ADFORGE_JWKS_URL", TOKENS),
    later("ADFORGE_JWKS_FILE", TOKENS),
    later("ADFORGE_STREAM_TOKEN_TTL", TOKENS),
];
