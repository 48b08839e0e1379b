//! Media in a bucket of Amazon's S3, or of another server that speaks its language.
//!
//! A file is put in one request, so there is never half of one. Connections belong to the runtime that the store was
//! opened on, whichever thread asks.

mod failure;
mod patience;

use crate::about;
use adforge_domain::cards::MediaName;
use adforge_ports_runtime::{Findings, Found, MediaError, MediaStore, MediaStream, content_type};
use async_trait::async_trait;
use bytes::Bytes;
use failure::Place;
use futures_util::{StreamExt, TryStreamExt, future::ready, stream};
use object_store::{
    Attribute, Attributes, BackoffConfig, ClientOptions, GetOptions, ObjectStore, ObjectStoreExt, PutOptions,
    RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    client::SpawnedReqwestConnector,
    path::Path as Location,
    prefix::PrefixStore,
};
use patience::{CONNECT, LOOK, PUT, patient, within};
use std::{collections::BTreeSet, fmt, ops::Range, time::Duration};
use tokio::runtime::Handle;
use uuid::Uuid;

/// What it is written to, to see whether anything can be, and what time it is there.
const PROBE: &str = ".check";
/// For whoever reads the bucket itself, such as a CDN: a file never changes.
const CACHE: &str = "max-age=31536000, immutable";

/// Where a bucket is, and who may use it.
#[derive(Clone, PartialEq, Eq)]
pub struct S3Settings {
    /// The bucket.
    pub bucket: String,
    /// What all names begin with, without slashes at its ends; empty for the whole bucket.
    pub prefix: String,
    /// The server's address (`https://minio.example.com:9000`); none for Amazon's.
    pub endpoint: Option<String>,
    /// The bucket's region.
    pub region: String,
    /// The key's name.
    pub access_key: String,
    /// The key.
    pub secret_key: String,
}

/// Without what is secret.
impl fmt::Debug for S3Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{} at {:?}", self.bucket, self.prefix, self.endpoint)
    }
}

/// Keeps media in a bucket.
#[derive(Debug)]
pub struct S3 {
    files: PrefixStore<AmazonS3>,
    place: Place,
}

impl S3 {
    /// Opens a bucket, and writes into it to see whether that can be done. Its connections belong to this runtime.
    ///
    /// # Errors
    /// The bucket isn't there, the key is refused, or nobody answers.
    pub async fn open(settings: &S3Settings) -> Result<Self, MediaError> {
        let place = Place::of(settings);
        let plain = settings.endpoint.as_ref().is_some_and(|endpoint| endpoint.starts_with("http://"));
        let client = ClientOptions::new().with_allow_http(plain).with_connect_timeout(CONNECT).with_timeout_disabled();
        let mut bucket = AmazonS3Builder::new()
            .with_bucket_name(&settings.bucket)
            .with_region(&settings.region)
            .with_access_key_id(&settings.access_key)
            .with_secret_access_key(&settings.secret_key)
            .with_client_options(client)
            .with_http_connector(SpawnedReqwestConnector::new(Handle::current()))
            .with_retry(retries());
        if let Some(endpoint) = &settings.endpoint {
            bucket = bucket.with_endpoint(endpoint);
        }
        let bucket = bucket.build().map_err(|error| place.failure(&error))?;
        let store = Self { files: PrefixStore::new(bucket, settings.prefix.as_str()), place };
        store.probe().await?;
        Ok(store)
    }

    async fn probe(&self) -> Result<(), MediaError> {
        let written = within(LOOK, self.files.put(&Location::from(PROBE), Bytes::new().into())).await;
        written.map(drop).map_err(|failed| failed.told(&self.place))
    }
}

/// A short failure is waited out; a long one is for whoever asked to decide.
fn retries() -> RetryConfig {
    let backoff =
        BackoffConfig { init_backoff: Duration::from_millis(100), max_backoff: Duration::from_secs(1), base: 2.0 };
    RetryConfig { backoff, max_retries: 3, retry_timeout: LOOK }
}

#[async_trait]
impl MediaStore for S3 {
    async fn put(&self, name: &MediaName, bytes: Bytes) -> Result<(), MediaError> {
        let mut attributes = Attributes::new();
        attributes.insert(Attribute::ContentType, content_type(name).into());
        attributes.insert(Attribute::CacheControl, CACHE.into());
        let options = PutOptions { attributes, ..PutOptions::default() };
        let put = within(PUT, self.files.put_opts(&location(name), bytes.into(), options)).await;
        put.map(drop).map_err(|failed| failed.told(&self.place))
    }

    async fn size(&self, name: &MediaName) -> Result<Option<u64>, MediaError> {
        match within(LOOK, self.files.head(&location(name))).await {
            Ok(found) => Ok(Some(found.size)),
            // Without a word of why: the bucket itself may be gone.
            Err(failed) if failed.is_not_found() => self.check().await.map(|()| None),
            Err(failed) => Err(failed.told(&self.place)),
        }
    }

    async fn read(&self, name: &MediaName, range: Range<u64>) -> Result<MediaStream, MediaError> {
        // There is no empty range, which a file of no bytes has.
        if range.is_empty() {
            return Ok(stream::empty().boxed());
        }
        let part = GetOptions { range: Some(range.into()), ..GetOptions::default() };
        let found = within(LOOK, self.files.get_opts(&location(name), part)).await;
        let found = found.map_err(|failed| failed.told(&self.place))?;
        Ok(patient(self.place.clone(), found.into_stream()))
    }

    async fn remove_folder(&self, folder: &MediaName) -> Result<(), MediaError> {
        let found = self.files.list(Some(&location(folder))).map_ok(|found| found.location).boxed();
        patient(self.place.clone(), self.files.delete_stream(found)).try_for_each(async |_| Ok(())).await
    }

    async fn remove(&self, name: &MediaName) -> Result<(), MediaError> {
        self.remove_at(&location(name)).await
    }

    async fn check(&self) -> Result<(), MediaError> {
        self.id().await.map(drop)
    }

    async fn list(&self) -> Result<Findings, MediaError> {
        self.probe().await?;
        let now = within(LOOK, self.files.head(&Location::from(PROBE))).await;
        let now = now.map_err(|failed| failed.told(&self.place))?.last_modified;
        let found = patient(self.place.clone(), self.files.list(None)).try_filter_map(move |object| {
            let path = object.location.to_string();
            let age = now.signed_duration_since(object.last_modified).to_std().unwrap_or_default();
            ready(Ok((!path.starts_with('.')).then_some(Found { path, age })))
        });
        Ok(found.boxed())
    }

    async fn discard(&self, found: &Found) -> Result<(), MediaError> {
        self.remove_at(&Location::from(found.path.as_str())).await
    }

    async fn id(&self) -> Result<Option<Uuid>, MediaError> {
        match within(LOOK, about::id(&self.files)).await {
            Ok(text) => about::parsed(&text).map(Some),
            Err(failed) if failed.is_not_found() && !failed.is_of_the_bucket() => Ok(None),
            Err(failed) => Err(failed.told(&self.place)),
        }
    }

    async fn set_id(&self, id: Uuid) -> Result<Uuid, MediaError> {
        within(LOOK, about::set_id(&self.files, id)).await.map_err(|failed| failed.told(&self.place))?;
        self.id().await?.ok_or_else(|| MediaError::Unavailable("its id is gone as soon as it is written".into()))
    }

    async fn join(&self, database: Uuid) -> Result<(), MediaError> {
        within(LOOK, about::join(&self.files, database)).await.map_err(|failed| failed.told(&self.place))
    }

    async fn databases(&self) -> Result<BTreeSet<Uuid>, MediaError> {
        within(LOOK, about::databases(&self.files)).await.map_err(|failed| failed.told(&self.place))
    }
}

impl S3 {
    async fn remove_at(&self, location: &Location) -> Result<(), MediaError> {
        match within(LOOK, self.files.delete(location)).await {
            Ok(()) => Ok(()),
            Err(failed) if failed.is_not_found() => self.check().await,
            Err(failed) => Err(failed.told(&self.place)),
        }
    }
}

fn location(name: &MediaName) -> Location {
    Location::from(name.as_str())
}
