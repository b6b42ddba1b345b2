//! The weight file read back: whole, in pieces, damaged in every byte, and hostile on purpose.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

mod support;

use afterimage::error::EngineError;
use afterimage::weights::{MAGIC, TensorToWrite, VERSION, WeightReader, write_weights};
use burn::tensor::f16;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

fn compress(payload: &[u8]) -> Vec<u8> {
    compress_to_vec(payload, CompressionLevel::Fastest)
}

fn values(count: usize) -> Vec<f32> {
    (0..count).map(|index| ((index * 37 % 101) as f32 - 50.0) / 25.0).collect()
}

fn small_file() -> Vec<u8> {
    let tensors = [
        TensorToWrite::quantised("a.weight", &[4, 3, 3, 3], &values(108), 63),
        TensorToWrite::float16("a.bias", &[4], &[0.25, -1.5, 3.0, 0.0]),
        TensorToWrite::float32("b", &[2, 5], &values(10)),
    ];
    write_weights("test/network", &tensors, compress)
}

fn read(bytes: &[u8]) -> Result<afterimage::weights::Weights, EngineError> {
    let mut reader = WeightReader::default();
    reader.push(bytes)?;
    reader.finish()
}

#[test]
fn what_was_written_is_read_back() {
    let mut weights = read(&small_file()).unwrap();
    assert_eq!(weights.network, "test/network");
    assert_eq!(weights.take("b", &[2, 5]).unwrap(), values(10));
    assert_eq!(weights.take("a.bias", &[4]).unwrap(), [0.25, -1.5, 3.0, 0.0]);
    // Half a step of the coarsest channel, and a whole one where a sum had to be kept.
    let step = 2.0 / 63.0;
    assert!(
        support::largest_difference(&weights.take("a.weight", &[4, 3, 3, 3]).unwrap(), &values(108)) <= step
    );
    assert_eq!(
        weights.take("b", &[2, 5]),
        Err(EngineError::WeightsUnexpected { tensor: "b".into() }),
        "a tensor can be taken once"
    );
}

#[test]
fn quantising_keeps_the_sum_of_each_channel_to_half_a_step() {
    let original = values(108);
    let read = read(&small_file()).unwrap().take("a.weight", &[4, 3, 3, 3]).unwrap();
    for (original, read) in original.chunks_exact(27).zip(read.chunks_exact(27)) {
        let largest = original.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let step = f16::from_f32(largest / 63.0).to_f32();
        let difference = original.iter().sum::<f32>() - read.iter().sum::<f32>();
        assert!(difference.abs() <= step * 0.51, "{difference} of a step of {step}");
    }
}

#[test]
fn the_same_tensors_give_the_same_bytes_and_another_gives_another_fingerprint() {
    assert_eq!(small_file(), small_file());
    let other = write_weights("test/network", &[TensorToWrite::float32("b", &[1], &[1.0])], compress);
    assert_ne!(read(&small_file()).unwrap().fingerprint, read(&other).unwrap().fingerprint);
}

#[test]
fn pieces_of_any_size_give_the_same_tensors_as_the_whole() {
    let file = small_file();
    let whole = read(&file).unwrap();
    for piece_bytes in [1, 7, 64, 1000] {
        let mut reader = WeightReader::default();
        let mut most_decoded = 0;
        for piece in file.chunks(piece_bytes) {
            let progress = reader.push(piece).unwrap();
            assert!(progress.decoded_tensors >= most_decoded);
            most_decoded = progress.decoded_tensors;
        }
        assert_eq!(most_decoded, 3);
        assert_eq!(reader.finish().unwrap().tensors(), whole.tensors());
    }
}

#[test]
fn every_truncation_says_so() {
    let file = small_file();
    for length in 0..file.len() {
        let error = read(&file[..length]).unwrap_err();
        assert_eq!(error, EngineError::WeightsTruncated { received_bytes: length as u32 }, "at {length}");
    }
}

#[test]
fn a_flipped_bit_anywhere_is_noticed() {
    let file = small_file();
    for position in 0..file.len() {
        let mut damaged = file.clone();
        damaged[position] ^= 1 << (position % 8);
        assert!(read(&damaged).is_err(), "byte {position}");
    }
}

#[test]
fn foreign_newer_and_longer_files_are_told_apart() {
    assert_eq!(read(b"<!doctype html><title>404</title>").unwrap_err(), EngineError::WeightsForeign);
    assert_eq!(read(b"\x80\x02\x8a").unwrap_err(), EngineError::WeightsForeign);
    let mut newer = small_file();
    newer[8] = VERSION as u8 + 1;
    assert_eq!(
        read(&newer).unwrap_err(),
        EngineError::WeightsTooNew { found: VERSION + 1, supported: VERSION }
    );
    let mut longer = small_file();
    longer.push(0);
    assert_eq!(read(&longer).unwrap_err(), EngineError::WeightsCorrupt { place: "end of file".into() });
}

/// A file whose header describes one tensor at will; checksums are right, so only the content is wrong.
fn hostile(dimensions: &[u32], bits: u8, payload_bytes: u32, payload: &[u8]) -> Vec<u8> {
    let mut header = vec![1, b'n', 1, 0, 1, b't', dimensions.len() as u8];
    header.extend(dimensions.iter().flat_map(|dimension| dimension.to_le_bytes()));
    header.push(bits);
    header.extend(payload_bytes.to_le_bytes());
    header.extend(crc32fast::hash(payload).to_le_bytes());
    let mut file = MAGIC.to_vec();
    file.extend(VERSION.to_le_bytes());
    file.extend((header.len() as u32).to_le_bytes());
    file.extend(crc32fast::hash(&header).to_le_bytes());
    file.extend(header);
    file.extend(payload);
    file
}

#[test]
fn impossible_headers_are_refused_before_anything_is_allocated() {
    let frame = compress(&[0; 64]);
    let is_corrupt = |file: &[u8]| matches!(read(file).unwrap_err(), EngineError::WeightsCorrupt { .. });
    let length = frame.len() as u32;
    assert!(read(&hostile(&[16], 32, length, &frame)).is_ok(), "the control is sound");
    assert!(
        is_corrupt(&hostile(&[u32::MAX, u32::MAX, u32::MAX, u32::MAX], 32, length, &frame)),
        "too many values"
    );
    assert!(is_corrupt(&hostile(&[0], 32, length, &frame)), "no values");
    assert!(is_corrupt(&hostile(&[1 << 20], 32, length, &frame)), "more values than the payload justifies");
    assert!(is_corrupt(&hostile(&[16], 32, 1 << 30, &frame)), "a payload longer than the values justify");
    assert!(is_corrupt(&hostile(&[16], 9, length, &frame)), "unknown bits");
    assert!(is_corrupt(&hostile(&[], 32, length, &frame)), "rank 0");
    assert!(is_corrupt(&hostile(&[1, 1, 1, 1, 16], 32, length, &frame)), "rank 5");
    assert!(is_corrupt(&hostile(&[17], 32, length, &frame)), "the frame holds less");
    assert!(is_corrupt(&hostile(&[15], 32, length, &frame)), "the frame holds more");
    assert!(is_corrupt(&hostile(&[16], 32, length, &vec![7; frame.len()])), "not a frame");
    let mut endless_header = small_file();
    endless_header[12..16].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(is_corrupt(&endless_header), "header longer than allowed");
}
