//! The proxy that the operations page describes, before two real processes that are killed in turn.

use crate::fleet::Fleet;
use adforge_tests::{Owner, Socket, needs, until};
use serde_json::json;
use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// An nginx with the documented configuration, but for certificates and passwords.
struct Proxy {
    address: SocketAddr,
    nginx: Child,
    _folder: TempDir,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.nginx.kill();
        let _ = self.nginx.wait();
    }
}

/// A port that nobody listens on.
fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn documented() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/operations.md");
    let page = std::fs::read_to_string(page).unwrap();
    page.split_once("```nginx\n").unwrap().1.split_once("```").unwrap().0.to_owned()
}

impl Proxy {
    async fn before(processes: [SocketAddr; 2]) -> Self {
        let (folder, address) = (tempfile::tempdir().unwrap(), free());
        let mut site = documented();
        for (from, to) in [
            ("127.0.0.1:8081", processes[0].to_string()),
            ("127.0.0.1:8082", processes[1].to_string()),
            ("listen 443 ssl", format!("listen {address}")),
        ] {
            assert!(site.contains(from), "{from} isn't there any more");
            site = site.replace(from, &to);
        }
        let site: Vec<&str> = site.lines().filter(|line| !line.contains("auth_basic")).collect();
        let whole = format!(
            "daemon off; master_process off; pid {0}/pid; error_log {0}/errors;\n\
             events {{}}\nhttp {{ access_log off;\n{1}\n}}\n",
            folder.path().display(),
            site.join("\n")
        );
        let file = folder.path().join("nginx.conf");
        std::fs::write(&file, whole).unwrap();
        let nginx = Command::new("nginx").arg("-c").arg(&file).stderr(Stdio::null()).spawn().unwrap();
        let proxy = Self { address, nginx, _folder: folder };
        until("nginx listens", async || TcpStream::connect(address).ok()).await;
        proxy
    }
}

#[tokio::test]
async fn behind_the_documented_proxy_the_end_of_a_process_is_a_reconnect() {
    let Some(fleet) = Fleet::new() else { return };
    if !needs("nginx") {
        return;
    }
    let places = [free(), free()];
    let homes = places.map(|place| fleet.process().with("ADFORGE_LISTEN", &place.to_string()));
    let (first, second) = (homes[0].serves(), homes[1].serves());
    let proxy = Proxy::before(places).await;
    let owner = Owner::of(proxy.address);
    let chat = owner.starts_session("1").await;
    let socket = format!("/ws/chat/{}?partial=true", chat.id);

    // What the turn tells comes through as it is told, over stream and socket.
    let asks = json!({"message": "Generate ads", "currentStep": "persona_selection"});
    let mut own = owner.posts_and_listens(&chat.path("/messages?partial=true"), &asks).await;
    let mut hears = Socket::opens(proxy.address, &socket).await;
    let seen = own.up_to("content_delta").await;
    assert!(seen.iter().all(|event| event.kind() != "audience_group"), "it is still running");
    hears.up_to("content_delta").await;

    // Whichever of them serves it, one is gone: everybody finds the other at once.
    first.kill();
    let resume = chat.path("/stream?partial=true&lastEventId=1");
    for _ in 0..4 {
        assert_eq!(owner.get("/healthz").await.status, 200);
        drop(owner.listens(&resume).await);
    }
    let resumed = owner.listens(&resume).await.up_to("ai_response_complete").await;
    assert_eq!(resumed.iter().filter(|event| event.kind() == "audience_group").count(), 1);

    // It comes back and the other goes, sooner than a proxy that remembers failures would forgive the first.
    let _first = homes[0].serves();
    second.kill();
    for _ in 0..4 {
        assert_eq!(owner.get("/healthz").await.status, 200);
    }
    assert_eq!(chat.log().await.len(), 2);
    let mut hears = Socket::opens(proxy.address, &socket).await;
    assert_eq!(hears.next().await.unwrap().kind(), "session_state");
}
