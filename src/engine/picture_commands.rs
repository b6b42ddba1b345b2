//! Commands that look at pictures: embedding, measuring, classifying.

use super::Engine;
use super::gpu_commands::test_pixels;
use super::network::looking_at;
use crate::augmentation::varied;
use crate::error::{EngineError, EngineResult};
use crate::features::normalise;
use crate::metrics;
use crate::pixels::check_length;
use crate::probes::class_evidence;
use crate::protocol::{Augmentation, Device, EngineEvent, Floats};
use crate::shown_pictures::variation_seed;
use crate::training::check_augmentation;

impl Engine {
    pub(super) async fn embed(
        &mut self,
        example_ids: Vec<u32>,
        pixels: &[u8],
        side: usize,
    ) -> EngineResult<EngineEvent> {
        let backbone = self.backbone.as_mut().ok_or(EngineError::BackboneMissing)?;
        let mut looking = backbone.looking_pretrained(backbone.device);
        let features = looking.features(pixels, example_ids.len(), side).await?;
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
        backbone.looking_pretrained(device).features(&test_pixels(side), 1, side).await?;
        Ok(EngineEvent::BackboneMeasured { device })
    }

    pub(super) async fn classify(
        &mut self,
        pixels: &[u8],
        side: usize,
        with_evidence: bool,
        epoch: Option<u32>,
    ) -> EngineResult<EngineEvent> {
        let head = self.head_at(epoch)?;
        let Self { backbone, trainer, history, .. } = self;
        let mut looking = looking_at(backbone, trainer.as_ref(), history, epoch)?;
        let class_ids = trainer.as_ref().ok_or(EngineError::HeadMissing)?.dataset().class_ids.clone();
        let (features, evidence) = if with_evidence {
            let map = looking.final_map(pixels, side).await?;
            let features = map.features();
            let evidence = class_evidence(&map, &features, &head, &class_ids);
            (features, evidence)
        } else {
            (looking.features(pixels, 1, side).await?, None)
        };
        let features: Vec<f32> = normalise(&features).collect();
        let probabilities = Floats(metrics::probabilities(&head.logits(&features)));
        Ok(EngineEvent::Classified { class_ids, probabilities, evidence })
    }
}

/// As training would vary the picture, were it example 0.
///
/// # Errors
/// `PixelsMalformed`, or `SettingOutOfRange`.
pub(super) fn vary_picture(
    pixels: &[u8],
    side: usize,
    augmentation: &Augmentation,
    seed: u32,
) -> EngineResult<EngineEvent> {
    check_augmentation(augmentation)?;
    check_length(pixels, 1, side)?;
    let one = |variation| varied(pixels, side, augmentation, variation_seed(seed, 0, variation));
    let pixels = (1..=augmentation.variations).flat_map(one).collect();
    Ok(EngineEvent::PictureVaried { side: side as u32, pixels })
}
