//! From a request to its answer.
//!
//! The portal is asked on a thread that may take its time; the thread of the sockets never waits for it. A portal that
//! breaks over one request costs that answer, not the server.

use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};
use tokio::task::spawn_blocking;
use tower_http::services::ServeFile;

use super::access::{self, Access, Refusal};
use super::address;
use super::media;
use super::memory::{self, Body};
use super::script;
use crate::preview::hub::Hub;
use crate::preview::page;
use crate::preview::site::{Answer, Seen, Site};
use crate::site::headers;

/// What a page may load and run: the same as on the site, so that what will break there breaks here.
const POLICY: HeaderName = header::CONTENT_SECURITY_POLICY;
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What answers requests.
pub(super) struct Answering {
    pub(super) access: Access,
    pub(super) site: Arc<dyn Site>,
    pub(super) hub: Arc<Hub>,
    /// Where a person finds this server, without the sub-path.
    pub(super) url: String,
}

/// What a request means.
enum Found {
    /// An address of the portal, and what lies there.
    Answer(String, Answer),
    /// The way to the portal, which lies below.
    Above,
    /// Nothing of the portal.
    Outside(String),
    Script,
    Events,
}

impl Answering {
    /// Answers a request from somewhere; its body, if any, is left unread.
    pub(super) async fn answer(&self, request: Request<Incoming>, from: IpAddr) -> Response<Body> {
        let (head, _) = request.into_parts();
        let mut response = match self.access.judge(&head) {
            Err(refusal) => self.refuse(refusal),
            Ok(()) if head.method == Method::GET || head.method == Method::HEAD => {
                self.look(head, from).await
            }
            Ok(()) => {
                let mut response = say(StatusCode::METHOD_NOT_ALLOWED, "Ở đây chỉ xem được (GET).");
                response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
                response
            }
        };
        let headers = response.headers_mut();
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
        // What is not published yet is not for other sites, not even to embed.
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
        headers.entry(POLICY).or_insert(HeaderValue::from_static(headers::POLICY));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }

    fn refuse(&self, refusal: Refusal) -> Response<Body> {
        match refusal {
            Refusal::NoHost => say(StatusCode::BAD_REQUEST, "Yêu cầu không nói rõ máy chủ (Host)."),
            Refusal::Foreign => say(
                StatusCode::FORBIDDEN,
                &format!(
                    "Bản xem thử này nằm ở {}/ và không trả lời dưới tên khác.\nMuốn xem từ máy khác trong mạng: \
                     niemyet serve --host 0.0.0.0, rồi gọi bằng địa chỉ IP hoặc tên của máy này.",
                    self.url
                ),
            ),
        }
    }

    async fn look(&self, head: Parts, from: IpAddr) -> Response<Body> {
        let Some(address) = address::read(head.uri.path()) else {
            return say(StatusCode::BAD_REQUEST, "Địa chỉ không hợp lệ.");
        };
        let site = Arc::clone(&self.site);
        let Ok((base, found)) = spawn_blocking(move || find(&*site, &address)).await else {
            return broken();
        };
        match found {
            Found::Answer(address, answer) => give(head, &base, &address, answer).await,
            Found::Above => lead(&head, &format!("{base}/")),
            Found::Outside(address) => {
                // A link to here would lead nowhere on the real site, so this leads nowhere either. But the sub-path
                // may be younger than the page that stands open.
                let link = format!("{base}{}", address::written(&address));
                let page = page::outside(&link);
                memory::plain(StatusCode::NOT_FOUND, media::PAGE, page)
            }
            Found::Script => {
                let media = HeaderValue::from_static("text/javascript; charset=utf-8");
                memory::conditional(&head, media, script::TEXT)
            }
            Found::Events => self.events(&head, &base, from),
        }
    }

    /// Opens a stream, and tells at once what the page has missed.
    fn events(&self, head: &Parts, base: &str, from: IpAddr) -> Response<Body> {
        if !access::is_own_page(&head.headers) {
            return say(
                StatusCode::FORBIDDEN,
                "Chỉ trang của chính cổng này được theo dõi thay đổi.",
            );
        }
        let query = head.uri.query().unwrap_or_default();
        let page = address::value(query, "page").and_then(|page| address::read(&page));
        let Some(page) = page.and_then(|page| address::below(base, &page)) else {
            return say(StatusCode::BAD_REQUEST, "Thiếu địa chỉ của trang.");
        };
        let seen = address::value(query, "seen").and_then(|seen| Seen::parse(&seen));
        let browser = match head.headers.get(header::USER_AGENT) {
            Some(name) => format!("{from} {}", String::from_utf8_lossy(name.as_bytes())),
            None => from.to_string(),
        };
        // Opened before the page is looked at: what moves meanwhile is told by one or the other.
        let stream = self.hub.open(page.clone(), browser, seen);
        let (site, hub) = (Arc::clone(&self.site), Arc::clone(&self.hub));
        spawn_blocking(move || hub.compare(&*site, &page));
        let body = stream.map_err(|never| match never {}).boxed_unsync();
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

/// Asks the portal, and tells the sub-path that it lies at.
fn find(site: &dyn Site, address: &str) -> (String, Found) {
    let base = site.base();
    let found = match address::below(&base, address) {
        Some(below) if below == script::SCRIPT => Found::Script,
        Some(below) if below == script::EVENTS => Found::Events,
        Some(below) => {
            let answer = site.answer(&below);
            Found::Answer(below, answer)
        }
        None if address == "/" || address::below(&base, &format!("{address}/")).is_some() => {
            Found::Above
        }
        None => Found::Outside(address.to_owned()),
    };
    (base, found)
}

/// Hands out what the portal answered.
async fn give(head: Parts, base: &str, address: &str, answer: Answer) -> Response<Body> {
    let mut response = match answer {
        Answer::Page { status, mut bytes } => {
            script::insert(&mut bytes, base);
            match StatusCode::from_u16(status) {
                Ok(StatusCode::OK) => memory::conditional(&head, media::PAGE, bytes),
                Ok(status) => memory::plain(status, media::PAGE, bytes),
                Err(_) => broken(),
            }
        }
        Answer::Bytes(bytes) => memory::conditional(&head, media::of(address), bytes),
        Answer::File(path) => file(head, &path, media::of(address)).await,
        Answer::Moved(to) => lead(&head, &format!("{base}{}", address::written(&to))),
    };
    response.headers_mut().insert(POLICY, HeaderValue::from_static(headers::policy(address)));
    response
}

/// Hands out a file of the disk.
async fn file(mut head: Parts, path: &Path, media: HeaderValue) -> Response<Body> {
    let headers = &mut head.headers;
    // A time in whole seconds does not tell two saves of one second apart; the validator does.
    headers.remove(header::IF_MODIFIED_SINCE);
    headers.remove(header::IF_UNMODIFIED_SINCE);
    // What may have moved is sent whole.
    if headers.contains_key(header::IF_RANGE) {
        headers.remove(header::RANGE);
    }
    let request = Request::from_parts(head, Empty::<Bytes>::new());
    let served = ServeFile::new(path).ignore_multi_range_requests(true).try_call(request).await;
    match served {
        Ok(mut response) => {
            if response.status().is_success() {
                response.headers_mut().insert(header::CONTENT_TYPE, media);
            }
            response.map(BodyExt::boxed_unsync)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            say(StatusCode::NOT_FOUND, "Tệp này vừa bị xoá hoặc đổi tên.")
        }
        Err(_) => broken(),
    }
}

/// Leads to another path, with the query.
fn lead(head: &Parts, path: &str) -> Response<Body> {
    let query = head.uri.query().map_or_else(String::new, |query| format!("?{query}"));
    let Ok(location) = HeaderValue::from_str(&format!("{path}{query}")) else { return broken() };
    // Not for ever: the next portal at this port may have something else there.
    let mut response = say(StatusCode::FOUND, path);
    response.headers_mut().insert(header::LOCATION, location);
    response
}

fn broken() -> Response<Body> {
    say(StatusCode::INTERNAL_SERVER_ERROR, "Không xem được trang này vì một lỗi của niemyet.")
}

/// Says something as the server, not as the portal.
fn say(status: StatusCode, text: &str) -> Response<Body> {
    memory::plain(status, media::TEXT, format!("{text}\n"))
}
