//! Commands that look at pictures: embedding, measuring, classifying.

use afterimage_kernels::FeatureMap;

use super::gpu_commands::test_pixels;
use super::{Backbone, Engine};
use crate::backbone::{FEATURE_LENGTH, TOTAL_STRIDE, convolution_layers};
use crate::error::{EngineError, EngineResult};
use crate::features::normalise;
use crate::metrics;
use crate::probes::{FinalMap, class_evidence};
use crate::protocol::{ChannelPlace, Device, EngineEvent, Floats};

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
        epoch: Option<u32>,
    ) -> EngineResult<EngineEvent> {
        let backbone = self.backbone.as_mut().ok_or(EngineError::BackboneMissing)?;
        let trainer = self.trainer.as_ref().ok_or(EngineError::HeadMissing)?;
        let class_ids = trainer.dataset().class_ids.clone();
        let forgotten = |epoch| EngineError::EpochForgotten { epoch };
        let head = match epoch {
            Some(epoch) => self.history.head(epoch).ok_or_else(|| forgotten(epoch))?,
            None => trainer.head(),
        };
        let (features, evidence) = if with_evidence {
            let map = backbone.final_map(pixels, side).await?;
            let features = map.features();
            let evidence = class_evidence(&map, &features, head, &class_ids);
            (features, evidence)
        } else {
            (backbone.features(pixels, 1, side).await?, None)
        };
        let features: Vec<f32> = normalise(&features).collect();
        let probabilities = Floats(metrics::probabilities(&head.logits(&features)));
        Ok(EngineEvent::Classified { class_ids, probabilities, evidence })
    }
}

impl Backbone {
    /// Features of `count` pictures on the chosen device, row by row: `[count, 1280]`.
    pub(super) async fn features(
        &mut self,
        pixels: &[u8],
        count: usize,
        side: usize,
    ) -> EngineResult<Vec<f32>> {
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

    /// The maps of these layers for one picture, and when `with_features` its features too.
    pub(super) async fn layer_maps(
        &mut self,
        pixels: &[u8],
        side: usize,
        layers: &[usize],
        with_features: bool,
    ) -> EngineResult<(Vec<FeatureMap>, Vec<f32>)> {
        let num_layers = convolution_layers().len();
        if let Some(layer) = layers.iter().find(|layer| **layer >= num_layers) {
            return Err(EngineError::PlaceUnknown { detail: format!("layer {layer}") });
        }
        if let (Some(network), Device::Gpu) = (&mut self.on_gpu, self.device) {
            return network.layer_maps(pixels, side, layers).await;
        }
        let input = self.on_cpu.input_map(pixels, side)?;
        let last = if with_features { num_layers - 1 } else { layers.iter().copied().max().unwrap_or(0) };
        let mut maps = vec![FeatureMap::default(); layers.len()];
        let mut features = Vec::new();
        self.on_cpu.walk(&input, last, |number, map| {
            for (wanted, kept) in layers.iter().zip(&mut maps) {
                if *wanted == number {
                    *kept = map.without_border();
                }
            }
            if number == num_layers - 1 {
                features = map.channel_means();
            }
        });
        Ok((maps, features))
    }

    /// A picture's features with some channels held at zero, on the CPU.
    pub(super) fn features_without(
        &mut self,
        pixels: &[u8],
        side: usize,
        silenced: &[ChannelPlace],
    ) -> EngineResult<Vec<f32>> {
        let input = self.on_cpu.input_map(pixels, side)?;
        let last = convolution_layers().len() - 1;
        let mut features = Vec::new();
        self.on_cpu.walk(&input, last, |number, map| {
            for place in silenced.iter().filter(|place| place.layer as usize == number) {
                map.silence(place.channel as usize);
            }
            if number == last {
                features = map.channel_means();
            }
        });
        Ok(features)
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
