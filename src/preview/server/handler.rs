//! The request handler: from an HTTP request to its response.
//!
//! The portal is called on a blocking thread; the thread of the sockets never waits for it. If the portal panics during
//! a request, only that response is an error.

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

use super::access::{self, AllowedHosts};
use super::address;
use super::media;
use super::refusal::Refusal;
use super::responses::{self, ResponseBody};
use super::script;
use crate::diagnostic::Language;
use crate::preview::backend::{Backend, PageFingerprint, Resource};
use crate::preview::broadcaster::EventBroadcaster;
use crate::preview::error_pages;
use crate::site::servers;

/// The same policy as on the site, so that a page that violates it fails in the preview already.
const CSP: HeaderName = header::CONTENT_SECURITY_POLICY;
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Answers the requests of all connections.
pub(super) struct RequestHandler {
    pub(super) hosts: AllowedHosts,
    pub(super) backend: Arc<dyn Backend>,
    pub(super) broadcaster: Arc<EventBroadcaster>,
    /// The URL of this server, without the sub-path and the final slash.
    pub(super) url: String,
}

/// What the path of a request refers to.
enum RequestTarget {
    /// An address of the portal, with the resource there.
    Portal(String, Resource),
    /// A path above the portal: it redirects to the sub-path.
    BaseRedirect,
    /// An address outside the portal's sub-path, with the language of messages.
    OutsideBase(String, Language),
    Script,
    Events,
}

impl RequestHandler {
    /// Answers a request of `client`; its body, if any, is not read.
    pub(super) async fn handle(
        &self,
        request: Request<Incoming>,
        client: IpAddr,
    ) -> Response<ResponseBody> {
        let (head, _) = request.into_parts();
        let mut response = match self.hosts.check(&head) {
            Err(refusal) => self.refuse(refusal).await,
            Ok(()) if head.method == Method::GET || head.method == Method::HEAD => {
                self.get(head, client).await
            }
            Ok(()) => {
                let mut response = self.refuse(Refusal::Method).await;
                response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
                response
            }
        };
        let headers = response.headers_mut();
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
        // Other sites must not even embed what is not published yet.
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
        headers.entry(CSP).or_insert(HeaderValue::from_static(servers::PAGE_POLICY));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }

    async fn refuse(&self, refusal: Refusal) -> Response<ResponseBody> {
        let backend = Arc::clone(&self.backend);
        let language = spawn_blocking(move || backend.language()).await.unwrap_or_default();
        let (status, text) = refusal.response(&self.url, language);
        text_response(status, &text)
    }

    async fn get(&self, head: Parts, client: IpAddr) -> Response<ResponseBody> {
        let Some(address) = address::decode(head.uri.path()) else {
            return self.refuse(Refusal::BadAddress).await;
        };
        let backend = Arc::clone(&self.backend);
        let Ok((base, target)) = spawn_blocking(move || route(&*backend, &address)).await else {
            return self.refuse(Refusal::InternalError).await;
        };
        let response = match target {
            RequestTarget::Portal(address, resource) => {
                resource_response(head, &base, &address, resource).await
            }
            RequestTarget::BaseRedirect => redirect(&head, &format!("{base}/")),
            RequestTarget::OutsideBase(address, language) => {
                // Such a link is broken on the published site, so it is broken here. But the page may have been opened
                // before the sub-path was set, so the response links to the address below it.
                let link = format!("{base}{}", address::encode(&address));
                let page = error_pages::outside_base_page(&link, language);
                Ok(responses::plain(StatusCode::NOT_FOUND, media::HTML, page))
            }
            RequestTarget::Script => {
                let media = HeaderValue::from_static("text/javascript; charset=utf-8");
                Ok(responses::conditional(&head, media, script::SCRIPT_SOURCE))
            }
            RequestTarget::Events => self.open_event_stream(&head, &base, client),
        };
        match response {
            Ok(response) => response,
            Err(refusal) => self.refuse(refusal).await,
        }
    }

    /// Opens an event stream, and sends at once what the page has missed.
    fn open_event_stream(
        &self,
        head: &Parts,
        base: &str,
        client: IpAddr,
    ) -> Result<Response<ResponseBody>, Refusal> {
        if !access::is_same_origin(&head.headers) {
            return Err(Refusal::ForeignEvents);
        }
        let query = head.uri.query().unwrap_or_default();
        let page = address::query_value(query, "page").and_then(|page| address::decode(&page));
        let Some(page) = page.and_then(|page| address::strip_base(base, &page)) else {
            return Err(Refusal::MissingPage);
        };
        let shown =
            address::query_value(query, "seen").and_then(|shown| PageFingerprint::parse(&shown));
        let browser = match head.headers.get(header::USER_AGENT) {
            Some(name) => format!("{client} {}", String::from_utf8_lossy(name.as_bytes())),
            None => client.to_string(),
        };
        // Opened before the page is compared, so that no change in between is missed.
        let stream = self.broadcaster.subscribe(page.clone(), browser, shown);
        let (backend, broadcaster) = (Arc::clone(&self.backend), Arc::clone(&self.broadcaster));
        spawn_blocking(move || broadcaster.send_page_changes(&*backend, &page));
        let body = stream.map_err(|never| match never {}).boxed_unsync();
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(response)
    }
}

/// Routes an address; returns it with the sub-path of the portal.
fn route(backend: &dyn Backend, address: &str) -> (String, RequestTarget) {
    let base = backend.base_path();
    let target = match address::strip_base(&base, address) {
        Some(below) if below == script::SCRIPT_PATH => RequestTarget::Script,
        Some(below) if below == script::EVENTS_PATH => RequestTarget::Events,
        Some(below) => {
            let resource = backend.resource(&below);
            RequestTarget::Portal(below, resource)
        }
        None if address == "/" || address::strip_base(&base, &format!("{address}/")).is_some() => {
            RequestTarget::BaseRedirect
        }
        None => RequestTarget::OutsideBase(address.to_owned(), backend.language()),
    };
    (base, target)
}

/// Builds the response for a resource of the portal.
async fn resource_response(
    head: Parts,
    base: &str,
    address: &str,
    resource: Resource,
) -> Result<Response<ResponseBody>, Refusal> {
    let mut is_download = false;
    let mut response = match resource {
        Resource::Page { status, mut bytes } => {
            script::insert_script_tag(&mut bytes, base);
            match StatusCode::from_u16(status) {
                Ok(StatusCode::OK) => responses::conditional(&head, media::HTML, bytes),
                Ok(status) => responses::plain(status, media::HTML, bytes),
                Err(_) => return Err(Refusal::InternalError),
            }
        }
        Resource::Bytes(bytes) => {
            responses::conditional(&head, media::media_type_of(address), bytes)
        }
        Resource::File { path, is_download: download } => {
            is_download = download;
            file_response(head, &path, media::media_type_of(address)).await?
        }
        Resource::Redirect(to) => redirect(&head, &format!("{base}{}", address::encode(&to)))?,
    };
    let policy = servers::policy_of(address, is_download);
    let headers = response.headers_mut();
    headers.insert(CSP, HeaderValue::from_static(policy.content_security));
    if let Some(disposition) = policy.disposition {
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition));
    }
    Ok(response)
}

/// Builds the response for a file on disk.
async fn file_response(
    mut head: Parts,
    path: &Path,
    media: HeaderValue,
) -> Result<Response<ResponseBody>, Refusal> {
    let headers = &mut head.headers;
    // Times in whole seconds do not distinguish two saves within a second; the entity tag does.
    headers.remove(header::IF_MODIFIED_SINCE);
    headers.remove(header::IF_UNMODIFIED_SINCE);
    // A file that may have changed is sent as a whole.
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
            Ok(response.map(BodyExt::boxed_unsync))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Refusal::FileGone),
        Err(_) => Err(Refusal::InternalError),
    }
}

/// Redirects to another path, keeping the query.
fn redirect(head: &Parts, path: &str) -> Result<Response<ResponseBody>, Refusal> {
    let query = head.uri.query().map_or_else(String::new, |query| format!("?{query}"));
    let location = HeaderValue::from_str(&format!("{path}{query}"));
    let location = location.map_err(|_| Refusal::InternalError)?;
    // Not permanent: the next portal at this port may have something else there.
    let mut response = text_response(StatusCode::FOUND, path);
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}

/// Builds a plain-text response of the server itself.
fn text_response(status: StatusCode, text: &str) -> Response<ResponseBody> {
    responses::plain(status, media::PLAIN_TEXT, format!("{text}\n"))
}
