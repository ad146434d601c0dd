//! Where the bytes go: a path or standard output; plain text or BGZF.
//!
//! A file is written under a temporary name in the same folder and renamed by [`Sink::finish`]. So a run that fails
//! leaves what stood there before, never half a file, and a file can be annotated onto itself: before a file is replaced, the new one is on the disk. Nobody waits for the
//! disk where nothing stood: after a loss of power a new file may have its name and not all of its bytes, as with any copy (`sync` waits).
//! What exists and is no regular file (`/dev/null`, a pipe) is written directly. On standard output a run that fails leaves BGZF without its
//! end-of-file block, so that the next program can tell. Plain text on standard output is simply cut. A run that is killed
//! may leave its temporary file (`.ckdb-*.tmp`) behind; it can be deleted.

use super::bgzf::END_MARKER;
use super::error::VcfError;
use super::index_file::{IndexBuilder, IndexKind, Record};
use noodles_bgzf as bgzf;
use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::NamedTempFile;

const BUFFER: usize = 256 << 10;

/// Pieces of whole blocks are mostly longer than this, and then they are not copied once more.
const SMALL: usize = 16 << 10;

/// How the output is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFormat {
    /// Not at all.
    Plain,
    /// gzip in blocks, so that `tabix` can index it.
    Bgzf,
}

impl OutputFormat {
    /// By the end of the name: `.gz`, `.bgz` and `.bgzf` are BGZF, all else (and `-`) is plain.
    #[must_use]
    pub fn for_path(path: &Path) -> Self {
        let is = |wanted: &str| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted));
        if is("gz") || is("bgz") || is("bgzf") { Self::Bgzf } else { Self::Plain }
    }
}

/// Lets bytes pass until it is closed; then refuses them, the end marker included.
struct Valve {
    target: Box<dyn Write + Send>,
    open: Arc<AtomicBool>,
}

impl Write for Valve {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.open.load(Ordering::Acquire) { self.target.write(bytes) } else { Err(io::Error::other("the output was given up")) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.target.flush()
    }
}

enum Encoder {
    Plain(BufWriter<Valve>),
    /// BGZF of which nothing was written yet.
    Begun(Valve, NonZero<usize>),
    /// Whole blocks that somebody else made.
    Blocks(BufWriter<Valve>),
    Bgzf(bgzf::io::Writer<Valve>),
    BgzfOnThreads(bgzf::io::MultithreadedWriter<Valve>),
    /// A write failed in this way; what stands behind must not be touched again.
    Failed(io::ErrorKind),
}

/// An output being written. Dropping it without [`Sink::finish`] gives it up.
pub struct Sink {
    encoder: Encoder,
    open: Arc<AtomicBool>,
    /// The temporary file, and the name it is to get.
    file: Option<(NamedTempFile, PathBuf)>,
    /// The index that is to stand beside the file.
    index: Option<IndexBuilder>,
    /// Bytes of blocks written so far.
    written: u64,
}

impl Sink {
    /// Begins to write a path, or standard output for `-`. BGZF is compressed on `threads` threads; their number does
    /// not change the bytes.
    ///
    /// # Errors
    /// The output cannot be created, or a file of that name is read-only.
    pub fn create(path: &Path, format: OutputFormat, threads: NonZero<usize>) -> Result<Self, VcfError> {
        let failed = |source| VcfError::Create { path: path.to_owned(), source };
        if path == Path::new("-") {
            return Ok(Self::over(Box::new(io::stdout()), format, threads, None));
        }
        // Behind a link stands the file that is meant.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match fs::metadata(&target) {
            Ok(found) if found.is_dir() => return Err(failed(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"))),
            Ok(found) if !found.is_file() => {
                let file = OpenOptions::new().write(true).open(&target).map_err(failed)?;
                return Ok(Self::over(Box::new(file), format, threads, None));
            }
            Ok(found) if found.permissions().readonly() => {
                return Err(failed(io::Error::new(io::ErrorKind::PermissionDenied, "a file of this name exists and is read-only")));
            }
            _ => {}
        }
        let folder = match target.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let temporary = temporary_in(folder).map_err(failed)?;
        let file = temporary.as_file().try_clone().map_err(failed)?;
        Ok(Self::over(Box::new(file), format, threads, Some((temporary, target))))
    }

    /// Writes to anything.
    #[must_use]
    pub fn to_writer(writer: impl Write + Send + 'static, format: OutputFormat, threads: NonZero<usize>) -> Self {
        Self::over(Box::new(writer), format, threads, None)
    }

    fn over(
        target: Box<dyn Write + Send>,
        format: OutputFormat,
        threads: NonZero<usize>,
        file: Option<(NamedTempFile, PathBuf)>,
    ) -> Self {
        let open = Arc::new(AtomicBool::new(true));
        let valve = Valve { target, open: Arc::clone(&open) };
        let encoder = match format {
            OutputFormat::Plain => Encoder::Plain(BufWriter::with_capacity(BUFFER, valve)),
            OutputFormat::Bgzf => Encoder::Begun(valve, threads),
        };
        Self { encoder, open, file, index: None, written: 0 }
    }

    /// Also writes an index beside the file, under its name with `.tbi` or `.csi` behind it.
    ///
    /// # Errors
    /// The output is no BGZF file.
    pub fn with_index(mut self, kind: IndexKind) -> Result<Self, VcfError> {
        if self.file.is_none() || !matches!(self.encoder, Encoder::Begun(..)) {
            return Err(VcfError::NoIndexHere);
        }
        self.index = Some(IndexBuilder::new(kind));
        Ok(self)
    }

    pub(super) const fn has_index(&self) -> bool {
        self.index.is_some()
    }

    /// Lines for the index: each begins so many bytes of blocks from here, so far in the text of its block.
    pub(super) fn index_lines(&mut self, lines: impl Iterator<Item = (Record, u64, u16)>) {
        let Some(index) = &mut self.index else { return };
        for (line, compressed, text) in lines {
            index.add(line, (self.written + compressed) << 16 | u64::from(text));
        }
    }

    /// The contigs of those lines, in the order of their numbers.
    pub(super) fn index_contigs(&mut self, contigs: Vec<Vec<u8>>) {
        if let Some(index) = &mut self.index {
            index.contigs(contigs);
        }
    }

    /// Says that what is written from now on are whole blocks of BGZF. `false` if the output is no BGZF, or text was already
    /// written to it; then it takes text.
    pub(super) fn takes_blocks(&mut self) -> bool {
        self.encoder = match self.take_encoder() {
            Encoder::Begun(valve, _) => Encoder::Blocks(BufWriter::with_capacity(SMALL, valve)),
            other => other,
        };
        matches!(self.encoder, Encoder::Blocks(_))
    }

    fn take_encoder(&mut self) -> Encoder {
        std::mem::replace(&mut self.encoder, Encoder::Failed(io::ErrorKind::Other))
    }

    /// The first text decides who makes the blocks.
    fn begin(&mut self) {
        self.encoder = match self.take_encoder() {
            Encoder::Begun(valve, threads) if threads.get() == 1 => Encoder::Bgzf(bgzf::io::Writer::new(valve)),
            Encoder::Begun(valve, threads) => {
                Encoder::BgzfOnThreads(bgzf::io::MultithreadedWriter::with_worker_count(threads, valve))
            }
            other => other,
        };
    }

    /// Writes what is left, and gives the file its name. Standard output that nobody reads any more is a quiet end.
    ///
    /// # Errors
    /// The last bytes cannot be written, or the file cannot be renamed; then what stood there before still stands.
    pub fn finish(mut self) -> Result<(), VcfError> {
        let failed = |source| VcfError::Write { source };
        self.begin();
        let valve = match self.take_encoder() {
            Encoder::Blocks(mut writer) => {
                writer.write_all(&END_MARKER).and_then(|()| writer.into_inner().map_err(io::IntoInnerError::into_error))
            }
            // `begin` has left none.
            Encoder::Begun(valve, _) => Ok(valve),
            Encoder::Plain(writer) => writer.into_inner().map_err(io::IntoInnerError::into_error),
            Encoder::Bgzf(writer) => writer.finish(),
            Encoder::BgzfOnThreads(mut writer) => writer.finish(),
            Encoder::Failed(kind) => Err(earlier(kind)),
        };
        match valve.and_then(|mut valve| valve.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe && self.file.is_none() => return Ok(()),
            other => other.map_err(failed)?,
        }
        let Some((temporary, target)) = self.file.take() else { return Ok(()) };
        // Over a file that is there, perhaps the input itself, only what is on the disk: a loss of power leaves one of the two, whole.
        if target.exists() {
            temporary.as_file().sync_all().map_err(failed)?;
        }
        let Some(index) = self.index.take() else {
            return temporary.persist(target).map(|_| ()).map_err(|error| failed(error.error));
        };
        let mut name = target.clone().into_os_string();
        name.push(".");
        name.push(index.kind().extension());
        let name = PathBuf::from(name);
        let index = index.finish(self.written << 16);
        // An index of what stood there before must not stand beside the new file for a moment.
        match fs::remove_file(&name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        let folder = target.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new(".")).to_owned();
        temporary.persist(target).map_err(|error| failed(error.error))?;
        let mut file = temporary_in(&folder).map_err(failed)?;
        file.write_all(&index?).map_err(failed)?;
        file.persist(name).map(|_| ()).map_err(|error| failed(error.error))
    }

    /// After an error the encoder is set aside: some of them cannot be used again without a panic.
    fn guarded<T>(&mut self, act: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
        self.begin();
        let result = match &mut self.encoder {
            Encoder::Plain(writer) | Encoder::Blocks(writer) => act(writer),
            Encoder::Begun(valve, _) => act(valve),
            Encoder::Bgzf(writer) => act(writer),
            Encoder::BgzfOnThreads(writer) => act(writer),
            Encoder::Failed(kind) => Err(earlier(*kind)),
        };
        if let Err(error) = &result
            && error.kind() != io::ErrorKind::Interrupted
        {
            self.open.store(false, Ordering::Release);
            self.encoder = Encoder::Failed(error.kind());
        }
        result
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.guarded(|writer| writer.write(bytes))?;
        self.written += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.guarded(|writer| writer.flush())
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        // `finish` has taken the encoder out; whatever is still in must not write an end marker.
        self.open.store(false, Ordering::Release);
    }
}

fn earlier(kind: io::ErrorKind) -> io::Error {
    io::Error::new(kind, format!("an earlier write had failed: {kind}"))
}

/// A file with a fresh name, with the permissions any new file gets.
fn temporary_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".ckdb-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The system takes the user's umask off, as for any other new file.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    // Asked first, because the answer of the next call names a file that never was and changes from run to run.
    fs::metadata(folder)?;
    builder.tempfile_in(folder)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::sync::{Mutex, mpsc};

    fn threads(count: usize) -> NonZero<usize> {
        NonZero::new(count).unwrap()
    }

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A reader that has gone away.
    struct Gone(mpsc::Sender<()>);

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            self.0.send(()).unwrap();
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn names_in(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_appears_only_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.vcf");
        fs::write(&path, "before").unwrap();
        let mut sink = Sink::create(&path, OutputFormat::for_path(&path), threads(1)).unwrap();
        sink.write_all(b"half").unwrap();
        drop(sink);
        assert_eq!(fs::read(&path).unwrap(), b"before");
        assert_eq!(names_in(folder.path()), ["out.vcf"], "nothing is left behind");
        let mut sink = Sink::create(&path, OutputFormat::Plain, threads(1)).unwrap();
        sink.write_all(b"whole").unwrap();
        sink.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(names_in(folder.path()), ["out.vcf"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let plain = folder.path().join("plain");
            fs::write(&plain, "").unwrap();
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
            assert_eq!(mode(&path), mode(&plain), "as any new file");
        }
    }

    #[test]
    fn bgzf_bytes_do_not_depend_on_threads() {
        let text: Vec<u8> = (0..100_000_u32).flat_map(|number| format!("{}\n", number.wrapping_mul(77_777)).into_bytes()).collect();
        let written = [1, 2, 4].map(|count| {
            let shared = Shared::default();
            let mut sink = Sink::to_writer(shared.clone(), OutputFormat::Bgzf, threads(count));
            for piece in text.chunks(1000 * count) {
                sink.write_all(piece).unwrap();
            }
            sink.finish().unwrap();
            std::mem::take(&mut *shared.0.lock().unwrap())
        });
        assert!(written[0] == written[1] && written[0] == written[2]);
        let mut back = Vec::new();
        io::Read::read_to_end(&mut bgzf::io::Reader::new(&written[0][..]), &mut back).unwrap();
        assert!(back == text);
    }

    #[test]
    fn bgzf_given_up_has_no_end_marker() {
        for count in [1, 2] {
            let shared = Shared::default();
            let mut sink = Sink::to_writer(shared.clone(), OutputFormat::Bgzf, threads(count));
            sink.write_all(&[b'x'; 200_000]).unwrap();
            drop(sink);
            let bytes = shared.0.lock().unwrap().clone();
            assert!(!bytes.ends_with(&[3, 0, 0, 0, 0, 0, 0, 0, 0, 0]), "{count}");
        }
    }

    #[test]
    fn a_reader_that_went_away_is_a_broken_pipe_and_no_panic() {
        for (format, count) in [(OutputFormat::Plain, 1), (OutputFormat::Bgzf, 1), (OutputFormat::Bgzf, 3)] {
            let (sender, _receiver) = mpsc::channel();
            let mut sink = Sink::to_writer(Gone(sender), format, threads(count));
            let failed = (0..10_000).find_map(|_| sink.write_all(&[b'x'; 5000]).err()).unwrap();
            assert_eq!(failed.kind(), io::ErrorKind::BrokenPipe);
            assert!(sink.write_all(b"more").is_err());
            assert!(sink.flush().is_err());
            sink.finish().unwrap();
            let (sender, _receiver) = mpsc::channel();
            let mut sink = Sink::to_writer(Gone(sender), format, threads(count));
            sink.write_all(b"little").unwrap();
            sink.finish().unwrap();
        }
    }

    #[test]
    fn what_cannot_be_created_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let of = |path: &Path| Sink::create(path, OutputFormat::Plain, threads(1)).err().map(|error| error.to_string());
        assert!(of(folder.path()).unwrap().contains("folder"));
        assert!(of(&folder.path().join("no/such/out.vcf")).unwrap().contains("out.vcf"));
        let sealed = folder.path().join("sealed.vcf");
        fs::write(&sealed, "").unwrap();
        let mut permissions = fs::metadata(&sealed).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&sealed, permissions).unwrap();
        assert!(of(&sealed).unwrap().contains("read-only"));
        assert_eq!(OutputFormat::for_path(Path::new("a.VCF.GZ")), OutputFormat::Bgzf);
        assert_eq!(OutputFormat::for_path(Path::new("-")), OutputFormat::Plain);
    }
}
