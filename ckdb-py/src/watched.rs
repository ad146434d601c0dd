//! Long work beside a patient interpreter: other Python threads run, Ctrl-C is heard, a progress bar moves.

use pyo3::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// How often the interpreter is asked whether it was interrupted.
const TICK: Duration = Duration::from_millis(50);

/// Says that the work has ended, also by a panic.
struct Ended<'f>(&'f AtomicBool, thread::Thread);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
        self.1.unpark();
    }
}

/// Runs `work` on a thread of its own with the interpreter lock released, and `tick` now and then with it. When `tick` fails, or
/// the user interrupts, `stop` is set, the work is waited for, and the failure is what comes out.
pub(crate) fn watched<T: Send>(
    py: Python<'_>,
    stop: &AtomicBool,
    mut tick: impl FnMut(Python<'_>) -> PyResult<()>,
    work: impl FnOnce() -> T + Send,
) -> PyResult<T> {
    // The thread itself ends a little later than its work, and nobody would wake us then.
    let finished = AtomicBool::new(false);
    thread::scope(|scope| {
        let caller = thread::current();
        let (finished, last) = (&finished, Ended(&finished, caller));
        let worker = scope.spawn(move || {
            let _last = last;
            work()
        });
        let mut failed = None;
        while !finished.load(Ordering::Acquire) {
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

impl Drop for Bar {
    /// Work that fails leaves its bar where it came to, and does not go on drawing it.
    fn drop(&mut self) {
        if let Some(bar) = self.bar.take() {
            // The failure of the work is what the caller must see, not one of the bar.
            Python::attach(|py| drop(bar.call_method0(py, "close")));
        }
    }
}
