//! Answers that lie in memory: conditional requests and ranges (RFC 9110, sections 13 and 14).
//!
//! What lies on the disk is answered with by tower-http; its rules are kept here too.

use std::hash::Hasher as _;
use std::io;
use std::ops::RangeInclusive;

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};

/// The body of an answer.
pub(super) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// Answers with bytes and a status, without conditions.
pub(super) fn plain(
    status: StatusCode,
    media: HeaderValue,
    bytes: impl Into<Bytes>,
) -> Response<Body> {
    let bytes: Bytes = bytes.into();
    let length = HeaderValue::from(bytes.len());
    let body = Full::new(bytes).map_err(|never| match never {}).boxed_unsync();
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, media);
    response.headers_mut().insert(header::CONTENT_LENGTH, length);
    response
}

/// Answers with bytes that have moved since, or with the part that is asked for.
pub(super) fn conditional(
    head: &Parts,
    media: HeaderValue,
    bytes: impl Into<Bytes>,
) -> Response<Body> {
    let bytes: Bytes = bytes.into();
    let tag = tag(&bytes);
    let mut response = if names(head, header::IF_NONE_MATCH, &tag) {
        let mut unmoved = plain(StatusCode::NOT_MODIFIED, media, Bytes::new());
        unmoved.headers_mut().remove(header::CONTENT_TYPE);
        unmoved.headers_mut().remove(header::CONTENT_LENGTH);
        unmoved
    } else {
        match asked(head, &tag, bytes.len()) {
            Asked::All => plain(StatusCode::OK, media, bytes),
            Asked::Part(range) => part(media, &bytes, &range),
            Asked::Nothing => beyond(bytes.len()),
        }
    };
    response.headers_mut().insert(header::ETAG, tag);
    response.headers_mut().insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    response
}

/// The strong validator of bytes.
fn tag(bytes: &[u8]) -> HeaderValue {
    let mut hasher = rapidhash::quality::RapidHasher::default();
    hasher.write(bytes);
    let value = HeaderValue::from_str(&format!("\"{:016x}\"", hasher.finish()));
    value.expect("digits and quotes are visible ASCII")
}

/// Tells whether a list of validators in a header names this one, weak or strong.
fn names(head: &Parts, list: HeaderName, tag: &HeaderValue) -> bool {
    let lists = head.headers.get_all(list).iter().filter_map(|list| list.to_str().ok());
    let mut named = lists.flat_map(|list| list.split(',')).map(str::trim);
    named
        .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one).as_bytes() == tag.as_bytes())
}

enum Asked {
    All,
    Part(RangeInclusive<u64>),
    Nothing,
}

/// Reads which part is asked for. Several are answered with the whole, as is what can not be read.
fn asked(head: &Parts, tag: &HeaderValue, length: usize) -> Asked {
    let range = head.headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    let unmoved = head.headers.get(header::IF_RANGE).is_none_or(|of| of == tag);
    let Some(range) = range.filter(|_| unmoved && head.method == Method::GET && length > 0) else {
        return Asked::All;
    };
    let Ok(parsed) = http_range_header::parse_range_header(range) else { return Asked::All };
    match parsed.validate(length as u64) {
        Ok(mut ranges) if ranges.len() == 1 => ranges.pop().map_or(Asked::All, Asked::Part),
        Ok(_) => Asked::All,
        Err(_) => Asked::Nothing,
    }
}

fn part(media: HeaderValue, bytes: &Bytes, range: &RangeInclusive<u64>) -> Response<Body> {
    let inside = usize::try_from(*range.start()).unwrap_or(usize::MAX)
        ..=usize::try_from(*range.end()).unwrap_or(usize::MAX);
    let whole = bytes.len();
    let mut response = plain(StatusCode::PARTIAL_CONTENT, media, bytes.slice(inside));
    let told = HeaderValue::from_str(&format!("bytes {}-{}/{whole}", range.start(), range.end()));
    let told = told.expect("digits and signs are visible ASCII");
    response.headers_mut().insert(header::CONTENT_RANGE, told);
    response
}

fn beyond(whole: usize) -> Response<Body> {
    let media = super::media::TEXT;
    let mut response = plain(StatusCode::RANGE_NOT_SATISFIABLE, media, Bytes::new());
    let told = HeaderValue::from_str(&format!("bytes */{whole}"));
    let told = told.expect("digits and signs are visible ASCII");
    response.headers_mut().insert(header::CONTENT_RANGE, told);
    response
}
