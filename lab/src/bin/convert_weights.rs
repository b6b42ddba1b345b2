//! `convert_weights SOURCE.pth FOLDER`: writes the weight files that the page and the tests read.

use std::error::Error;
use std::path::Path;

use afterimage::weights::write_weights;
use lab::efficientnet_weights::{FoldedTensor, Precision, read_backbone, read_classifier};

/// The highest level; the file is written once and downloaded many times.
const ZSTANDARD_LEVEL: i32 = 22;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, folder] = arguments.as_slice() else {
        return Err("usage: convert_weights SOURCE.pth FOLDER".into());
    };
    let (source, folder) = (Path::new(source), Path::new(folder));
    let backbone = read_backbone(source)?;
    let classifier = read_classifier(source)?;
    std::fs::create_dir_all(folder)?;
    for (precision, suffix) in [(Precision::Compressed, ""), (Precision::Float32, "-float32")] {
        let name = format!("efficientnet-lite0{suffix}.weights");
        write(&folder.join(name), "efficientnet-lite0/backbone", &backbone, precision)?;
        let name = format!("efficientnet-lite0-imagenet{suffix}.weights");
        write(&folder.join(name), "efficientnet-lite0/imagenet-classifier", &classifier, precision)?;
    }
    Ok(())
}

fn write(
    path: &Path,
    network: &str,
    tensors: &[FoldedTensor],
    precision: Precision,
) -> Result<(), Box<dyn Error>> {
    let tensors: Vec<_> = tensors.iter().map(|tensor| tensor.at(precision)).collect();
    let mut failure = None;
    let file = write_weights(network, &tensors, |payload| {
        zstd::bulk::compress(payload, ZSTANDARD_LEVEL).unwrap_or_else(|error| {
            failure = Some(error);
            Vec::new()
        })
    });
    if let Some(error) = failure {
        return Err(error.into());
    }
    println!("{} bytes  {}", file.len(), path.display());
    std::fs::write(path, file)?;
    Ok(())
}
