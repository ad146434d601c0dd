//! One attempt to get one file.

use super::known::{Known, KnownFile};
use super::{FetchError, Fetched, Patience, Wanted};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use ureq::http::{HeaderMap, Response, StatusCode, header};
use ureq::{Agent, Body};

/// Why an attempt failed.
pub(super) enum Trouble {
    /// It may go better next time.
    Passing(String),
    /// It will not.
    Final(FetchError),
}

impl From<FetchError> for Trouble {
    fn from(error: FetchError) -> Self {
        Self::Final(error)
    }
}

/// The largest file that is taken, 8 GiB: a server that never stops must not fill the disk.
const LARGEST: u64 = 8 << 30;

pub(super) fn agent(patience: Patience) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .timeout_connect(Some(patience.silence))
        .timeout_recv_response(Some(patience.silence))
        .user_agent(concat!("ckdb/", env!("CARGO_PKG_VERSION")))
        .build();
    config.into()
}

pub(super) fn attempt(agent: &Agent, wanted: &Wanted, folder: &Path, known: &mut Known) -> Result<Fetched, Trouble> {
    let target = folder.join(&wanted.name);
    let part = folder.join(format!(".{}.part", wanted.name));
    let mark = folder.join(format!(".{}.etag", wanted.name));
    let own = known.get(&wanted.name).filter(|file| file.address == wanted.address && is_whole(&target, file)).cloned();
    // A part belongs to the version of the file it was begun with; without that mark it cannot be gone on with.
    let begun = fs::read_to_string(&mark).ok().filter(|mark| !mark.is_empty());
    let have = if begun.is_some() { fs::metadata(&part).map_or(0, |data| data.len()) } else { 0 };
    // Compressed on the way would make lengths and ranges mean something else: files come as they are.
    let mut request = agent.get(&wanted.address).header(header::ACCEPT_ENCODING, "identity");
    if let (Some(begun), true) = (&begun, have > 0) {
        request = request.header(header::RANGE, format!("bytes={have}-")).header(header::IF_RANGE, begun.as_str());
    } else if let Some(etag) = own.as_ref().map(|file| file.etag.as_str()).filter(|etag| !etag.is_empty()) {
        request = request.header(header::IF_NONE_MATCH, etag);
    }
    let response = request.call().map_err(|error| match error {
        ureq::Error::BadUri(_) => Trouble::Final(FetchError::Refused { address: wanted.address.clone(), status: 0 }),
        other => Trouble::Passing(other.to_string()),
    })?;
    let status = response.status();
    match status {
        StatusCode::NOT_MODIFIED if own.is_some() => return Ok(Fetched::Unchanged),
        StatusCode::OK | StatusCode::PARTIAL_CONTENT => {}
        StatusCode::RANGE_NOT_SATISFIABLE => {
            // What has come is longer than the file is now: begin anew.
            let _ = fs::remove_file(&part);
            return Err(Trouble::Passing("the server has a shorter file than the part that came before".to_owned()));
        }
        StatusCode::TOO_MANY_REQUESTS => return Err(Trouble::Passing("the server asks to wait (429)".to_owned())),
        status if status.is_server_error() => return Err(Trouble::Passing(format!("the server answered {}", status.as_u16()))),
        status => return Err(FetchError::Refused { address: wanted.address.clone(), status: status.as_u16() }.into()),
    }
    let from = if status == StatusCode::PARTIAL_CONTENT { have } else { 0 };
    let headers = Headers::of(response.headers());
    // A mark that may stand for several versions (weak) is no ground to go on from.
    let strong = if headers.etag.starts_with("W/") { "" } else { headers.etag.as_str() };
    fs::write(&mark, strong).map_err(at(&mark, "it cannot be written"))?;
    let transferred = receive(response, &part, from)?;
    let (bytes, sha256) = digest(&part)?;
    if let Some(expected) = wanted.sha256.as_ref().filter(|expected| !expected.eq_ignore_ascii_case(&sha256)) {
        let _ = fs::remove_file(&part);
        let (address, expected) = (wanted.address.clone(), expected.clone());
        return Err(FetchError::Checksum { address, expected, found: sha256, bytes }.into());
    }
    fs::rename(&part, &target).map_err(at(&target, "the file cannot be put in its place"))?;
    let _ = fs::remove_file(&mark);
    let Headers { etag, last_modified, date } = headers;
    known.set(&wanted.name, KnownFile { address: wanted.address.clone(), etag, last_modified, date, bytes, sha256 })?;
    Ok(Fetched::New { bytes, transferred })
}

/// Is the file at `path` the one we know?
fn is_whole(path: &Path, file: &KnownFile) -> bool {
    digest(path).is_ok_and(|(bytes, sha256)| bytes == file.bytes && sha256 == file.sha256)
}

struct Headers {
    etag: String,
    last_modified: String,
    date: String,
}

impl Headers {
    fn of(headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        Self { etag: text(header::ETAG), last_modified: text(header::LAST_MODIFIED), date: text(header::DATE) }
    }
}

/// Writes the body behind the first `from` bytes of the part. How many bytes came?
fn receive(response: Response<Body>, part: &Path, from: u64) -> Result<u64, Trouble> {
    let stated = response.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let mut file = File::options().create(true).truncate(false).write(true).open(part).map_err(at(part, "it cannot be written"))?;
    file.set_len(from).map_err(at(part, "it cannot be shortened"))?;
    io::Seek::seek(&mut file, io::SeekFrom::Start(from)).map_err(at(part, "it cannot be written"))?;
    let mut body = response.into_body().into_with_config().limit(LARGEST).reader();
    let mut buffer = vec![0; 1 << 16];
    let mut came = 0;
    loop {
        match body.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                file.write_all(&buffer[..count]).map_err(at(part, "it cannot be written"))?;
                came += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // What came is kept: the next attempt goes on from there.
            Err(error) => return Err(Trouble::Passing(error.to_string())),
        }
    }
    file.sync_all().map_err(at(part, "it cannot be flushed to disk"))?;
    match stated {
        Some(stated) if stated != came => Err(Trouble::Passing(format!("{came} of {stated} bytes came"))),
        _ => Ok(came),
    }
}

/// Length and SHA-256 of a file.
fn digest(path: &Path) -> Result<(u64, String), Trouble> {
    let mut file = File::open(path).map_err(at(path, "it cannot be read"))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let count = file.read(&mut buffer).map_err(at(path, "it cannot be read"))?;
        if count == 0 {
            break;
        }
        hasher.update(&buffer[..count]);
        bytes += count as u64;
    }
    Ok((bytes, hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

fn at(path: &Path, problem: &'static str) -> impl FnOnce(io::Error) -> Trouble {
    let path = path.to_owned();
    move |cause| Trouble::Final(FetchError::Folder { path, problem, cause })
}
