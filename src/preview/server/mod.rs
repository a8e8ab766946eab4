//! The HTTP/1.1 server of the preview, on its own thread.
//!
//! **Invariant.** No input stops the server. Size and time of a request head are limited; so is the number of
//! connections, and a new one beyond the limit closes the oldest. Request bodies are never read.
//!
//! **Left out on purpose.** TLS, compression, HTTP/2: browser and server are on one machine or one local network.

mod access;
mod address;
mod handler;
mod listen;
mod media;
mod refusal;
mod responses;
mod script;

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

pub use listen::{DEFAULT_PORT, ListenOptions};

use crate::diagnostic::MachineFault;
use crate::preview::backend::Backend;
use crate::preview::broadcaster::EventBroadcaster;
use access::AllowedHosts;
use handler::RequestHandler;
use listen::BoundSockets;

/// The greatest number of open connections.
const MAX_CONNECTIONS: usize = 256;

/// The longest time for the head of a request, and for a connection to be idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// The greatest size of a request head, in bytes, and the greatest number of headers.
const MAX_HEAD_SIZE: usize = 32 * 1024;
const MAX_HEADERS: usize = 100;

/// The number of threads that may call the portal at once.
const BLOCKING_THREADS: usize = 8;

/// How often a keep-alive is sent to open streams.
const KEEP_ALIVE_PERIOD: Duration = Duration::from_secs(20);

/// How long to wait after a failed accept, as when the process has no file descriptors left.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(50);

/// A running server; it stops when dropped.
pub struct Server {
    url: String,
    backend: Arc<dyn Backend>,
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Opens the sockets and starts the server's thread.
    pub fn start(
        listen: &ListenOptions,
        backend: Arc<dyn Backend>,
        broadcaster: Arc<EventBroadcaster>,
    ) -> Result<Self, MachineFault> {
        let bound = listen.bind()?;
        let url = bound.url();
        let fault = |error| MachineFault::listening(&url, error);
        let runtime = runtime().map_err(fault)?;
        let hosts = AllowedHosts::new(&bound);
        let listeners = tokio_listeners(&runtime, bound).map_err(fault)?;
        let handler =
            RequestHandler { hosts, backend: Arc::clone(&backend), broadcaster, url: url.clone() };
        let (stop, stopped) = oneshot::channel();
        let serving = serve(listeners, Arc::new(handler), stopped);
        let builder = std::thread::Builder::new().name("preview".to_owned());
        let thread = builder.spawn(move || {
            runtime.block_on(serving);
            // A page that is still being rendered is not waited for.
            runtime.shutdown_background();
        });
        let thread = Some(thread.map_err(fault)?);
        Ok(Self { url, backend, stop: Some(stop), thread })
    }

    /// Returns the URL of the portal's home page.
    pub fn url(&self) -> String {
        format!("{}{}/", self.url, self.backend.base_path())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // The thread ends even if it panicked.
            let _ = thread.join();
        }
    }
}

fn runtime() -> io::Result<Runtime> {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_io().enable_time().max_blocking_threads(BLOCKING_THREADS).build()
}

fn tokio_listeners(runtime: &Runtime, bound: BoundSockets) -> io::Result<Vec<TcpListener>> {
    let _guard = runtime.enter();
    bound.listeners.into_iter().map(TcpListener::from_std).collect()
}

async fn serve(
    listeners: Vec<TcpListener>,
    handler: Arc<RequestHandler>,
    stopped: oneshot::Receiver<Infallible>,
) {
    let connections = Arc::new(OpenConnections::default());
    for listener in listeners {
        tokio::spawn(accept(listener, Arc::clone(&handler), Arc::clone(&connections)));
    }
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(KEEP_ALIVE_PERIOD).await;
            handler.broadcaster.send_keep_alive();
        }
    });
    let _ = stopped.await;
}

async fn accept(
    listener: TcpListener,
    handler: Arc<RequestHandler>,
    connections: Arc<OpenConnections>,
) {
    loop {
        match listener.accept().await {
            Ok((stream, client)) => {
                let handler = Arc::clone(&handler);
                let task = tokio::spawn(serve_connection(stream, client.ip(), handler));
                connections.add(task.abort_handle());
            }
            Err(_) => tokio::time::sleep(ACCEPT_RETRY_DELAY).await,
        }
    }
}

async fn serve_connection(stream: TcpStream, client: IpAddr, handler: Arc<RequestHandler>) {
    // Events are small and urgent.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let handler = Arc::clone(&handler);
        async move { Ok::<_, Infallible>(handler.handle(request, client).await) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_header_size(MAX_HEAD_SIZE)
        .max_headers(MAX_HEADERS);
    // Errors are ignored: browsers close connections at any time.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

/// The open connections, the oldest first.
#[derive(Default)]
struct OpenConnections(Mutex<VecDeque<AbortHandle>>);

impl OpenConnections {
    fn add(&self, connection: AbortHandle) {
        let mut connections = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        connections.push_back(connection);
        if connections.len() > MAX_CONNECTIONS {
            connections.retain(|connection| !connection.is_finished());
        }
        while connections.len() > MAX_CONNECTIONS {
            if let Some(oldest) = connections.pop_front() {
                oldest.abort();
            }
        }
    }
}
