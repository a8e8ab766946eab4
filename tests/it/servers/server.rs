//! A web server on loopback that is configured as the documentation says, and a client for it.
//!
//! Its recipe is cut out of `docs/may-chu.md`; around it stands what a fresh installation has.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use niemyet::entry::address::decode;
use tempfile::TempDir;

/// How long a server may take to listen.
const MAX_START: Duration = Duration::from_secs(30);

/// The modules that Apache needs: those of a fresh installation, and those that the documentation names.
const APACHE_MODULES: [&str; 10] = [
    "mpm_event",
    "authz_core",
    "alias",
    "dir",
    "mime",
    "filter",
    "env",
    "rewrite",
    "headers",
    "deflate",
];

/// A kind of server: three that run, and three whose rules are read as these are documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ServerKind {
    Nginx,
    Caddy,
    Apache,
    Iis,
    Netlify,
    Cloudflare,
}

impl ServerKind {
    /// Those that run.
    pub(super) const RUNNING: [Self; 3] = [Self::Nginx, Self::Caddy, Self::Apache];

    /// Whether it is a service for static sites.
    pub(super) fn is_hosted(self) -> bool {
        matches!(self, Self::Netlify | Self::Cloudflare)
    }

    /// The program of a server that runs, and the line that begins its recipe in the documentation.
    fn program(self) -> (&'static str, &'static str) {
        match self {
            Self::Nginx => ("nginx", "    include /srv/cong/public/redirects.nginx;"),
            Self::Caddy => ("caddy", "    http://thu.example.vn {"),
            Self::Apache => ("apache2", "    <VirtualHost *:80>"),
            Self::Iis | Self::Netlify | Self::Cloudflare => panic!("{self:?} does not run here"),
        }
    }
}

/// A running server.
pub(super) struct WebServer {
    pub(super) kind: ServerKind,
    process: Child,
    port: u16,
    _folder: TempDir,
}

/// A response.
#[derive(Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) head: String,
    /// The body, as text; one that is compressed or in chunks is not decoded.
    pub(super) body: String,
}

impl WebServer {
    /// Starts a server for a site in or below the root of the host; nothing if it is not installed.
    pub(super) fn start(kind: ServerKind, root: &Path, site: &Path) -> Option<Self> {
        let (program, _) = kind.program();
        if Command::new(program).arg("-v").output().is_err() {
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{program} is missing");
            return None;
        }
        let folder = tempfile::tempdir().expect("a temporary folder can be created");
        let port = free_port();
        let path = folder.path().display().to_string();
        let recipe = recipe(kind, (root, site), port);
        let (config, arguments): (String, Vec<String>) = match kind {
            ServerKind::Iis | ServerKind::Netlify | ServerKind::Cloudflare => return None,
            ServerKind::Nginx => (
                format!(
                    "daemon off;\nmaster_process off;\npid {path}/pid;\nerror_log {path}/log;\nevents {{ }}\n\
                     http {{\naccess_log off;\ninclude /etc/nginx/mime.types;\n{temporary}{recipe}}}\n",
                    temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                        .map(|name| format!("{name}_temp_path {path}/{name};\n"))
                        .concat()
                ),
                vec![
                    "-c".to_owned(),
                    format!("{path}/config"),
                    "-e".to_owned(),
                    format!("{path}/log"),
                ],
            ),
            ServerKind::Caddy => (
                format!("{{\nadmin off\nauto_https off\n}}\n{recipe}"),
                vec![
                    "run".to_owned(),
                    "--adapter".to_owned(),
                    "caddyfile".to_owned(),
                    "--config".to_owned(),
                    format!("{path}/config"),
                ],
            ),
            ServerKind::Apache => (
                format!(
                    "ServerRoot {path}\nPidFile {path}/pid\nErrorLog {path}/log\nListen 127.0.0.1:{port}\n\
                     ServerName 127.0.0.1\nUser www-data\nGroup www-data\n{modules}\
                     TypesConfig /etc/mime.types\n<FilesMatch \"^\\.ht\">\nRequire all denied\n</FilesMatch>\n{recipe}",
                    modules = APACHE_MODULES
                        .map(|name| format!(
                            "LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"
                        ))
                        .concat()
                ),
                vec!["-X".to_owned(), "-f".to_owned(), format!("{path}/config")],
            ),
        };
        fs::write(folder.path().join("config"), config).expect("a temporary folder can be written");
        let mut command = Command::new(program);
        command.args(arguments).env("XDG_DATA_HOME", &path).env("XDG_CONFIG_HOME", &path);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let process = command.spawn().expect("the server can be started");
        let mut server = Self { kind, process, port, _folder: folder };
        server.wait_until_listening();
        Some(server)
    }

    /// The URL of an address, encoded.
    pub(super) fn url(&self, address: &str) -> String {
        format!("http://127.0.0.1:{}{address}", self.port)
    }

    #[track_caller]
    fn wait_until_listening(&mut self) {
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let ended = self.process.try_wait().expect("its state can be asked");
            if ended.is_some() || start.elapsed() > MAX_START {
                let mut messages = String::new();
                let _ = self.process.kill();
                if let Some(stderr) = &mut self.process.stderr {
                    let _ = stderr.read_to_string(&mut messages);
                }
                panic!("{:?} does not listen: {ended:?} {messages}", self.kind);
            }
            std::thread::yield_now();
        }
    }

    /// Requests an address, encoded, with further lines of the head.
    pub(super) fn get(&self, address: &str, head: &str) -> Response {
        let mut connection =
            TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        let request = format!(
            "GET {address} HTTP/1.1\r\nHost: thu.example.vn\r\n{head}Connection: close\r\n\r\n"
        );
        connection.write_all(request.as_bytes()).expect("the server reads the request");
        let mut bytes = Vec::new();
        connection.read_to_end(&mut bytes).expect("the server responds");
        let end = bytes.windows(4).position(|part| part == b"\r\n\r\n").expect("a head ends");
        let body = String::from_utf8_lossy(&bytes.split_off(end + 4)).into_owned();
        let head = String::from_utf8(bytes).expect("the head is a text");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Response { status: status.expect("a status"), head, body }
    }
}

impl Drop for WebServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Response {
    pub(super) fn new(status: u16, headers: &BTreeMap<String, String>, body: String) -> Self {
        let headers = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
        Self { status, head: headers.collect(), body }
    }

    /// The values of a header, joined.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let value = |line: &str| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        };
        let values: Vec<String> = self.head.lines().filter_map(value).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// Whether browsers display it without any right.
    pub(super) fn is_sandboxed(&self) -> bool {
        let policies = self.header("content-security-policy").unwrap_or_default();
        policies.split(", ").any(|policy| policy.starts_with("sandbox;"))
    }

    /// Whether browsers ask for it again each time.
    pub(super) fn is_asked_again(&self) -> bool {
        let cache = self.header("cache-control").unwrap_or_default();
        cache == "no-cache" || cache == "public, max-age=0, must-revalidate"
    }

    /// The path and query to which it redirects, decoded.
    pub(super) fn location(&self) -> Option<String> {
        let location = self.header("location")?;
        let path = location
            .split_once("://")
            .and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned()));
        Some(decode(&path.unwrap_or(location)))
    }
}

/// The recipe of the documentation for a server, with the root of the host, the folder of the site and the port put in.
fn recipe(kind: ServerKind, (root, site): (&Path, &Path), port: u16) -> String {
    let documentation = include_str!("../../../docs/may-chu.md");
    let start = documentation.find(kind.program().1).expect("the documentation has a recipe");
    let lines = documentation[start..].lines().take_while(|line| line.starts_with("    "));
    let recipe: String = lines.map(|line| format!("{}\n", &line[4..])).collect();
    recipe
        .replace("/srv/cong/public/", &format!("{}/", site.display()))
        .replace("/srv/cong/public", &root.display().to_string())
        .replace("listen 80;", &format!("listen 127.0.0.1:{port};"))
        .replace(
            "http://thu.example.vn {",
            &format!("http://thu.example.vn:{port}, http://127.0.0.1:{port} {{\nbind 127.0.0.1"),
        )
        .replace("*:80", &format!("127.0.0.1:{port}"))
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("it has an address").port()
}
