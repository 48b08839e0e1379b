//! Products' pictures: checked by whoever will draw them, then kept.

use crate::{Application, Refusal};
use adforge_domain::{
    cards::MediaName,
    ids::OwnerId,
    product::{Picture, Product, ProductRef},
};
use adforge_ports_creative::PictureBytes;
use bytes::Bytes;
use futures_util::TryStreamExt;
use std::sync::Arc;

impl Application {
    /// Gives an owner's product a picture: PNG, JPEG or WebP by its content.
    ///
    /// # Errors
    /// No such product, no picture that can be drawn, or a store could not.
    pub async fn set_picture(&self, owner: &OwnerId, named: &ProductRef, bytes: Bytes) -> Result<Product, Refusal> {
        let product = self.living_product(owner, named).await?;
        let renderer = Arc::clone(&self.ports.renderer);
        let looked_at = bytes.clone();
        // Decoding takes long enough to hold up every other request of this thread.
        let inspected = tokio::task::spawn_blocking(move || renderer.inspect(&looked_at)).await;
        let info = inspected.unwrap_or(Err(adforge_ports_creative::BadPicture::Broken))?;
        let name = format!("products/{}/{:032x}.{}", product.id, self.ports.ids.secret(), info.kind.extension());
        let name = MediaName::new(name).map_err(|error| Refusal::Invalid { field: "image", why: error.to_string() })?;
        self.ports.media.put(&name, bytes).await?;
        let (at, picture) = (self.ports.clock.now(), Picture::Ours(name.clone()));
        let changed = self.ports.store.set_picture(owner, product.id, picture, at).await;
        let Ok(Some(changed)) = changed else {
            // Nobody will ever ask for it.
            self.forget_file(&name).await;
            return changed?.ok_or(Refusal::ProductNotFound);
        };
        // The old file stays: messages of renders show it.
        Ok(self.products.keep(changed).as_ref().clone())
    }

    /// A product's picture for the renderer; none where there is none, or where its file is gone.
    pub(crate) async fn picture_bytes(&self, product: &Product) -> Result<Option<PictureBytes>, Refusal> {
        let Some(name) = Self::picture_of(product) else { return Ok(None) };
        let bytes = self.whole_file(name).await?;
        if bytes.is_none() {
            tracing::warn!(product = %product.id, "the product's picture is gone");
        }
        Ok(bytes.map(|bytes| PictureBytes(bytes.into())))
    }

    /// A file's bytes; none when there is no such file.
    pub(crate) async fn whole_file(&self, name: &MediaName) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(size) = self.ports.media.size(name).await? else { return Ok(None) };
        let stream = self.ports.media.read(name, 0..size).await?;
        let bytes = stream.try_fold(Vec::new(), |mut whole, piece| async move {
            whole.extend_from_slice(&piece);
            Ok(whole)
        });
        Ok(Some(bytes.await?))
    }

    pub(crate) async fn forget_file(&self, name: &MediaName) {
        if let Err(error) = self.ports.media.remove(name).await {
            tracing::warn!(%name, %error, "a file that nobody needs could not be removed");
        }
    }
}
