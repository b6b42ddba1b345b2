//! `time_backbone`: milliseconds our kernels and burn's CPU device take for one picture, natively, with either network.

use std::error::Error;
use std::time::Instant;

use afterimage::backbone::{CpuBackbone, EfficientNetLite0, ResNet18, untrained_weights};
use afterimage::error::EngineError;
use afterimage::pixels::tensor_from_pixels;
use afterimage::protocol::NetworkName;
use afterimage::weights::{WeightReader, Weights};
use burn::tensor::{Device, Tensor};

const SIDE: usize = 224;
const RUNS: usize = 15;

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::fs::read("weights/efficientnet-lite0.weights")?;
    let mut reader = WeightReader::default();
    reader.push(&file).map_err(refused)?;
    let weights = reader.finish().map_err(refused)?;
    let lite0 = EfficientNetLite0::from_weights(weights.clone(), &Device::flex()).map_err(refused)?;
    time("EfficientNet-Lite0", &weights, |picture| lite0.features(picture))?;
    // How long it takes does not depend on what was learned.
    let weights = untrained_weights(NetworkName::ResNet18, 1).map_err(refused)?;
    let resnet18 = ResNet18::new(1, 1, &Device::flex()).map_err(refused)?;
    time("ResNet-18", &weights, |picture| resnet18.features(picture))
}

fn time(
    name: &str,
    weights: &Weights,
    features: impl Fn(Tensor<4>) -> Tensor<2>,
) -> Result<(), Box<dyn Error>> {
    let mut kernels = CpuBackbone::from_weights(weights).map_err(refused)?;
    let pixels: Vec<u8> = (0..SIDE * SIDE * 4).map(|index| (index * 31 % 251) as u8).collect();
    let ours = median_millis(|| kernels.features(&pixels, SIDE).map(|features| features.len()));
    let burn = median_millis(|| {
        let picture = tensor_from_pixels(&pixels, 1, SIDE, &Device::flex());
        picture.map(|picture| features(picture).into_data().num_elements())
    });
    println!("{name}: our kernels {ours:.1} ms, burn {burn:.1} ms (medians of {RUNS})");
    Ok(())
}

fn refused(error: EngineError) -> Box<dyn Error> {
    format!("{error:?}").into()
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
