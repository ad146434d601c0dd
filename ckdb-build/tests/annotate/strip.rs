//! Takes our additions out of a file again: written from `docs` alone, with none of the code it is to check.

/// The file as it was before us: no `##ckdb` line, no declaration of our keys, no entry of ours in INFO.
pub(crate) fn stripped(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let ours = [&b"##ckdb="[..], b"##INFO=<ID=CKDB,", b"##INFO=<ID=CKDB_CSQ,"];
        if ours.iter().any(|start| line.starts_with(start)) {
            continue;
        }
        if line.starts_with(b"#") {
            out.extend_from_slice(line);
            continue;
        }
        let mut columns: Vec<Vec<u8>> = line.split(|byte| *byte == b'\t').map(<[u8]>::to_vec).collect();
        if let Some(info) = columns.get_mut(7) {
            let end = info.len() - info.iter().rev().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let line_end = info.split_off(end);
            let entries: Vec<&[u8]> = info.split(|byte| *byte == b';').collect();
            let keys = [&b"CKDB="[..], b"CKDB_CSQ="];
            let theirs = |entry: &&&[u8]| !keys.iter().any(|key| entry.starts_with(key));
            let kept: Vec<&[u8]> = entries.iter().filter(theirs).copied().collect();
            *info = if kept.is_empty() { b".".to_vec() } else { kept.join(&b';') };
            info.extend(line_end);
        }
        out.extend(columns.join(&b'\t'));
    }
    out
}
