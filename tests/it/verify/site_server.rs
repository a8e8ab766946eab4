//! A web server for one site, which a test makes answer as it wants.
//!
//! It closes each connection after its answer, and lives until the tests end.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use niemyet::entry::address::decode;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};

use crate::test_portal::output_path;

/// What a server does with a request instead of answering with a file: it gets the address and the connection, and
/// returns whether it did something.
type Behaviour = dyn Fn(&str, &mut TcpStream) -> bool + Send + Sync;

/// Serves a site below a path of the host; returns the address of its home page.
pub(super) fn serve_site(
    site: &Path,
    base: &'static str,
    behaviour: impl Fn(&str, &mut TcpStream) -> bool + Send + Sync + 'static,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has an address");
    let (site, behaviour): (PathBuf, Arc<Behaviour>) = (site.to_owned(), Arc::new(behaviour));
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let (site, behaviour) = (site.clone(), Arc::clone(&behaviour));
            thread::spawn(move || answer(connection, &site, base, &*behaviour));
        }
    });
    format!("http://{address}{base}/")
}

/// Serves nothing, with a certificate that it signed itself; returns the address.
pub(super) fn serve_self_signed() -> String {
    let pem = include_bytes!("self-signed.pem");
    let key = PrivateKeyDer::from_pem_slice(pem).expect("the file has a key");
    let certificate = CertificateDer::from_pem_slice(pem).expect("the file has a certificate");
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("they belong together");
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has an address");
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let session = ServerConnection::new(Arc::clone(&config));
            let session = session.expect("the settings are valid");
            thread::spawn(move || answer_with_nothing(connection, session));
        }
    });
    format!("https://{address}/")
}

/// Answers all requests of a connection with 404, until the client ends it.
fn answer_with_nothing(mut connection: TcpStream, mut session: ServerConnection) {
    while session.complete_io(&mut connection).is_ok_and(|(read, written)| read + written > 0) {
        let mut request = Vec::new();
        // An error says that there is no more yet.
        let _ = session.reader().read_to_end(&mut request);
        if !request.is_empty() {
            let head = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
            let _ = session.writer().write_all(head.as_bytes());
        }
    }
}

fn answer(mut connection: TcpStream, site: &Path, base: &str, behaviour: &Behaviour) {
    let Some(address) = read_address(&mut connection) else { return };
    if behaviour(&address, &mut connection) {
        return;
    }
    let path = decode(address.split('?').next().unwrap_or_default());
    let file = path.strip_prefix(&*decode(base)).map(output_path);
    match file.and_then(|file| fs::read(site.join(file)).ok()) {
        Some(bytes) => respond(&mut connection, "200 OK", &bytes),
        None => respond(&mut connection, "404 Not Found", b"not here"),
    }
}

/// Reads the head of a request; returns its address.
fn read_address(connection: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        connection.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    assert!(head.to_lowercase().contains("\r\naccept-encoding: identity\r\n"), "{head}");
    assert!(head.to_lowercase().contains("\r\nuser-agent: niemyet/"), "{head}");
    head.split(' ').nth(1).map(str::to_owned)
}

/// Sends an answer; further lines of the head may follow the status.
pub(super) fn respond(connection: &mut TcpStream, status: &str, body: &[u8]) {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    // The client may have read enough.
    let _ = connection.write_all(head.as_bytes()).and_then(|()| connection.write_all(body));
}
