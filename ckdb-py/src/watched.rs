//! Long work beside a patient interpreter: other Python threads run, Ctrl-C is heard, a progress bar moves.

use pyo3::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// How often the interpreter is asked whether it was interrupted.
const TICK: Duration = Duration::from_millis(50);

/// Runs `work` on a thread of its own with the interpreter lock released, and `tick` now and then with it. When `tick` fails, or
/// the user interrupts, `stop` is set, the work is waited for, and the failure is what comes out.
pub(crate) fn watched<T: Send>(
    py: Python<'_>,
    stop: &AtomicBool,
    mut tick: impl FnMut(Python<'_>) -> PyResult<()>,
    work: impl FnOnce() -> T + Send,
) -> PyResult<T> {
    thread::scope(|scope| {
        let caller = thread::current();
        let worker = scope.spawn(move || {
            let done = work();
            caller.unpark();
            done
        });
        let mut failed = None;
        while !worker.is_finished() {
            py.detach(|| thread::park_timeout(TICK));
            if failed.is_none()
                && let Err(error) = py.check_signals().and_then(|()| tick(py))
            {
                stop.store(true, Ordering::Relaxed);
                failed = Some(error);
            }
        }
        // A panic of the work goes on as one here: pyo3 makes an exception of it.
        let done = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        failed.map_or(Ok(done), Err)
    })
}

/// A progress bar of tqdm.
pub(crate) struct Bar {
    bar: Option<Py<PyAny>>,
    shown: u64,
}

impl Bar {
    /// `wanted`: yes, no, or where it makes sense: long work, and somebody who sees it.
    pub(crate) fn new(py: Python<'_>, wanted: Option<bool>, is_long: bool, total: Option<u64>, unit: &str) -> PyResult<Self> {
        let hidden = Self { bar: None, shown: 0 };
        let is_seen = || -> PyResult<bool> {
            let sys = py.import("sys")?;
            let stderr = sys.getattr("stderr")?;
            let terminal = !stderr.is_none() && stderr.call_method0("isatty").and_then(|seen| seen.is_truthy()).unwrap_or(false);
            Ok(terminal || sys.getattr("modules")?.contains("ipykernel")?)
        };
        let show = match wanted {
            Some(wanted) => wanted,
            None => is_long && is_seen()?,
        };
        if !show {
            return Ok(hidden);
        }
        let tqdm = match py.import("tqdm.auto") {
            Ok(tqdm) => tqdm,
            Err(_) if wanted.is_none() => return Ok(hidden),
            Err(_) => {
                return Err(pyo3::exceptions::PyImportError::new_err("progress=True needs tqdm: pip install tqdm"));
            }
        };
        let options = pyo3::types::PyDict::new(py);
        options.set_item("total", total)?;
        options.set_item("unit", unit)?;
        options.set_item("unit_scale", true)?;
        Ok(Self { bar: Some(tqdm.getattr("tqdm")?.call((), Some(&options))?.unbind()), shown: 0 })
    }

    pub(crate) fn show(&mut self, py: Python<'_>, done: u64) -> PyResult<()> {
        if let Some(bar) = &self.bar {
            bar.call_method1(py, "update", (done.saturating_sub(self.shown),))?;
            self.shown = done;
        }
        Ok(())
    }

    pub(crate) fn close(&mut self, py: Python<'_>, done: u64) -> PyResult<()> {
        self.show(py, done)?;
        match self.bar.take() {
            Some(bar) => bar.call_method0(py, "close").map(|_| ()),
            None => Ok(()),
        }
    }
}
