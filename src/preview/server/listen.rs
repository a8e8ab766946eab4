//! Opens the listening sockets: on loopback unless a host is given, at the next free port if the first is taken.
//!
//! `localhost` has two addresses, and browsers differ in which they try first. Both get the same port, so that no other
//! program can answer at one of them.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener, ToSocketAddrs as _};

use crate::diagnostic::MachineFault;

/// The port that is tried first by default.
pub const DEFAULT_PORT: u16 = 8080;

/// The greatest number of ports that are tried.
const MAX_PORTS_TRIED: u16 = 100;

/// The first unprivileged port: permission refused below it is refused for all ports there.
const FIRST_UNPRIVILEGED_PORT: u16 = 1024;

/// The host and the port to listen on.
#[derive(Debug, Clone, Default)]
pub struct ListenOptions {
    /// An address or a name of this machine; if `None`, only this machine can connect.
    pub host: Option<String>,
    /// The port to try first; 0 leaves the choice to the system.
    pub port: u16,
}

/// The listening sockets of a server.
pub(super) struct BoundSockets {
    pub(super) listeners: Vec<TcpListener>,
    pub(super) port: u16,
    /// The host that was given, without brackets.
    pub(super) host: Option<String>,
}

impl ListenOptions {
    /// Opens the sockets, all at the same port.
    pub(super) fn bind(&self) -> Result<BoundSockets, MachineFault> {
        let name = self.host.as_deref().map(|host| host.trim_matches(['[', ']']));
        let fault = |port: u16, error| {
            MachineFault::listening(&authority(name.unwrap_or("localhost"), port), error)
        };
        let addresses = resolve(name).map_err(|error| fault(self.port, error))?;
        for offset in 0..MAX_PORTS_TRIED {
            let next = if self.port == 0 { Some(0) } else { self.port.checked_add(offset) };
            let Some(port) = next else { break };
            let listeners = bind_all(&addresses, port).map_err(|error| fault(port, error))?;
            let first = listeners.first().and_then(|listener| listener.local_addr().ok());
            if let Some(first) = first {
                let name = name.map(str::to_owned);
                return Ok(BoundSockets { listeners, port: first.port(), host: name });
            }
        }
        Err(fault(self.port, io::ErrorKind::AddrInUse.into()))
    }
}

impl BoundSockets {
    /// Returns the listening addresses.
    pub(super) fn addresses(&self) -> Vec<IpAddr> {
        let own = self.listeners.iter().filter_map(|listener| listener.local_addr().ok());
        own.map(|address| address.ip()).collect()
    }

    /// Returns the URL for a browser on this machine.
    pub(super) fn url(&self) -> String {
        let listens_everywhere = self.addresses().iter().any(IpAddr::is_unspecified);
        let name = self.host.as_deref().filter(|_| !listens_everywhere).unwrap_or("localhost");
        format!("http://{}", authority(name, self.port))
    }
}

fn authority(name: &str, port: u16) -> String {
    if name.contains(':') { format!("[{name}]:{port}") } else { format!("{name}:{port}") }
}

fn resolve(name: Option<&str>) -> io::Result<Vec<IpAddr>> {
    match name {
        None | Some("localhost") => {
            Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()])
        }
        Some(name) => {
            let mut found: Vec<IpAddr> = (name, 0).to_socket_addrs()?.map(|at| at.ip()).collect();
            found.sort();
            found.dedup();
            Ok(found)
        }
    }
}

/// Listens at one port on all addresses that this machine has. Empty if another program has the port on one of them.
fn bind_all(addresses: &[IpAddr], port: u16) -> io::Result<Vec<TcpListener>> {
    let mut listeners: Vec<TcpListener> = Vec::new();
    let mut last_error = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in addresses {
        let chosen = listeners.first().map_or(Ok(port), |l| l.local_addr().map(|at| at.port()))?;
        match TcpListener::bind((*address, chosen)) {
            Ok(listener) => {
                listener.set_nonblocking(true)?;
                listeners.push(listener);
            }
            Err(error) if is_taken(&error, port) => return Ok(Vec::new()),
            Err(error) => last_error = error,
        }
    }
    if listeners.is_empty() { Err(last_error) } else { Ok(listeners) }
}

/// Returns whether another port may be free; some systems reserve ranges of ports and then report missing permission.
fn is_taken(error: &io::Error, port: u16) -> bool {
    match error.kind() {
        io::ErrorKind::AddrInUse => true,
        io::ErrorKind::PermissionDenied => port >= FIRST_UNPRIVILEGED_PORT,
        _ => false,
    }
}
