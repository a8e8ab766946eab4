//! Responses from memory: conditional requests and ranges (RFC 9110, sections 13 and 14).
//!
//! Files on disk are served by tower-http; the rules here are the same.

use std::hash::Hasher as _;
use std::io;
use std::ops::RangeInclusive;

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};

/// The body of a response.
pub(super) type ResponseBody = UnsyncBoxBody<Bytes, io::Error>;

/// Builds an unconditional response.
pub(super) fn plain(
    status: StatusCode,
    media: HeaderValue,
    bytes: impl Into<Bytes>,
) -> Response<ResponseBody> {
    let bytes: Bytes = bytes.into();
    let length = HeaderValue::from(bytes.len());
    let body = Full::new(bytes).map_err(|never| match never {}).boxed_unsync();
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, media);
    response.headers_mut().insert(header::CONTENT_LENGTH, length);
    response
}

/// Builds a response with the bytes, the requested range of them, or 304 if the client has them already.
pub(super) fn conditional(
    head: &Parts,
    media: HeaderValue,
    bytes: impl Into<Bytes>,
) -> Response<ResponseBody> {
    let bytes: Bytes = bytes.into();
    let tag = etag(&bytes);
    let mut response = if lists_etag(head, header::IF_NONE_MATCH, &tag) {
        let mut unchanged = plain(StatusCode::NOT_MODIFIED, media, Bytes::new());
        unchanged.headers_mut().remove(header::CONTENT_TYPE);
        unchanged.headers_mut().remove(header::CONTENT_LENGTH);
        unchanged
    } else {
        match requested_range(head, &tag, bytes.len()) {
            RequestedRange::Full => plain(StatusCode::OK, media, bytes),
            RequestedRange::Partial(range) => partial_content(media, &bytes, &range),
            RequestedRange::Unsatisfiable => range_not_satisfiable(bytes.len()),
        }
    };
    response.headers_mut().insert(header::ETAG, tag);
    response.headers_mut().insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    response
}

/// The strong entity tag of bytes.
fn etag(bytes: &[u8]) -> HeaderValue {
    let mut hasher = rapidhash::quality::RapidHasher::default();
    hasher.write(bytes);
    let value = HeaderValue::from_str(&format!("\"{:016x}\"", hasher.finish()));
    value.expect("digits and quotes are visible ASCII")
}

/// Returns whether a header with a list of entity tags contains this one, weak or strong.
fn lists_etag(head: &Parts, list: HeaderName, tag: &HeaderValue) -> bool {
    let lists = head.headers.get_all(list).iter().filter_map(|list| list.to_str().ok());
    let mut tags = lists.flat_map(|list| list.split(',')).map(str::trim);
    tags.any(|listed| {
        listed == "*" || listed.strip_prefix("W/").unwrap_or(listed).as_bytes() == tag.as_bytes()
    })
}

enum RequestedRange {
    Full,
    Partial(RangeInclusive<u64>),
    Unsatisfiable,
}

/// Parses the requested range. Several ranges and invalid ones are answered with the whole.
fn requested_range(head: &Parts, tag: &HeaderValue, length: usize) -> RequestedRange {
    let range = head.headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    let unchanged = head.headers.get(header::IF_RANGE).is_none_or(|validator| validator == tag);
    let Some(range) = range.filter(|_| unchanged && head.method == Method::GET && length > 0)
    else {
        return RequestedRange::Full;
    };
    let Ok(parsed) = http_range_header::parse_range_header(range) else {
        return RequestedRange::Full;
    };
    match parsed.validate(length as u64) {
        Ok(mut ranges) if ranges.len() == 1 => {
            ranges.pop().map_or(RequestedRange::Full, RequestedRange::Partial)
        }
        Ok(_) => RequestedRange::Full,
        Err(_) => RequestedRange::Unsatisfiable,
    }
}

fn partial_content(
    media: HeaderValue,
    bytes: &Bytes,
    range: &RangeInclusive<u64>,
) -> Response<ResponseBody> {
    let positions = usize::try_from(*range.start()).unwrap_or(usize::MAX)
        ..=usize::try_from(*range.end()).unwrap_or(usize::MAX);
    let length = bytes.len();
    let mut response = plain(StatusCode::PARTIAL_CONTENT, media, bytes.slice(positions));
    let content_range =
        HeaderValue::from_str(&format!("bytes {}-{}/{length}", range.start(), range.end()));
    let content_range = content_range.expect("digits and signs are visible ASCII");
    response.headers_mut().insert(header::CONTENT_RANGE, content_range);
    response
}

fn range_not_satisfiable(length: usize) -> Response<ResponseBody> {
    let media = super::media::PLAIN_TEXT;
    let mut response = plain(StatusCode::RANGE_NOT_SATISFIABLE, media, Bytes::new());
    let content_range = HeaderValue::from_str(&format!("bytes */{length}"));
    let content_range = content_range.expect("digits and signs are visible ASCII");
    response.headers_mut().insert(header::CONTENT_RANGE, content_range);
    response
}
