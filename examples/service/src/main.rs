//! CKDB behind HTTP: variants, health, metrics, a new index without a pause. README.md tells how to run and ask it.

mod served;

use axum::extract::{
    DefaultBodyLimit, Json, MatchedPath, Query, Request, State, rejection::JsonRejection, rejection::QueryRejection,
};
use axum::{Router, http::StatusCode, middleware, response::Response, routing};
use serde_json::{Value, json};
use served::{Answer, Asked, LONGEST_BODY, Served};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::{collections::BTreeMap, io::Write, path::PathBuf, time::Duration};

type Failure = Box<dyn std::error::Error + Send + Sync>;
type Refused = (StatusCode, Json<Value>);
type Answered = Result<Json<Vec<Answer>>, Refused>;
type Shared = State<Arc<Service>>;

/// Every refusal is JSON: a stable word for programs, what is wrong, what to do about it.
fn refused(status: StatusCode, code: &str, message: impl ToString, cure: &str) -> Refused {
    (status, Json(json!({ "error": { "code": code, "message": message.to_string(), "cure": cure } })))
}

struct Service {
    link: PathBuf,
    served: RwLock<Arc<Served>>,
    counts: Mutex<BTreeMap<String, usize>>,
}

impl Service {
    /// A request holds it to its end: its answers never mix two indexes, and the old one goes with the last request that holds it.
    fn current(&self) -> Arc<Served> {
        Arc::clone(&self.served.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Where the link leads now is opened and verified, then swapped in; what is no index never comes into service.
    fn follow(&self) -> Result<bool, Refused> {
        let fresh = self.current().moved(&self.link).map_err(|error| {
            self.count("ckdb_reload_failures_total", 1);
            refused(StatusCode::SERVICE_UNAVAILABLE, "OLD_INDEX_STAYS", error, "let the link lead to an index of this version")
        })?;
        let Some(fresh) = fresh else { return Ok(false) };
        *self.served.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
        self.count("ckdb_reloads_total", 1);
        Ok(true)
    }

    fn count(&self, series: &str, by: usize) {
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner).entry(series.to_owned()).or_default() += by;
    }
}

/// Answering is arithmetic, not waiting: it has threads of its own, and a panic there would end one request, not the service.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T, Refused> + Send + 'static) -> Result<T, Refused> {
    let cure = "tell who runs this service, with what was asked";
    let broken = |error| refused(StatusCode::INTERNAL_SERVER_ERROR, "BROKEN", error, cure);
    tokio::task::spawn_blocking(work).await.map_err(broken)?
}

async fn answer(service: Arc<Service>, asked: Asked) -> Answered {
    let served = service.current();
    let answers = apart(move || served.answer(asked)).await?;
    service.count("ckdb_variants_total", answers.len());
    service.count("ckdb_variants_refused_total", answers.iter().filter(|answer| answer.error.is_some()).count());
    Ok(Json(answers))
}

async fn by_query(State(service): Shared, asked: Result<Query<Asked>, QueryRejection>) -> Answered {
    let cure = "ask /annotate?variant=chr7-140753336-A-T&assembly=GRCh38&disease=MEL";
    answer(service, asked.map_err(|wrong| refused(wrong.status(), "QUERY", wrong.body_text(), cure))?.0).await
}

async fn by_body(State(service): Shared, asked: Result<Json<Asked>, JsonRejection>) -> Answered {
    let cure = r#"send {"variants": ["BRAF V600E"], "disease": "MEL"} as application/json, at most 256 KiB"#;
    answer(service, asked.map_err(|wrong| refused(wrong.status(), "BODY", wrong.body_text(), cure))?.0).await
}

async fn no_such_path() -> Refused {
    let cure = "GET or POST /annotate, GET /health, GET /metrics, POST /reload";
    refused(StatusCode::NOT_FOUND, "NO_SUCH_PATH", "nothing answers here", cure)
}

async fn health(State(service): Shared) -> Json<Value> {
    Json(json!({ "status": "ok", "index": service.current().content_id() }))
}

async fn reload(State(service): Shared) -> Result<Json<Value>, Refused> {
    let follower = Arc::clone(&service);
    Ok(Json(json!({ "swapped": apart(move || follower.follow()).await?, "index": service.current().content_id() })))
}

/// The text form of Prometheus. Series of one name stand together, behind their type.
async fn metrics(State(service): Shared) -> String {
    let index = service.current().content_id();
    let mut text = format!("# TYPE ckdb_index_info gauge\nckdb_index_info{{content_id=\"{index}\"}} 1\n");
    for (series, count) in &*service.counts.lock().unwrap_or_else(PoisonError::into_inner) {
        let name = series.split('{').next().unwrap_or_default();
        let head = format!("# TYPE {name} counter\n");
        text += if text.contains(&head) { "" } else { &head };
        text += &format!("{series} {count}\n");
    }
    text
}

async fn counted(State(service): Shared, request: Request, next: middleware::Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    service.count(&format!("ckdb_requests_total{{path=\"{path}\",status=\"{}\"}}", response.status().as_u16()), 1);
    response
}

async fn serve(service: Arc<Service>, address: String) -> Result<(), Failure> {
    let routes = Router::new()
        .route("/annotate", routing::get(by_query).post(by_body))
        .route("/health", routing::get(health))
        .route("/metrics", routing::get(metrics))
        .route("/reload", routing::post(reload))
        .fallback(no_such_path)
        .method_not_allowed_fallback(no_such_path)
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(middleware::from_fn_with_state(Arc::clone(&service), counted))
        .with_state(service);
    let listener = tokio::net::TcpListener::bind(address).await?;
    writeln!(std::io::stdout(), "listening on http://{}", listener.local_addr()?)?;
    let stop = async { drop(tokio::signal::ctrl_c().await) };
    Ok(axum::serve(listener, routes).with_graceful_shutdown(stop).await?)
}

fn main() -> Result<(), Failure> {
    let mut words = std::env::args().skip(1);
    let link = PathBuf::from(words.next().ok_or("expected: ckdb-service INDEX [ADDRESS] [SECONDS]")?);
    let address = words.next().unwrap_or_else(|| "127.0.0.1:8086".to_owned());
    let every = Duration::from_secs(words.next().map_or(Ok(10), |seconds| seconds.parse())?);
    let served = RwLock::new(Arc::new(Served::open(&link)?));
    let service = Arc::new(Service { link, served, counts: Mutex::default() });
    let follower = Arc::clone(&service);
    // A refusal is counted, and the next look may find it cured.
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(every);
            drop(follower.follow());
        }
    });
    // As many answers at a time as there are cores: more would only wait for each other.
    let cores = std::thread::available_parallelism()?.get();
    tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(cores).build()?.block_on(serve(service, address))
}
