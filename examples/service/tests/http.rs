//! The service as its users meet it: the program itself, asked over a socket of this machine by somebody else's HTTP client.
//!
//! `CKDB_SERVICE_INDEXES` names a folder with two indexes, `one.ckdb` and `two.ckdb`; `make test-service` builds them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, reason = "a test may stop, and says why it is skipped")]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Everything here ends, whatever the service does.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running service; ended with the test.
struct Running {
    process: Child,
    address: String,
    link: PathBuf,
    _folder: tempfile::TempDir,
    agent: ureq::Agent,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Running {
    /// Follows a link of its own to `one.ckdb`, looking every `seconds`. `None`: there are no indexes here.
    fn start(seconds: &str) -> Option<Self> {
        let Some(indexes) = std::env::var_os("CKDB_SERVICE_INDEXES") else {
            eprintln!("SKIPPED: CKDB_SERVICE_INDEXES names no indexes, so the service was not run; use `make test-service`");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        for name in ["one.ckdb", "two.ckdb"] {
            std::fs::copy(Path::new(&indexes).join(name), folder.path().join(name)).unwrap();
        }
        let link = folder.path().join("current");
        std::os::unix::fs::symlink("one.ckdb", &link).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_ckdb-service"));
        let mut process = command.arg(&link).args(["127.0.0.1:0", seconds]).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").expect("the service says where it listens").to_owned();
        let agent = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false).build().into();
        Some(Self { process, address, link, _folder: folder, agent })
    }

    fn get(&self, path: &str) -> (u16, String) {
        let mut answer = self.agent.get(format!("{}{path}", self.address)).call().unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    }

    fn post(&self, path: &str, kind: &str, body: &[u8]) -> (u16, Value) {
        let mut answer = self.agent.post(format!("{}{path}", self.address)).header("content-type", kind).send(body).unwrap();
        let text = answer.body_mut().with_config().limit(200 * 1024 * 1024).read_to_string().unwrap();
        (answer.status().as_u16(), serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {text}")))
    }

    fn ask(&self, body: &Value) -> (u16, Value) {
        self.post("/annotate", "application/json", body.to_string().as_bytes())
    }

    fn content_id(&self) -> String {
        let (status, health) = self.get("/health");
        assert_eq!(status, 200, "{health}");
        let health: Value = serde_json::from_str(&health).unwrap();
        health["index"].as_str().unwrap().to_owned()
    }

    /// Lets the link lead elsewhere, as a build publishes: a new link renamed over the old.
    fn publish(&self, name: &str) {
        let fresh = self.link.with_extension("new");
        std::os::unix::fs::symlink(name, &fresh).unwrap();
        std::fs::rename(&fresh, &self.link).unwrap();
    }
}

/// So that a refusal can be read by a program and by a person.
fn assert_refusal(error: &Value) {
    for field in ["code", "message", "cure"] {
        assert!(error[field].as_str().is_some_and(|text| !text.is_empty()), "{field} of {error}");
    }
}

#[test]
fn one_variant_and_a_batch_are_answered_alike() {
    let Some(service) = Running::start("3600") else { return };
    let (status, text) = service.get("/annotate?variant=chr7-140753336-A-T&assembly=GRCh38&disease=MEL");
    assert_eq!(status, 200, "{text}");
    let alone: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(alone[0]["annotation"]["type"], "variant");
    assert_eq!(alone[0]["annotation"]["variant"]["pos"], 140_753_336);
    assert!(alone[0]["annotation"]["matches"].as_array().unwrap().len() > 1, "{text}");
    assert_eq!(alone[0]["index"], service.content_id());
    let body = json!({ "variants": ["chr7-140753336-A-T", "no such thing", "EGFR", "BRAF V600E"], "assembly": "GRCh38", "disease": "MEL" });
    let (status, batch) = service.ask(&body);
    assert_eq!(status, 200, "{batch}");
    assert_eq!(batch.as_array().unwrap().len(), 4);
    assert_eq!(batch[0], alone[0], "a batch answers as one variant alone");
    assert_refusal(&batch[1]["error"]);
    assert_eq!(batch[2]["error"]["code"], "NO_VARIANT");
    // By its protein it meets what is claimed of the protein.
    assert!(batch[3]["annotation"]["matches"].to_string().contains("BRAF V600E"), "{}", batch[3]);
    let (status, one) = service.ask(&json!({ "variant": "chr7-140753336-A-T", "assembly": "GRCh38", "disease": "MEL" }));
    assert_eq!((status, &one), (200, &alone));
}

#[test]
fn garbage_is_refused_with_a_cure_and_harms_nobody() {
    let Some(service) = Running::start("3600") else { return };
    let many = json!({ "variants": vec!["BRAF V600E"; 1_001] });
    let long = json!({ "variant": "A".repeat(501) });
    let huge = json!({ "variant": "A".repeat(256 * 1024) });
    for (expected, body) in [
        (422, json!({ "variant": "BRAF V600E", "disease": "LUADD" })),
        (422, json!({ "variant": "BRAF V600E", "assembly": "hg99" })),
        (422, json!({ "variant": "BRAF V600E", "desease": "LUAD" })),
        (422, json!({ "variant": 7 })),
        (422, json!([])),
        (413, many),
        (413, long),
        (413, huge),
    ] {
        let (status, answer) = service.ask(&body);
        assert_eq!(status, expected, "{answer}");
        assert_refusal(&answer["error"]);
    }
    for (expected, kind, body) in [
        (400, "application/json", &b"{\"variant\": \"BRAF"[..]),
        (400, "application/json", b"\xff\xfe\x00"),
        (415, "text/plain", b"BRAF V600E"),
    ] {
        let (status, answer) = service.post("/annotate", kind, body);
        assert_eq!(status, expected, "{answer}");
        assert_refusal(&answer["error"]);
    }
    for path in ["/", "/annotate", "/annotate?variant=%00%ff", "/reload", "/../../etc/passwd", "/annotate?variants=x&variants=y"] {
        let (status, text) = service.get(path);
        assert!((400..500).contains(&status) || path.contains("%00"), "{path}: {status} {text}");
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert_refusal(if status == 200 { &answer[0]["error"] } else { &answer["error"] });
    }
    // Words a person or a fuzzer types: each has an answer or an error in its place.
    let odd = [
        "",
        " ",
        "chr7",
        "chr7-0-A-T",
        "chr7-4294967295-A-T",
        "chr7-99999999999-A-T",
        "chrM-16569-G-<DEL>",
        "é",
        "\u{0}",
        "BRAF V600",
        "NM_004333.6:c.",
        "p.",
        "1-1--",
        "chr7-140753336-A-A",
        "BRAF V999999999999E",
        "BCR::ABL1",
        "rs113488022",
        ":::::",
        "(((((",
        "NC_000007.14:g.1_99999999del",
    ];
    let (status, answers) = service.ask(&json!({ "variants": odd, "assembly": "GRCh38" }));
    assert_eq!(status, 200, "{answers}");
    for (asked, answer) in odd.iter().zip(answers.as_array().unwrap()) {
        assert_eq!(answer["asked"], *asked);
        assert_ne!(answer["annotation"].is_null(), answer["error"].is_null(), "{answer}");
        assert_ne!(answer["error"]["code"], "BROKEN", "{answer}");
    }
    let (_, metrics) = service.get("/metrics");
    assert!(!metrics.contains("status=\"500\""), "{metrics}");
    assert!(metrics.contains("ckdb_requests_total{path=\"/annotate\",status=\"413\"} 3"), "{metrics}");
}

#[test]
fn a_new_index_comes_into_service_without_a_pause() {
    let Some(service) = Running::start("3600") else { return };
    let old = service.content_id();
    let asked = json!({ "variants": ["BRAF V600E", "chr7-55191822-T-G"], "assembly": "GRCh38", "disease": "LUAD" });
    std::thread::scope(|threads| {
        // Ask all the while: each answer is whole and of one index.
        let asking: Vec<_> = (0..3).map(|_| threads.spawn(|| (0..8).map(|_| service.ask(&asked)).collect::<Vec<_>>())).collect();
        service.publish("two.ckdb");
        let (status, swapped) = service.post("/reload", "application/json", b"");
        assert_eq!((status, &swapped["swapped"]), (200, &json!(true)), "{swapped}");
        for (status, answers) in asking.into_iter().flat_map(|thread| thread.join().unwrap()) {
            assert_eq!(status, 200, "{answers}");
            assert_eq!(answers[0]["index"], answers[1]["index"]);
        }
    });
    let new = service.content_id();
    assert_ne!(new, old);
    assert_eq!(service.post("/reload", "application/json", b"").1["swapped"], false);
    // What is no index never comes into service.
    std::fs::write(service.link.with_file_name("damaged.ckdb"), b"no index").unwrap();
    service.publish("damaged.ckdb");
    let (status, refusal) = service.post("/reload", "application/json", b"");
    assert_eq!(status, 503, "{refusal}");
    assert_refusal(&refusal["error"]);
    assert_eq!(service.content_id(), new);
    let (_, metrics) = service.get("/metrics");
    for line in [
        &format!("ckdb_index_info{{content_id=\"{new}\"}} 1"),
        "# TYPE ckdb_reloads_total counter",
        "ckdb_reloads_total 1",
        "ckdb_reload_failures_total 1",
        "ckdb_variants_total 48",
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line} in\n{metrics}");
    }
}

#[test]
fn the_link_is_followed_by_itself() {
    let Some(service) = Running::start("1") else { return };
    let old = service.content_id();
    service.publish("two.ckdb");
    let began = Instant::now();
    while service.content_id() == old {
        assert!(began.elapsed() < PATIENCE, "the service did not follow the link");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// So that the example stays an example, and linking the library stays light.
#[test]
fn the_service_is_short_and_links_little() {
    assert!(include_str!("../src/main.rs").lines().count() < 150, "main.rs is the whole of HTTP in under 150 lines");
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "-p", "ckdb-service", "-e", "normal", "--prefix", "none"])
        .output();
    let tree = String::from_utf8(tree.unwrap().stdout).unwrap();
    assert!(tree.contains("ckdb-core "), "cargo tree gave:\n{tree}");
    for heavy in ["tantivy", "arrow-array", "parquet", "pyo3", "clap", "ckdb-build"] {
        assert!(!tree.lines().any(|line| line.split(' ').next() == Some(heavy)), "{heavy} is linked");
    }
}
