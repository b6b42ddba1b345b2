//! What several tests need: synthetic pictures, weights, comparisons.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

#[cfg(not(target_family = "wasm"))]
pub mod lesson;
#[cfg(not(target_family = "wasm"))]
pub mod resnet18;

use afterimage::weights::{WeightReader, Weights};

/// RGBA bytes of one synthetic picture; `tests/reference/generate_reference.py` has the same formula.
pub fn synthetic_pixels(number: usize, side: usize) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(side * side * 4);
    for y in 0..side {
        for x in 0..side {
            for channel in 0..3 {
                let waves = x * (number + 1) + y * (2 * channel + 1);
                let blobs = (x * y / 16) * (number + channel);
                pixels.push(((waves + blobs) % 256) as u8);
            }
            pixels.push(255);
        }
    }
    pixels
}

/// Little-endian floats.
pub fn floats_from_bytes(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

/// A complete weight file.
pub fn weights_from_bytes(bytes: &[u8]) -> Weights {
    let mut reader = WeightReader::default();
    reader.push(bytes).unwrap();
    reader.finish().unwrap()
}

/// Cosine of the angle between two vectors.
pub fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

/// Largest absolute difference of two lists of the same length.
pub fn largest_difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

/// The largest absolute value.
pub fn largest(values: &[f32]) -> f32 {
    values.iter().fold(0.0, |largest, value| largest.max(value.abs()))
}

/// The bytes of a weight file that `./build.sh weights` made.
#[cfg(not(target_family = "wasm"))]
pub fn weight_file(name: &str) -> Vec<u8> {
    let path = format!("{}/weights/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}; run `./build.sh weights` first"))
}

/// A file of the shared test data; `None`, with a word, where that folder is absent.
#[cfg(not(target_family = "wasm"))]
pub fn shared_file(name: &str) -> Option<Vec<u8>> {
    let path = format!("{}/../shared/data/{name}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(path).ok();
    if bytes.is_none() {
        println!("skipped: ../shared/data/{name} is not here");
    }
    bytes
}

/// The float32 values of a version 1 `.npy` file in C order.
#[cfg(not(target_family = "wasm"))]
pub fn floats_from_npy(bytes: &[u8]) -> Vec<f32> {
    assert!(bytes.starts_with(b"\x93NUMPY\x01"), "not a version 1 npy file");
    let header_bytes = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let header = String::from_utf8_lossy(&bytes[10..10 + header_bytes]);
    assert!(header.contains("'<f4'") && header.contains("'fortran_order': False"), "{header}");
    floats_from_bytes(&bytes[10 + header_bytes..])
}
