//! `time_backbone`: milliseconds our kernels and burn's CPU device take for one picture, natively.

use std::error::Error;
use std::time::Instant;

use afterimage::backbone::{CpuBackbone, EfficientNetLite0};
use afterimage::pixels::tensor_from_pixels;
use afterimage::weights::WeightReader;
use burn::tensor::Device;

const SIDE: usize = 224;
const RUNS: usize = 15;

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::fs::read("weights/efficientnet-lite0.weights")?;
    let mut reader = WeightReader::default();
    reader.push(&file).map_err(|error| format!("{error:?}"))?;
    let weights = reader.finish().map_err(|error| format!("{error:?}"))?;
    let mut kernels = CpuBackbone::from_weights(&weights).map_err(|error| format!("{error:?}"))?;
    let network =
        EfficientNetLite0::from_weights(weights, &Device::flex()).map_err(|error| format!("{error:?}"))?;
    let pixels: Vec<u8> = (0..SIDE * SIDE * 4).map(|index| (index * 31 % 251) as u8).collect();
    let ours = median_millis(|| kernels.features(&pixels, SIDE).map(|features| features.len()));
    let burn = median_millis(|| {
        let picture = tensor_from_pixels(&pixels, 1, SIDE, &Device::flex());
        picture.map(|picture| network.features(picture).into_data().num_elements())
    });
    println!("our kernels {ours:.1} ms, burn {burn:.1} ms (medians of {RUNS})");
    Ok(())
}

fn median_millis<E>(mut run: impl FnMut() -> Result<usize, E>) -> f64 {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            let _ = run();
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[RUNS / 2]
}
