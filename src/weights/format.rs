//! The layout of a weight file, version 1; all numbers are little-endian.
//!
//! ```text
//! magic           8 bytes   "AFTIMAGE"
//! version         u32       1
//! header_bytes    u32       length of the header that follows the checksum
//! header_crc32    u32       CRC-32 of the header
//! header:
//!   network       string    u8 length, then UTF-8
//!   num_tensors   u16
//!   per tensor:
//!     name        string    u8 length, then UTF-8
//!     rank        u8        1 to 4
//!     dimensions  u32 × rank
//!     bits        u8        32 or 16 (floats), or 2 to 8 (integers that need so many bits)
//!     payload     u32       bytes of the compressed payload
//!     crc32       u32       CRC-32 of the compressed payload
//! payloads, in the order of the header, one Zstandard frame each:
//!   bits = 32:    f32 × values
//!   bits = 16:    f16 × values
//!   bits ≤ 8:     f16 × dimensions[0] (the scale of each output channel), then i8 × values with the
//!                 output channel running fastest; value = scale × integer
//! ```
//!
//! One frame a tensor lets the reader decode while the rest is still on its way.

use crate::error::{EngineError, EngineResult};

/// The first bytes of every weight file.
pub const MAGIC: &[u8; 8] = b"AFTIMAGE";
/// The newest version this engine reads and the one the converter writes.
pub const VERSION: u32 = 1;
/// Bytes before the header.
pub const PREFIX_BYTES: usize = 20;
/// A header larger than this is refused before it is waited for.
pub const MAX_HEADER_BYTES: usize = 64 * 1024;
/// No tensor of the networks this page knows has more values.
pub const MAX_VALUES: usize = 1 << 24;
/// Trained weights never compress this far; a payload that claims to is refused before it is inflated.
pub const MAX_COMPRESSION: usize = 64;
/// Up to this length a payload may be one number many times, as a batch norm is that has learned nothing.
pub const MAX_FREELY_COMPRESSED_BYTES: usize = 16 * 1024;

/// One tensor as the header describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TensorEntry {
    pub name: String,
    pub shape: Vec<usize>,
    pub bits: u8,
    pub payload_bytes: usize,
    pub payload_crc32: u32,
}

impl TensorEntry {
    /// Number of values, checked by `parse_header`.
    pub fn num_values(&self) -> usize {
        self.shape.iter().product()
    }

    /// Length of the payload once inflated.
    pub fn inflated_bytes(&self) -> usize {
        match self.bits {
            32 => self.num_values() * 4,
            16 => self.num_values() * 2,
            _ => self.shape[0] * 2 + self.num_values(),
        }
    }
}

/// The prefix's version and header length.
///
/// # Errors
/// A foreign, too new or impossible prefix.
pub fn parse_prefix(prefix: &[u8; PREFIX_BYTES]) -> EngineResult<(usize, u32)> {
    let mut fields = Fields { bytes: prefix };
    if fields.take(8)? != MAGIC {
        return Err(EngineError::WeightsForeign);
    }
    let version = fields.u32()?;
    if version > VERSION {
        return Err(EngineError::WeightsTooNew { found: version, supported: VERSION });
    }
    let header_bytes = fields.u32()? as usize;
    let header_crc32 = fields.u32()?;
    if version == 0 || header_bytes > MAX_HEADER_BYTES {
        return Err(corrupt("header"));
    }
    Ok((header_bytes, header_crc32))
}

/// The network's name and the tensors, in the order of their payloads.
///
/// # Errors
/// `WeightsCorrupt` for anything that does not add up.
pub fn parse_header(header: &[u8]) -> EngineResult<(String, Vec<TensorEntry>)> {
    let mut fields = Fields { bytes: header };
    let network = fields.string()?;
    let num_tensors = fields.u16()?;
    let mut entries = Vec::new();
    for _ in 0..num_tensors {
        let name = fields.string()?;
        let rank = fields.u8()?;
        if !(1..=4).contains(&rank) {
            return Err(corrupt(&name));
        }
        let mut shape = Vec::new();
        let mut num_values = 1_usize;
        for _ in 0..rank {
            let dimension = fields.u32()? as usize;
            num_values = num_values.saturating_mul(dimension);
            shape.push(dimension);
        }
        let bits = fields.u8()?;
        let payload_bytes = fields.u32()? as usize;
        let payload_crc32 = fields.u32()?;
        let entry = TensorEntry { name, shape, bits, payload_bytes, payload_crc32 };
        let is_possible = (1..=MAX_VALUES).contains(&num_values)
            && (bits == 32 || bits == 16 || (2..=8).contains(&bits))
            && (entry.inflated_bytes() <= MAX_FREELY_COMPRESSED_BYTES
                || entry.inflated_bytes() / MAX_COMPRESSION <= payload_bytes)
            && payload_bytes <= entry.inflated_bytes() + 1024;
        if !is_possible {
            return Err(corrupt(&entry.name));
        }
        entries.push(entry);
    }
    if entries.is_empty() || !fields.bytes.is_empty() {
        return Err(corrupt("header"));
    }
    Ok((network, entries))
}

/// The error for a part of the file that does not add up.
pub fn corrupt(place: &str) -> EngineError {
    EngineError::WeightsCorrupt { place: place.to_owned() }
}

/// Reads numbers off the front of a slice and never past its end.
struct Fields<'a> {
    bytes: &'a [u8],
}

impl<'a> Fields<'a> {
    fn take(&mut self, count: usize) -> EngineResult<&'a [u8]> {
        let (front, rest) = self.bytes.split_at_checked(count).ok_or_else(|| corrupt("header"))?;
        self.bytes = rest;
        Ok(front)
    }

    fn array<const N: usize>(&mut self) -> EngineResult<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| corrupt("header"))
    }

    fn u8(&mut self) -> EngineResult<u8> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    fn u16(&mut self) -> EngineResult<u16> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    fn u32(&mut self) -> EngineResult<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn string(&mut self) -> EngineResult<String> {
        let length = self.u8()? as usize;
        let bytes = self.take(length)?.to_vec();
        String::from_utf8(bytes).map_err(|_| corrupt("header"))
    }
}
