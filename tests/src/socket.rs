//! A WebSocket client.

use crate::{events, stream::Event, until::PATIENCE};
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use std::net::SocketAddr;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, protocol::frame::coding::CloseCode},
};

/// An open socket.
pub struct Socket {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The newest number that came.
    pub last_id: Option<u64>,
    /// With which code the server closed it.
    pub closed: Option<u16>,
}

impl Socket {
    /// Opens the session's socket.
    pub async fn opens(address: SocketAddr, path: &str) -> Self {
        Self::tries(address, path, None).await.unwrap()
    }

    /// Opens it with an `Origin`, or is told why not.
    ///
    /// # Errors
    /// The server refused.
    pub async fn tries(address: SocketAddr, path: &str, origin: Option<&str>) -> Result<Self, Error> {
        let mut request = format!("ws://{address}{path}").into_client_request().unwrap();
        if let Some(origin) = origin {
            request.headers_mut().insert("Origin", origin.parse().unwrap());
        }
        let (socket, _) = timeout(PATIENCE, connect_async(request)).await.expect("no handshake")?;
        Ok(Self { socket, last_id: None, closed: None })
    }

    /// Sends JSON.
    pub async fn says(&mut self, frame: &Value) {
        self.says_raw(&frame.to_string()).await;
    }

    /// Sends a text.
    pub async fn says_raw(&mut self, text: &str) {
        // A socket that was cut says so when it is read.
        let _ = self.socket.send(Message::text(text)).await;
    }

    /// Sends bytes in a binary frame.
    pub async fn says_bytes(&mut self, bytes: Vec<u8>) {
        let _ = self.socket.send(Message::binary(bytes)).await;
    }

    /// The next event; none when the socket is closed or broke.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            match timeout(PATIENCE, self.socket.next()).await.expect("the socket says nothing")? {
                Ok(Message::Text(text)) => {
                    let event = Event::framed(serde_json::from_str(&text).unwrap());
                    self.last_id = event.id.or(self.last_id);
                    return Some(event);
                }
                Ok(Message::Close(frame)) => self.closed = frame.map(|frame| CloseCode::into(frame.code)),
                Ok(Message::Binary(_)) => panic!("a browser would get bytes where it reads text"),
                Ok(_) => {}
                Err(_) => return None,
            }
        }
    }

    /// All events up to and with the first that is so, which has to come.
    pub async fn up_to_one(&mut self, what: &str, so: impl Fn(&Event) -> bool) -> Vec<Event> {
        match events::up_to_one(async || self.next().await, so).await {
            Ok(all) => all,
            Err(all) => panic!("the socket closed ({:?}) before {what} came: {all:#?}", self.closed),
        }
    }

    /// All events up to and with the first of this type, which has to come.
    pub async fn up_to(&mut self, kind: &str) -> Vec<Event> {
        self.up_to_one(&format!("a {kind}"), |event| event.kind() == kind).await
    }

    /// All events until it is closed.
    pub async fn rest(&mut self) -> Vec<Event> {
        events::rest(async || self.next().await).await
    }
}
