//! Commands that look at pictures: embedding, measuring, classifying.

use super::gpu_commands::test_pixels;
use super::{Backbone, Engine};
use crate::backbone::{FEATURE_LENGTH, TOTAL_STRIDE};
use crate::error::{EngineError, EngineResult};
use crate::features::normalise;
use crate::metrics;
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
        let backbone = self.backbone.as_mut().ok_or(EngineError::BackboneMissing)?;
        if device == Device::Gpu && backbone.on_gpu.is_none() {
            return Err(EngineError::GpuFailed { detail: "not connected".to_owned() });
        }
        backbone.features_on(device, &test_pixels(side), 1, side).await?;
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
        let probabilities = Floats(metrics::probabilities(&trainer.head().logits(&features)));
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
        match (&mut self.on_gpu, self.device) {
            (Some(network), Device::Gpu) => {
                let values = network.final_map(pixels, side).await?;
                Ok(FinalMap { grid_side: side.div_ceil(TOTAL_STRIDE), values })
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
        match (&mut self.on_gpu, device) {
            (Some(network), Device::Gpu) => network.features(pixels, count, side).await,
            _ => {
                let mut features = Vec::with_capacity(count * FEATURE_LENGTH);
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
