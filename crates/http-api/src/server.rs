//! The server itself: its sockets, its threads, and how it stops.

use crate::{api::Api, around::around, routes};
use actix_cors::Cors;
use actix_web::{
    App, HttpServer,
    dev::Server,
    http::header,
    middleware::{Condition, from_fn},
    rt,
    web::{Data, ServiceConfig},
};
use socket2::SockRef;
use std::{any::Any, io, net::TcpListener, time::Duration};
use tokio_util::sync::CancellationToken;

/// What the kernel takes for a client that doesn't read; it takes megabytes unless it is told.
const SEND_BUFFER: usize = 64 * 1024;
/// How long a connection without a request is kept.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long a connection may be open before its first request is there. A process that was paused finds this over when it
/// wakes, and would say 408 to clients that had asked meanwhile, which no browser's stream comes back from: so it is
/// longer than any client waits.
const FIRST_REQUEST: Duration = Duration::from_secs(60);
/// How long answers may take to leave once nothing is being answered any more.
const FLUSH: Duration = Duration::from_millis(100);
/// How often a stopping server looks whether it is idle.
const LOOK: Duration = Duration::from_millis(10);

/// Serves until `shutdown`: then streams and sockets end, nothing new is accepted, and what is being answered may go on
/// for a while.
///
/// # Errors
/// The listener can't be used.
pub async fn serve(listener: TcpListener, api: Api, shutdown: CancellationToken) -> io::Result<()> {
    serve_beside(|_| {}, listener, api, shutdown).await
}

/// The same, beside what else is to be had at this address, such as a page.
///
/// # Errors
/// The listener can't be used.
pub async fn serve_beside(
    beside: impl Fn(&mut ServiceConfig) + Clone + Send + 'static,
    listener: TcpListener,
    api: Api,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let mut running = start(beside, listener, &api)?;
    tokio::select! {
        ended = &mut running => return ended,
        () = shutdown.cancelled() => api.stopping.cancel(),
    }
    let stopped = running.handle().stop(true);
    tokio::select! {
        ended = running => ended,
        () = stopped => Ok(()),
        // The server itself looks once a second whether it is idle.
        () = idle(&api, api.settings.drain) => Ok(()),
    }
}

fn start(
    beside: impl Fn(&mut ServiceConfig) + Clone + Send + 'static,
    listener: TcpListener,
    api: &Api,
) -> io::Result<Server> {
    let (patience, drain) = (api.settings.patience, api.settings.drain);
    let data = Data::new(api.clone());
    let server = HttpServer::new(move || {
        App::new()
            .app_data(data.clone())
            .configure(routes::configure)
            .configure(&beside)
            .wrap(Condition::new(!data.origins.allowed().is_empty(), cors(&data)))
            .wrap(from_fn(around))
    })
    .on_connect(move |connection, _| prepare(connection, patience))
    .disable_signals()
    .keep_alive(KEEP_ALIVE)
    .client_request_timeout(FIRST_REQUEST)
    // A client that closed is gone at once, and not when a second write fails.
    .h1_allow_half_closed(false)
    .shutdown_timeout(drain.as_secs().max(1));
    let server = match api.settings.workers {
        Some(workers) => server.workers(workers),
        None => server,
    };
    Ok(server.listen(listener)?.run())
}

/// Waits until nothing is being answered, but not for ever.
async fn idle(api: &Api, drain: Duration) {
    let quiet = async {
        while api.metrics.busy.get() + api.metrics.streams.get() + api.metrics.sockets.get() > 0 {
            tokio::time::sleep(LOOK).await;
        }
        tokio::time::sleep(FLUSH).await;
    };
    let _ = tokio::time::timeout(drain, quiet).await;
}

/// Small events wait for nobody's acknowledgement; a client that doesn't read, or whose machine is gone, is dropped by
/// the kernel.
fn prepare(connection: &dyn Any, patience: Duration) {
    let Some(stream) = connection.downcast_ref::<rt::net::TcpStream>() else { return };
    let socket = SockRef::from(stream);
    #[cfg(target_os = "linux")]
    let limited = socket.set_tcp_user_timeout(Some(patience));
    #[cfg(not(target_os = "linux"))]
    let limited = {
        let _ = patience;
        Ok(())
    };
    let buffered = limited.and_then(|()| socket.set_send_buffer_size(SEND_BUFFER));
    if let Err(error) = buffered.and(socket.set_tcp_nodelay(true)) {
        tracing::debug!(%error, "a connection was not prepared");
    }
}

fn cors(api: &Api) -> Cors {
    let allowed = api.origins.allowed().iter();
    allowed
        .fold(Cors::default(), |cors, origin| cors.allowed_origin(origin))
        .allowed_methods(["GET", "HEAD", "POST", "PUT", "DELETE"])
        .allowed_headers([header::ACCEPT, header::AUTHORIZATION, header::CONTENT_TYPE, header::RANGE, header::IF_RANGE])
        .allowed_headers(["idempotency-key", "last-event-id"])
        .expose_headers([
            "x-request-id",
            "location",
            "retry-after",
            "ratelimit",
            "ratelimit-policy",
            "idempotent-replayed",
        ])
        .expose_headers([header::CONTENT_RANGE, header::ACCEPT_RANGES])
        .max_age(3600)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_connection_holds_back_no_small_event_and_bounds_what_waits_for_its_client() {
        let listener = rt::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _client = rt::net::TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (connection, _) = listener.accept().await.unwrap();
        let patience = Duration::from_secs(7);
        prepare(&connection, patience);
        let socket = SockRef::from(&connection);
        assert!(socket.tcp_nodelay().unwrap(), "Nagle's algorithm keeps a small event until the last was acknowledged");
        // Linux doubles what it is asked for, to have room for its own books.
        assert!((SEND_BUFFER..=2 * SEND_BUFFER).contains(&socket.send_buffer_size().unwrap()));
        #[cfg(target_os = "linux")]
        assert_eq!(socket.tcp_user_timeout().unwrap(), Some(patience));
    }
}
