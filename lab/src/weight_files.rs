//! Writes our weight files, compressed as far as it goes.

use std::error::Error;
use std::path::Path;

use afterimage::weights::{TensorToWrite, write_weights};

/// The highest level; the file is written once and downloaded many times.
const ZSTANDARD_LEVEL: i32 = 22;

/// The bytes of a weight file that calls itself `network`.
///
/// # Errors
/// When the compressor fails.
pub fn weight_file(network: &str, tensors: &[TensorToWrite]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut failure = None;
    let file = write_weights(network, tensors, |payload| {
        zstd::bulk::compress(payload, ZSTANDARD_LEVEL).unwrap_or_else(|error| {
            failure = Some(error);
            Vec::new()
        })
    });
    match failure {
        Some(error) => Err(error.into()),
        None => Ok(file),
    }
}

/// Writes the file and tells how long it is.
///
/// # Errors
/// When the compressor fails or the file cannot be written.
pub fn write_weight_file(
    path: &Path,
    network: &str,
    tensors: &[TensorToWrite],
) -> Result<(), Box<dyn Error>> {
    let file = weight_file(network, tensors)?;
    println!("{} bytes  {}", file.len(), path.display());
    std::fs::write(path, file)
        .map_err(|error| format!("{} cannot be written: {error}", path.display()).into())
}
