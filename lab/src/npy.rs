//! Reads the few kinds of `.npy` arrays (NumPy format, version 1) that the measurements use.

use std::error::Error;
use std::path::Path;

/// An array as its shape and its raw bytes in C order.
pub struct Array {
    pub shape: Vec<usize>,
    bytes: Vec<u8>,
    kind: String,
}

impl Array {
    /// Reads a whole file.
    ///
    /// # Errors
    /// When it is not a version 1 file in C order.
    pub fn open(path: &Path) -> Result<Self, Box<dyn Error>> {
        let file = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let unreadable = || format!("{} is not a version 1 .npy file in C order", path.display());
        let header_bytes = match file.get(..10) {
            Some(prefix) if prefix.starts_with(b"\x93NUMPY\x01") => {
                usize::from(u16::from_le_bytes([prefix[8], prefix[9]]))
            }
            _ => return Err(unreadable().into()),
        };
        let header = String::from_utf8(file.get(10..10 + header_bytes).ok_or_else(unreadable)?.to_vec())?;
        if !header.contains("'fortran_order': False") {
            return Err(unreadable().into());
        }
        let between = |start: &str, end: &str| {
            let rest = &header[header.find(start)? + start.len()..];
            Some(rest[..rest.find(end)?].to_owned())
        };
        let kind = between("'descr': '", "'").ok_or_else(unreadable)?;
        let shape = between("'shape': (", ")").ok_or_else(unreadable)?;
        let shape = shape.split(',').filter_map(|dimension| dimension.trim().parse().ok()).collect();
        Ok(Self { shape, bytes: file[10 + header_bytes..].to_vec(), kind })
    }

    /// The values of a byte array.
    ///
    /// # Errors
    /// When it holds something else.
    pub fn bytes(&self) -> Result<&[u8], Box<dyn Error>> {
        if self.kind == "|u1" {
            Ok(&self.bytes)
        } else {
            Err(format!("expected bytes, found {}", self.kind).into())
        }
    }

    /// The values of an array of 64-bit integers.
    ///
    /// # Errors
    /// When it holds something else.
    pub fn integers(&self) -> Result<Vec<i64>, Box<dyn Error>> {
        if self.kind != "<i8" {
            return Err(format!("expected 64-bit integers, found {}", self.kind).into());
        }
        let number =
            |chunk: &[u8]| chunk.iter().rev().fold(0_i64, |number, byte| (number << 8) | i64::from(*byte));
        Ok(self.bytes.chunks_exact(8).map(number).collect())
    }
}
