//! The server: HTTP/1.1 on sockets of this machine, in a thread of its own.
//!
//! **Invariant.** Whatever is sent, the server goes on. A request has a longest size and a longest time; there is a
//! greatest number of connections, and who opens more loses the oldest. Bodies of requests are never read.
//!
//! **Left out on purpose.** TLS, compression, HTTP/2: the way is one machine long.

mod access;
mod address;
mod handler;
mod listen;
mod media;
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

/// How many connections may be open.
const MAX_CONNECTIONS: usize = 256;

/// How long the head of a request may take, and how long a connection may be idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How large the head of a request may be, and how many headers it may have.
const MAX_HEAD_SIZE: usize = 32 * 1024;
const MAX_HEADERS: usize = 100;

/// How many threads may ask the portal at once.
const BLOCKING_THREADS: usize = 8;

/// How often open streams are tried.
const KEEP_ALIVE_PERIOD: Duration = Duration::from_secs(20);

/// How long to wait when the system gives no connection, for it has no more files to give.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(50);

/// A server that runs. It stops when this is dropped.
pub struct Server {
    url: String,
    backend: Arc<dyn Backend>,
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Opens the sockets and begins to answer.
    pub fn start(
        listen: &ListenOptions,
        site: Arc<dyn Backend>,
        hub: Arc<EventBroadcaster>,
    ) -> Result<Self, MachineFault> {
        let bound = listen.bind()?;
        let url = bound.url();
        let fault = |error| MachineFault::listening(&url, error);
        let runtime = runtime().map_err(fault)?;
        let access = AllowedHosts::new(&bound);
        let listeners = tokio_listeners(&runtime, bound).map_err(fault)?;
        let answering = RequestHandler {
            hosts: access,
            backend: Arc::clone(&site),
            broadcaster: hub,
            url: url.clone(),
        };
        let (stop, stopped) = oneshot::channel();
        let serving = serve(listeners, Arc::new(answering), stopped);
        let named = std::thread::Builder::new().name("preview".to_owned());
        let thread = named.spawn(move || {
            runtime.block_on(serving);
            // A portal that is still making a page is not waited for.
            runtime.shutdown_background();
        });
        let thread = Some(thread.map_err(fault)?);
        Ok(Self { url, backend: site, stop: Some(stop), thread })
    }

    /// The address of the portal's first page.
    pub fn url(&self) -> String {
        format!("{}{}/", self.url, self.backend.base_path())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It ends by itself even if it broke.
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
    answering: Arc<RequestHandler>,
    stopped: oneshot::Receiver<Infallible>,
) {
    let connections = Arc::new(OpenConnections::default());
    for listener in listeners {
        tokio::spawn(accept(listener, Arc::clone(&answering), Arc::clone(&connections)));
    }
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(KEEP_ALIVE_PERIOD).await;
            answering.broadcaster.send_keep_alive();
        }
    });
    let _ = stopped.await;
}

async fn accept(
    listener: TcpListener,
    answering: Arc<RequestHandler>,
    connections: Arc<OpenConnections>,
) {
    loop {
        match listener.accept().await {
            Ok((stream, from)) => {
                let answering = Arc::clone(&answering);
                let task = tokio::spawn(serve_connection(stream, from.ip(), answering));
                connections.add(task.abort_handle());
            }
            Err(_) => tokio::time::sleep(ACCEPT_RETRY_DELAY).await,
        }
    }
}

async fn serve_connection(stream: TcpStream, from: IpAddr, answering: Arc<RequestHandler>) {
    // An event is small, and is awaited.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let answering = Arc::clone(&answering);
        async move { Ok::<_, Infallible>(answering.handle(request, from).await) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_header_size(MAX_HEAD_SIZE)
        .max_headers(MAX_HEADERS);
    // How a connection ended is nobody's business: browsers leave as they like.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

/// The open connections, the oldest first.
#[derive(Default)]
struct OpenConnections(Mutex<VecDeque<AbortHandle>>);

impl OpenConnections {
    fn add(&self, connection: AbortHandle) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.push_back(connection);
        if open.len() > MAX_CONNECTIONS {
            open.retain(|connection| !connection.is_finished());
        }
        while open.len() > MAX_CONNECTIONS {
            if let Some(oldest) = open.pop_front() {
                oldest.abort();
            }
        }
    }
}
