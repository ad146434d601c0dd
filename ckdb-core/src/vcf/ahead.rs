//! A reader that reads ahead on a thread of its own: for gzip that is not BGZF, which nobody can inflate in two places at once.

use std::io::{self, Read};
use std::sync::mpsc::{self, Receiver};
use std::thread;

/// Bytes that are read ahead at a time, and how many times.
const CHUNK: usize = 256 << 10;
const CHUNKS: usize = 8;

/// What another thread reads. The thread ends when this is dropped or the input has ended.
pub(super) struct Ahead {
    chunks: Receiver<io::Result<Vec<u8>>>,
    chunk: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Ahead {
    pub(super) fn of(mut reader: impl Read + Send + 'static) -> Self {
        let (give, chunks) = mpsc::sync_channel(CHUNKS);
        thread::spawn(move || {
            loop {
                let mut chunk = Vec::with_capacity(CHUNK);
                let read = reader.by_ref().take(CHUNK as u64).read_to_end(&mut chunk);
                let at_end = chunk.is_empty() || read.is_err();
                // What was read before an error goes first.
                if !chunk.is_empty() && give.send(Ok(chunk)).is_err() {
                    return;
                }
                if at_end {
                    // Nobody listens any more, or everything was said.
                    let _ = give.send(read.map(|_| Vec::new()));
                    return;
                }
            }
        });
        Self { chunks, chunk: Vec::new(), at: 0, ended: false }
    }
}

impl Ahead {
    /// As [`std::io::BufRead::fill_buf`].
    pub(super) fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.chunk.len() && !self.ended {
            let lost = || Err(io::Error::other("the thread that reads ahead was lost"));
            (self.chunk, self.at) = (self.chunks.recv().unwrap_or_else(|_| lost())?, 0);
            self.ended = self.chunk.is_empty();
        }
        Ok(&self.chunk[self.at..])
    }

    pub(super) fn consume(&mut self, count: usize) {
        self.at += count;
    }
}
