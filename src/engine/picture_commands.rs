//! Commands that look at pictures: embedding, measuring, classifying.

use burn::tensor::{Device as BurnDevice, Tensor, TensorData};

use super::{Backbone, Engine};
use crate::backbone::EfficientNetLite0;
use crate::error::{EngineError, EngineResult};
use crate::features::normalise;
use crate::metrics;
use crate::pixels::tensor_from_pixels;
use crate::probes::{FinalMap, class_evidence};
use crate::protocol::{Device, EngineEvent, Floats};

impl Engine {
    pub(super) async fn embed(
        &mut self,
        example_ids: Vec<u32>,
        pixels: &[u8],
        side: usize,
    ) -> EngineResult<EngineEvent> {
        let backbone = self.backbone.as_mut().ok_or(EngineError::BackboneMissing)?;
        let features = backbone.features(pixels, example_ids.len(), side).await?;
        self.features.insert(&example_ids, &features)?;
        Ok(EngineEvent::Embedded { example_ids, features: Floats(features) })
    }

    pub(super) async fn measure_backbone(
        &mut self,
        device: Device,
        side: usize,
    ) -> EngineResult<EngineEvent> {
        let backbone = self.prepare_backbone(device)?;
        let pixels: Vec<u8> = (0..side * side * 4).map(|index| (index * 31 % 251) as u8).collect();
        backbone.features_on(device, &pixels, 1, side).await?;
        Ok(EngineEvent::BackboneMeasured { device })
    }

    pub(super) async fn classify(
        &mut self,
        pixels: &[u8],
        side: usize,
        with_evidence: bool,
    ) -> EngineResult<EngineEvent> {
        let backbone = self.backbone.as_mut().ok_or(EngineError::BackboneMissing)?;
        let trainer = self.trainer.as_ref().ok_or(EngineError::HeadMissing)?;
        let class_ids = trainer.dataset().class_ids.clone();
        let (features, evidence) = if with_evidence {
            let map = backbone.final_map(pixels, side).await?;
            let features = map.features();
            let evidence = class_evidence(&map, &features, trainer.head(), &class_ids);
            (features, evidence)
        } else {
            (backbone.features(pixels, 1, side).await?, None)
        };
        let features: Vec<f32> = normalise(&features).collect();
        let shape = [1, features.len()];
        let features = Tensor::from_data(TensorData::new(features, shape), &BurnDevice::flex());
        let probabilities = Floats(metrics::probabilities(&trainer.logits(features)));
        Ok(EngineEvent::Classified { class_ids, probabilities, evidence })
    }
}

impl Backbone {
    /// Features of `count` pictures on the chosen device, row by row: `[count, 1280]`.
    async fn features(&mut self, pixels: &[u8], count: usize, side: usize) -> EngineResult<Vec<f32>> {
        self.features_on(self.device, pixels, count, side).await
    }

    /// The last map of one picture, on the chosen device.
    async fn final_map(&mut self, pixels: &[u8], side: usize) -> EngineResult<FinalMap> {
        let grid_side = side.div_ceil(32);
        match (&self.on_gpu, self.device) {
            (Some(network), Device::Gpu) => {
                let pictures = tensor_from_pixels(pixels, 1, side, &network.device())?;
                let values = read_back(network.final_map(pictures)).await?; // [1, 1280, grid, grid]
                let expected_length = grid_side * grid_side * EfficientNetLite0::FEATURE_LENGTH;
                Ok(FinalMap::from_channels_first(&check_read_back(values, expected_length)?, grid_side))
            }
            _ => {
                let map = self.on_cpu.final_map(pixels, side)?;
                let used = map.num_pixels() * map.channels();
                Ok(FinalMap { grid_side: map.side(), values: map.values()[..used].to_vec() })
            }
        }
    }

    async fn features_on(
        &mut self,
        device: Device,
        pixels: &[u8],
        count: usize,
        side: usize,
    ) -> EngineResult<Vec<f32>> {
        match (&self.on_gpu, device) {
            (Some(network), Device::Gpu) => features_on_gpu(network, pixels, count, side).await,
            _ => {
                let mut features = Vec::with_capacity(count * EfficientNetLite0::FEATURE_LENGTH);
                // With no picture, or bytes that do not fill the pictures, the one chunk is refused below.
                let bytes_a_picture = (pixels.len() / count.max(1)).max(1);
                for picture in pixels.chunks(bytes_a_picture) {
                    features.extend(self.on_cpu.features(picture, side)?);
                }
                Ok(features)
            }
        }
    }
}

async fn features_on_gpu(
    network: &EfficientNetLite0,
    pixels: &[u8],
    count: usize,
    side: usize,
) -> EngineResult<Vec<f32>> {
    let pictures = tensor_from_pixels(pixels, count, side, &network.device())?; // [count, 3, side, side]
    let features = read_back(network.features(pictures)).await?; // [count, 1280]
    check_read_back(features, count * EfficientNetLite0::FEATURE_LENGTH)
}

async fn read_back<const D: usize>(tensor: Tensor<D>) -> EngineResult<Vec<f32>> {
    let data = tensor.into_data_async().await;
    let data = data.map_err(|error| EngineError::ReadBackFailed { detail: error.to_string() })?;
    Ok(data.iter::<f32>().collect())
}

/// A GPU that lost its device or skipped a kernel answers with garbage rather than with an error.
fn check_read_back(values: Vec<f32>, expected_length: usize) -> EngineResult<Vec<f32>> {
    let is_sound = values.len() == expected_length && values.iter().all(|value| value.is_finite());
    let broken = || EngineError::GpuFailed { detail: "what came back is not finite".to_owned() };
    is_sound.then_some(values).ok_or_else(broken)
}
