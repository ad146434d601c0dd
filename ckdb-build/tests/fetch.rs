//! Fetching, against a server in this process that misbehaves in the ways real ones do.
#![allow(clippy::unwrap_used, clippy::panic)]

use ckdb_build::fetch::{FetchError, Fetched, Known, Patience, Wanted, fetch};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How the server answers one request.
#[derive(Clone, Copy)]
enum Answer {
    /// As a good server does: whole, part, or not modified.
    Well,
    /// The connection ends after so many bytes of the body.
    BreakOffAfter(usize),
    /// Only this status.
    Status(u16),
}

struct Server {
    address: String,
    /// Heads of the requests that came.
    requests: Arc<Mutex<Vec<String>>>,
    /// What is served: body and ETag.
    file: Arc<Mutex<(Vec<u8>, String)>>,
}

impl Server {
    /// Answers the n-th request as the n-th answer says, later ones well.
    fn new(body: &[u8], etag: &str, answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/file.tsv", listener.local_addr().unwrap());
        let requests: Arc<Mutex<Vec<String>>> = Arc::default();
        let file = Arc::new(Mutex::new((body.to_vec(), etag.to_owned())));
        let (seen, served) = (requests.clone(), file.clone());
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let answer = answers.get(number).copied().unwrap_or(Answer::Well);
                let (body, etag) = served.lock().unwrap().clone();
                serve(stream.unwrap(), answer, &body, &etag, &seen);
            }
        });
        Self { address, requests, file }
    }

    fn wanted(&self) -> Wanted {
        Wanted { name: "file.tsv".to_owned(), address: self.address.clone(), sha256: None }
    }

    fn last_request(&self) -> String {
        self.requests.lock().unwrap().last().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, answer: Answer, body: &[u8], etag: &str, seen: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = String::new();
    while reader.read_line(&mut head).unwrap_or(0) > 2 {}
    seen.lock().unwrap().push(head.clone());
    let field = |name: &str| {
        let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    if let Answer::Status(status) = answer {
        let _ = write!(stream, "HTTP/1.1 {status} As It Is\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
    }
    if field("if-none-match").as_deref() == Some(etag) {
        let _ = write!(stream, "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n");
        return;
    }
    let from = field("range")
        .filter(|_| field("if-range").as_deref() == Some(etag))
        .map(|range| range.trim_start_matches("bytes=").trim_end_matches('-').parse::<usize>().unwrap());
    let status = if from.is_some() { "206 Partial Content" } else { "200 OK" };
    let part = &body[from.unwrap_or(0)..];
    let _ = write!(stream, "HTTP/1.1 {status}\r\nETag: {etag}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", part.len());
    let sent = if let Answer::BreakOffAfter(count) = answer { &part[..count.min(part.len())] } else { part };
    let _ = stream.write_all(sent);
}

const IMPATIENT: Patience = Patience { attempts: 4, first_wait: Duration::from_millis(1), silence: Duration::from_secs(10) };

fn body(length: usize, seed: u8) -> Vec<u8> {
    (0..length).map(|index| (index % 251) as u8 ^ seed).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn an_unchanged_file_is_not_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let body = body(100_000, 0);
    let server = Server::new(&body, "\"v1\"", vec![]);
    let first = fetch(&server.wanted(), folder.path(), IMPATIENT).unwrap();
    assert_eq!(first, Fetched::New { bytes: 100_000, transferred: 100_000 });
    assert_eq!(fs::read(folder.path().join("file.tsv")).unwrap(), body);
    assert_eq!(fetch(&server.wanted(), folder.path(), IMPATIENT).unwrap(), Fetched::Unchanged);
    assert!(server.last_request().to_ascii_lowercase().contains("if-none-match: \"v1\""));
    assert_eq!(names(folder.path()), ["fetched.json", "file.tsv"], "nothing else is left");
    assert_eq!(Known::read(folder.path()).unwrap().get("file.tsv").unwrap().etag, "\"v1\"");
}

#[test]
fn a_file_somebody_changed_is_fetched_anew() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::new(b"as published", "\"v1\"", vec![]);
    fetch(&server.wanted(), folder.path(), IMPATIENT).unwrap();
    let path = folder.path().join("file.tsv");
    fs::remove_file(&path).unwrap();
    fs::write(&path, b"as edited").unwrap();
    assert!(matches!(fetch(&server.wanted(), folder.path(), IMPATIENT).unwrap(), Fetched::New { .. }));
    assert_eq!(fs::read(path).unwrap(), b"as published");
}

#[test]
fn a_broken_transfer_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let body = body(300_000, 7);
    let server = Server::new(&body, "\"v1\"", vec![Answer::BreakOffAfter(120_000), Answer::Status(503)]);
    let fetched = fetch(&server.wanted(), folder.path(), IMPATIENT).unwrap();
    assert_eq!(fs::read(folder.path().join("file.tsv")).unwrap(), body);
    let Fetched::New { bytes: 300_000, transferred } = fetched else { panic!("{fetched:?}") };
    assert_eq!(transferred, 180_000, "the first 120,000 bytes came once");
    assert!(server.last_request().to_ascii_lowercase().contains("range: bytes=120000-"), "{}", server.last_request());
}

#[test]
fn parts_of_two_versions_are_never_joined() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::new(&body(300_000, 7), "\"v1\"", vec![Answer::BreakOffAfter(120_000)]);
    let once = Patience { attempts: 1, ..IMPATIENT };
    assert!(fetch(&server.wanted(), folder.path(), once).is_err());
    let newer = body(200_000, 99);
    *server.file.lock().unwrap() = (newer.clone(), "\"v2\"".to_owned());
    fetch(&server.wanted(), folder.path(), once).unwrap();
    assert_eq!(fs::read(folder.path().join("file.tsv")).unwrap(), newer);
}

#[test]
fn a_wrong_checksum_leaves_the_file_that_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::new(b"good", "\"v1\"", vec![]);
    // SHA-256 of the four letters, by sha256sum.
    let good = "770e607624d689265ca6c44884d0807d9b054d23c473c106c72be9de08b7376c";
    let wanted = Wanted { sha256: Some(good.to_owned()), ..server.wanted() };
    fetch(&wanted, folder.path(), IMPATIENT).unwrap();
    *server.file.lock().unwrap() = (b"evil".to_vec(), "\"v2\"".to_owned());
    let error = fetch(&wanted, folder.path(), IMPATIENT).unwrap_err();
    assert!(matches!(&error, FetchError::Checksum { expected, .. } if expected == good), "{error}");
    assert_eq!(fs::read(folder.path().join("file.tsv")).unwrap(), b"good");
}

#[test]
fn what_will_not_pass_is_not_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::new(b"", "", vec![Answer::Status(404)]);
    let error = fetch(&server.wanted(), folder.path(), IMPATIENT).unwrap_err();
    assert!(matches!(error, FetchError::Refused { status: 404, .. }), "{error}");
    assert_eq!(server.requests.lock().unwrap().len(), 1);
}

#[test]
fn without_a_network_the_message_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    // A port nobody listens at: it was free a moment ago.
    let address = format!("http://{}/file.tsv", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    fs::write(folder.path().join("file.tsv"), b"of yesterday").unwrap();
    let wanted = Wanted { name: "file.tsv".to_owned(), address, sha256: None };
    let error = fetch(&wanted, folder.path(), IMPATIENT).unwrap_err().to_string();
    assert!(error.contains("cannot reach") && error.contains("4 attempts") && error.contains("by hand"), "{error}");
    assert_eq!(fs::read(folder.path().join("file.tsv")).unwrap(), b"of yesterday");
}

#[test]
fn a_name_cannot_leave_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["../x", "a/b", ".hidden", "", "fetched.json"] {
        let wanted = Wanted { name: name.to_owned(), address: "http://127.0.0.1:9/".to_owned(), sha256: None };
        assert!(matches!(fetch(&wanted, folder.path(), IMPATIENT), Err(FetchError::Name { .. })), "{name}");
    }
}
