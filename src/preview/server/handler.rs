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

use super::access::{self, AllowedHosts, HostError};
use super::address;
use super::media;
use super::responses::{self, ResponseBody};
use super::script;
use crate::preview::backend::{Backend, PageFingerprint, Resource};
use crate::preview::broadcaster::EventBroadcaster;
use crate::preview::error_pages;
use crate::site::headers;

/// What a page may load and run: the same as on the site, so that what will break there breaks here.
const CSP: HeaderName = header::CONTENT_SECURITY_POLICY;
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What answers requests.
pub(super) struct RequestHandler {
    pub(super) hosts: AllowedHosts,
    pub(super) backend: Arc<dyn Backend>,
    pub(super) broadcaster: Arc<EventBroadcaster>,
    /// Where a person finds this server, without the sub-path.
    pub(super) url: String,
}

/// What a request means.
enum RequestTarget {
    /// An address of the portal, and what lies there.
    Portal(String, Resource),
    /// The way to the portal, which lies below.
    BaseRedirect,
    /// Nothing of the portal.
    OutsideBase(String),
    Script,
    Events,
}

impl RequestHandler {
    /// Answers a request from somewhere; its body, if any, is left unread.
    pub(super) async fn handle(
        &self,
        request: Request<Incoming>,
        from: IpAddr,
    ) -> Response<ResponseBody> {
        let (head, _) = request.into_parts();
        let mut response = match self.hosts.check(&head) {
            Err(refusal) => self.host_error_response(refusal),
            Ok(()) if head.method == Method::GET || head.method == Method::HEAD => {
                self.get(head, from).await
            }
            Ok(()) => {
                let mut response =
                    text_response(StatusCode::METHOD_NOT_ALLOWED, "Ở đây chỉ xem được (GET).");
                response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
                response
            }
        };
        let headers = response.headers_mut();
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
        // What is not published yet is not for other sites, not even to embed.
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
        headers.entry(CSP).or_insert(HeaderValue::from_static(headers::PAGE_POLICY));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }

    fn host_error_response(&self, refusal: HostError) -> Response<ResponseBody> {
        match refusal {
            HostError::MissingHost => {
                text_response(StatusCode::BAD_REQUEST, "Yêu cầu không nói rõ máy chủ (Host).")
            }
            HostError::ForeignHost => text_response(
                StatusCode::FORBIDDEN,
                &format!(
                    "Bản xem thử này nằm ở {}/ và không trả lời dưới tên khác.\nMuốn xem từ máy khác trong mạng: \
                     niemyet serve --host 0.0.0.0, rồi gọi bằng địa chỉ IP hoặc tên của máy này.",
                    self.url
                ),
            ),
        }
    }

    async fn get(&self, head: Parts, from: IpAddr) -> Response<ResponseBody> {
        let Some(address) = address::decode(head.uri.path()) else {
            return text_response(StatusCode::BAD_REQUEST, "Địa chỉ không hợp lệ.");
        };
        let site = Arc::clone(&self.backend);
        let Ok((base, found)) = spawn_blocking(move || route(&*site, &address)).await else {
            return internal_error();
        };
        match found {
            RequestTarget::Portal(address, answer) => {
                resource_response(head, &base, &address, answer).await
            }
            RequestTarget::BaseRedirect => redirect(&head, &format!("{base}/")),
            RequestTarget::OutsideBase(address) => {
                // A link to here would lead nowhere on the real site, so this leads nowhere either. But the sub-path
                // may be younger than the page that stands open.
                let link = format!("{base}{}", address::encode(&address));
                let page = error_pages::outside_base_page(&link);
                responses::plain(StatusCode::NOT_FOUND, media::HTML, page)
            }
            RequestTarget::Script => {
                let media = HeaderValue::from_static("text/javascript; charset=utf-8");
                responses::conditional(&head, media, script::SCRIPT_SOURCE)
            }
            RequestTarget::Events => self.open_event_stream(&head, &base, from),
        }
    }

    /// Opens a stream, and tells at once what the page has missed.
    fn open_event_stream(&self, head: &Parts, base: &str, from: IpAddr) -> Response<ResponseBody> {
        if !access::is_same_origin(&head.headers) {
            return text_response(
                StatusCode::FORBIDDEN,
                "Chỉ trang của chính cổng này được theo dõi thay đổi.",
            );
        }
        let query = head.uri.query().unwrap_or_default();
        let page = address::query_value(query, "page").and_then(|page| address::decode(&page));
        let Some(page) = page.and_then(|page| address::strip_base(base, &page)) else {
            return text_response(StatusCode::BAD_REQUEST, "Thiếu địa chỉ của trang.");
        };
        let seen =
            address::query_value(query, "seen").and_then(|seen| PageFingerprint::parse(&seen));
        let browser = match head.headers.get(header::USER_AGENT) {
            Some(name) => format!("{from} {}", String::from_utf8_lossy(name.as_bytes())),
            None => from.to_string(),
        };
        // Opened before the page is looked at: what moves meanwhile is told by one or the other.
        let stream = self.broadcaster.subscribe(page.clone(), browser, seen);
        let (site, hub) = (Arc::clone(&self.backend), Arc::clone(&self.broadcaster));
        spawn_blocking(move || hub.send_page_changes(&*site, &page));
        let body = stream.map_err(|never| match never {}).boxed_unsync();
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

/// Asks the portal, and tells the sub-path that it lies at.
fn route(site: &dyn Backend, address: &str) -> (String, RequestTarget) {
    let base = site.base_path();
    let found = match address::strip_base(&base, address) {
        Some(below) if below == script::SCRIPT_PATH => RequestTarget::Script,
        Some(below) if below == script::EVENTS_PATH => RequestTarget::Events,
        Some(below) => {
            let answer = site.resource(&below);
            RequestTarget::Portal(below, answer)
        }
        None if address == "/" || address::strip_base(&base, &format!("{address}/")).is_some() => {
            RequestTarget::BaseRedirect
        }
        None => RequestTarget::OutsideBase(address.to_owned()),
    };
    (base, found)
}

/// Hands out what the portal answered.
async fn resource_response(
    head: Parts,
    base: &str,
    address: &str,
    answer: Resource,
) -> Response<ResponseBody> {
    let mut response = match answer {
        Resource::Page { status, mut bytes } => {
            script::insert_script_tag(&mut bytes, base);
            match StatusCode::from_u16(status) {
                Ok(StatusCode::OK) => responses::conditional(&head, media::HTML, bytes),
                Ok(status) => responses::plain(status, media::HTML, bytes),
                Err(_) => internal_error(),
            }
        }
        Resource::Bytes(bytes) => {
            responses::conditional(&head, media::media_type_of(address), bytes)
        }
        Resource::File(path) => file_response(head, &path, media::media_type_of(address)).await,
        Resource::Redirect(to) => redirect(&head, &format!("{base}{}", address::encode(&to))),
    };
    response.headers_mut().insert(CSP, HeaderValue::from_static(headers::policy_for(address)));
    response
}

/// Hands out a file of the disk.
async fn file_response(mut head: Parts, path: &Path, media: HeaderValue) -> Response<ResponseBody> {
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
            text_response(StatusCode::NOT_FOUND, "Tệp này vừa bị xoá hoặc đổi tên.")
        }
        Err(_) => internal_error(),
    }
}

/// Leads to another path, with the query.
fn redirect(head: &Parts, path: &str) -> Response<ResponseBody> {
    let query = head.uri.query().map_or_else(String::new, |query| format!("?{query}"));
    let Ok(location) = HeaderValue::from_str(&format!("{path}{query}")) else {
        return internal_error();
    };
    // Not for ever: the next portal at this port may have something else there.
    let mut response = text_response(StatusCode::FOUND, path);
    response.headers_mut().insert(header::LOCATION, location);
    response
}

fn internal_error() -> Response<ResponseBody> {
    text_response(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Không xem được trang này vì một lỗi của niemyet.",
    )
}

/// Says something as the server, not as the portal.
fn text_response(status: StatusCode, text: &str) -> Response<ResponseBody> {
    responses::plain(status, media::PLAIN_TEXT, format!("{text}\n"))
}
