//! Reads a weight file as it arrives: each tensor is verified and decoded as soon as its bytes are there.

use std::collections::BTreeMap;
use std::io::Read;

use half::f16;
use ruzstd::decoding::StreamingDecoder;

use super::format::{self, PREFIX_BYTES, TensorEntry, corrupt};
use super::{DecodedTensor, Weights};
use crate::error::{EngineError, EngineResult};

/// Frames may ask for a window of at least this much, whatever their length.
const MIN_WINDOW_BYTES: u64 = 1 << 20;

/// How far a weight file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeightsProgress {
    pub received_bytes: usize,
    pub decoded_tensors: usize,
    /// 0 until the header is complete.
    pub num_tensors: usize,
}

/// Collects the bytes of one file, in order.
#[derive(Default)]
pub struct WeightReader {
    /// Bytes received and not yet decoded; never more than one tensor's payload and one chunk.
    pending: Vec<u8>,
    received_bytes: usize,
    header: Option<Header>,
    tensors: BTreeMap<String, DecodedTensor>,
}

struct Header {
    network: String,
    crc32: u32,
    entries: Vec<TensorEntry>,
    num_decoded: usize,
}

enum Step {
    Decoded,
    NeedsMore,
}

impl WeightReader {
    /// Takes the next bytes and decodes every tensor they complete.
    ///
    /// # Errors
    /// `WeightsForeign`, `WeightsTooNew` or `WeightsCorrupt`; the reader is then of no further use.
    pub fn push(&mut self, bytes: &[u8]) -> EngineResult<WeightsProgress> {
        self.received_bytes += bytes.len();
        self.pending.extend_from_slice(bytes);
        while matches!(self.step()?, Step::Decoded) {}
        Ok(self.progress())
    }

    /// The complete file.
    ///
    /// # Errors
    /// `WeightsTruncated` when bytes are missing, `WeightsCorrupt` when there are too many.
    pub fn finish(self) -> EngineResult<Weights> {
        let truncated = EngineError::WeightsTruncated { received_bytes: self.received_bytes as u32 };
        let Some(header) = self.header else { return Err(truncated) };
        if header.num_decoded < header.entries.len() {
            return Err(truncated);
        }
        if !self.pending.is_empty() {
            return Err(corrupt("end of file"));
        }
        let fingerprint = format!("{}-{:08x}", header.network, header.crc32);
        Ok(Weights { network: header.network, fingerprint, tensors: self.tensors })
    }

    fn progress(&self) -> WeightsProgress {
        WeightsProgress {
            received_bytes: self.received_bytes,
            decoded_tensors: self.header.as_ref().map_or(0, |header| header.num_decoded),
            num_tensors: self.header.as_ref().map_or(0, |header| header.entries.len()),
        }
    }

    fn step(&mut self) -> EngineResult<Step> {
        match &mut self.header {
            None => {
                // A foreign file is recognised by its first bytes, without waiting for a whole prefix.
                let known = self.pending.len().min(format::MAGIC.len());
                if self.pending[..known] != format::MAGIC[..known] {
                    return Err(EngineError::WeightsForeign);
                }
                let Some(prefix) = self.pending.first_chunk::<PREFIX_BYTES>() else {
                    return Ok(Step::NeedsMore);
                };
                let (header_bytes, crc32) = format::parse_prefix(prefix)?;
                let end = PREFIX_BYTES + header_bytes;
                let Some(header) = self.pending.get(PREFIX_BYTES..end) else { return Ok(Step::NeedsMore) };
                if crc32fast::hash(header) != crc32 {
                    return Err(corrupt("header"));
                }
                let (network, entries) = format::parse_header(header)?;
                self.pending.drain(..end);
                self.header = Some(Header { network, crc32, entries, num_decoded: 0 });
            }
            Some(header) => {
                let Some(entry) = header.entries.get(header.num_decoded) else { return Ok(Step::NeedsMore) };
                let Some(payload) = self.pending.get(..entry.payload_bytes) else {
                    return Ok(Step::NeedsMore);
                };
                let values = values_from_payload(entry, payload)?;
                let tensor = DecodedTensor { shape: entry.shape.clone(), values };
                if self.tensors.insert(entry.name.clone(), tensor).is_some() {
                    return Err(corrupt(&entry.name));
                }
                self.pending.drain(..entry.payload_bytes);
                header.num_decoded += 1;
            }
        }
        Ok(Step::Decoded)
    }
}

fn values_from_payload(entry: &TensorEntry, payload: &[u8]) -> EngineResult<Vec<f32>> {
    if crc32fast::hash(payload) != entry.payload_crc32 {
        return Err(corrupt(&entry.name));
    }
    let inflated = inflate(payload, entry.inflated_bytes()).ok_or_else(|| corrupt(&entry.name))?;
    match entry.bits {
        32 => Ok(inflated.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()),
        16 => Ok(halves(&inflated).collect()),
        _ => Ok(values_from_integers(entry, &inflated)),
    }
}

fn values_from_integers(entry: &TensorEntry, inflated: &[u8]) -> Vec<f32> {
    let num_channels = entry.shape[0];
    let values_per_channel = entry.num_values() / num_channels;
    let (scales, integers) = inflated.split_at(num_channels * 2);
    let mut values = vec![0.0; entry.num_values()];
    for (channel, scale) in halves(scales).enumerate() {
        for position in 0..values_per_channel {
            let integer = integers[position * num_channels + channel] as i8;
            values[channel * values_per_channel + position] = f32::from(integer) * scale;
        }
    }
    values
}

fn halves(bytes: &[u8]) -> impl Iterator<Item = f32> {
    bytes.chunks_exact(2).map(|b| f16::from_le_bytes([b[0], b[1]]).to_f32())
}

/// Exactly `length` bytes out of one Zstandard frame; `None` when it is damaged or holds more or less.
fn inflate(payload: &[u8], length: usize) -> Option<Vec<u8>> {
    let max_window_bytes = (length as u64).next_power_of_two().max(MIN_WINDOW_BYTES);
    let mut decoder = StreamingDecoder::new_with_max_window_size(payload, max_window_bytes).ok()?;
    let mut inflated = Vec::new();
    // One byte more than expected is enough to notice that there is more.
    decoder.by_ref().take(length as u64 + 1).read_to_end(&mut inflated).ok()?;
    (inflated.len() == length).then_some(inflated)
}
