//! The cupboard keeps claims as a shared cache must.

use adforge_doubles::Cupboard;
use adforge_ports_runtime::conformance;

#[tokio::test]
async fn claims_hold() {
    let cupboard = Cupboard::default();
    conformance::claims(&cupboard, &cupboard).await;
}
