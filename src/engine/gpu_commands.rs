//! Bringing the backbone to the GPU, which is believed only when it sees what the CPU sees.

use super::{Backbone, Engine};
use crate::backbone::GpuBackbone;
use crate::device::{GpuHandles, connect_gpu};
use crate::error::{EngineError, EngineResult};
use crate::protocol::{Device, EngineEvent, GpuPreflight, GpuRefusal, NetworkName, SelfTestCheck};

/// Sides in pixels of the pictures on which the two are compared: an even grid, and one with odd maps.
const COMPARED_SIDES: [usize; 2] = [64, 96];
/// Activations are between 0 and 6, and rounding differs by a thousandth of this; a wrong shader by far more.
const TOLERANCE: f32 = 1e-2;

impl Engine {
    pub(super) async fn connect_gpu(&mut self, preflight: &GpuPreflight) -> EngineResult<EngineEvent> {
        let mut checks = Vec::new();
        if let Some(reason) = self.backbone.as_ref().and_then(Backbone::refusal_of_gpu) {
            return Ok(EngineEvent::GpuRefused { reason, checks });
        }
        let handles = match connect_gpu(preflight).await {
            Ok(handles) => handles,
            Err(reason) => return Ok(EngineEvent::GpuRefused { reason, checks }),
        };
        let backbone = self.backbone.as_mut().ok_or(EngineError::BackboneMissing)?;
        Ok(match backbone.move_to_gpu(handles, &mut checks).await {
            Ok(()) => EngineEvent::GpuConnected { checks },
            Err(reason) => EngineEvent::GpuRefused { reason, checks },
        })
    }

    pub(super) fn choose_backbone_device(&mut self, device: Device) -> EngineResult<EngineEvent> {
        let backbone = self.backbone.as_mut().ok_or(EngineError::BackboneMissing)?;
        if device == Device::Gpu && backbone.on_gpu.is_none() {
            return match backbone.refusal_of_gpu() {
                Some(reason) => Ok(EngineEvent::GpuRefused { reason, checks: Vec::new() }),
                None => Err(EngineError::GpuFailed { detail: "not connected".to_owned() }),
            };
        }
        backbone.device = device;
        Ok(EngineEvent::BackboneDeviceChosen { device })
    }
}

impl Backbone {
    /// Why this network can never run on the GPU, if so.
    pub(super) fn refusal_of_gpu(&self) -> Option<GpuRefusal> {
        let network = self.info.network;
        (network != NetworkName::EfficientNetLite0).then_some(GpuRefusal::NoShaders { network })
    }

    async fn move_to_gpu(
        &mut self,
        handles: GpuHandles,
        checks: &mut Vec<SelfTestCheck>,
    ) -> Result<(), GpuRefusal> {
        let failed = |error: EngineError| GpuRefusal::DeviceFailed { detail: format!("{error:?}") };
        let weights = self.for_gpu.as_ref().ok_or(GpuRefusal::NotBuilt)?;
        let mut on_gpu = GpuBackbone::new(handles, weights).await.map_err(failed)?;
        for side in COMPARED_SIDES {
            let check = self.compare(&mut on_gpu, side).await.map_err(failed)?;
            let SelfTestCheck { operation, max_difference, passed } = check.clone();
            checks.push(check);
            if !passed {
                let detail = format!("largest difference {max_difference}");
                return Err(GpuRefusal::SelfTestFailed { operation, detail });
            }
        }
        self.on_gpu = Some(on_gpu);
        Ok(())
    }

    /// The last map, all of it, so that no place can hide in a mean.
    async fn compare(&mut self, on_gpu: &mut GpuBackbone, side: usize) -> EngineResult<SelfTestCheck> {
        let pixels = test_pixels(side);
        let found = on_gpu.final_map(&pixels, side).await?;
        let pooled = on_gpu.features(&pixels, 1, side).await?;
        let expected = self.pretrained.on_cpu.final_map(&pixels, side)?;
        let expected_pooled = expected.channel_means();
        let of_map = largest_difference(expected.values(), &found);
        let max_difference = of_map.max(largest_difference(&expected_pooled, &pooled));
        let passed = max_difference <= TOLERANCE && found.iter().any(|value| *value != 0.0);
        Ok(SelfTestCheck { operation: format!("picture of {side} pixels"), max_difference, passed })
    }
}

/// Bytes without a pattern that a wrong index could hit by chance.
pub(super) fn test_pixels(side: usize) -> Vec<u8> {
    (0..side * side * 4).map(|index| (index * 31 % 251) as u8).collect()
}

/// Infinite when the lengths differ or a number is none: both have been seen from skipped kernels.
fn largest_difference(expected: &[f32], found: &[f32]) -> f32 {
    if expected.len() != found.len() {
        return f32::INFINITY;
    }
    let differences = expected.iter().zip(found).map(|(expected, found)| (expected - found).abs());
    differences.fold(
        0.0,
        |largest, difference| if difference.is_nan() { f32::INFINITY } else { largest.max(difference) },
    )
}

#[cfg(test)]
mod tests {
    use super::largest_difference;

    #[test]
    fn short_and_undefined_results_differ_infinitely() {
        assert_eq!(largest_difference(&[1.0, 2.0], &[1.0, 2.5]), 0.5);
        assert_eq!(largest_difference(&[1.0, 2.0], &[1.0]), f32::INFINITY);
        assert_eq!(largest_difference(&[1.0, 2.0], &[1.0, f32::NAN]), f32::INFINITY);
    }
}
