//! The same steps with the learning blocks on the GPU, for which one has to wait.

use super::looking::{check_at_hand, num_variations};
use super::{Batch, BatchReport, Progress, Trainer};
use crate::backbone::GpuBackbone;
use crate::error::{EngineError, EngineResult};
use crate::features::normalise;
use crate::gpu_tuner::{GpuTuner, Lesson};

impl Trainer {
    /// As `step`, with the GPU computing what the blocks do, unless only the CPU can (`Tail::tuner_for_elsewhere`).
    ///
    /// # Errors
    /// As `step`; and `GpuFailed` or `ReadBackFailed`, after which `begin_epoch_anew` leads back to a sound network.
    pub async fn step_on_gpu(&mut self, gpu: &mut GpuTuner) -> EngineResult<Progress> {
        let tail = self.tail.as_ref().filter(|tail| tail.tuner_for_elsewhere().is_some());
        let progress = match (tail, self.looks_next()) {
            (Some(_), true) => self.look_again_on_gpu(gpu).await,
            (Some(tail), false) if tail.learns() => self.train_batch_on_gpu(gpu).await.map(Progress::Trained),
            _ => self.step(),
        };
        if let Err(EngineError::TrainingDiverged { .. }) = progress {
            gpu.forget();
        }
        progress
    }

    /// Takes over what the GPU has learned so far, so that the network on the CPU is the one as it is.
    ///
    /// # Errors
    /// `TrainingDiverged` when that is no finite numbers; `GpuFailed` or `ReadBackFailed`, as `step_on_gpu`.
    pub async fn bring_back(&mut self, gpu: &mut GpuTuner) -> EngineResult<()> {
        if !gpu.is_ahead() {
            return Ok(());
        }
        match (gpu.bring_back().await?, &mut self.tail) {
            (Some(learned), Some(tail)) => {
                tail.take_learned(learned);
                Ok(())
            }
            _ => {
                gpu.forget();
                Err(self.go_back())
            }
        }
    }

    /// As `show`, with the GPU computing what the blocks read, as far as that is the pretrained network's to say. Gives
    /// nothing where it is not, and then nothing was taken in.
    ///
    /// # Errors
    /// `PixelsMalformed`, `GpuFailed` or `ReadBackFailed`; what was taken in by then stays.
    pub async fn show_on_gpu(
        &mut self,
        gpu: &mut GpuBackbone,
        example_ids: &[u32],
        pixels: &[u8],
        side: usize,
    ) -> EngineResult<Option<usize>> {
        let Some(tail) = &mut self.tail else { return Ok(None) };
        let Some(layer) = tail.cut_layer_for_elsewhere() else { return Ok(None) };
        tail.begin_showing(side);
        let pictures: Vec<&[u8]> = pixels.chunks_exact(side * side * 4).collect();
        for (example_id, picture) in example_ids.iter().zip(&pictures) {
            let variations = num_variations(tail, &self.dataset, *example_id);
            let (mut missing, mut seen) = (Vec::new(), Vec::new());
            for (variation, pixels) in tail.missing(*example_id, variations, (picture, side)) {
                missing.push(variation);
                seen.extend_from_slice(&pixels);
            }
            if !missing.is_empty() {
                let maps = gpu.maps_of_layer(&seen, missing.len(), side, layer).await?;
                tail.take_maps(missing.into_iter().zip(maps));
            }
        }
        Ok(Some(example_ids.len().min(pictures.len())))
    }

    async fn train_batch_on_gpu(&mut self, gpu: &mut GpuTuner) -> EngineResult<BatchReport> {
        let Batch { pictures, labels, weights, rate_factor, shares, .. } = self.next_batch();
        self.learner.set_rate_factor(rate_factor);
        let tail = self.tail.as_ref().ok_or(EngineError::HeadMissing)?;
        let tuner = tail.tuner_for_elsewhere().ok_or(EngineError::HeadMissing)?;
        check_at_hand(tail, &self.dataset, &pictures)?;
        let maps = tail.kept_maps(&pictures)?;
        let weights = Some(weights.as_slice());
        let lesson = Lesson { maps: &maps, labels: &labels, weights, rate_factor, shares: &shares };
        let report = gpu.step(tuner, &mut self.head, &mut self.learner, &lesson).await?;
        self.training.make_all_stale();
        self.validation.make_all_stale();
        self.end_batch(report)
    }

    async fn look_again_on_gpu(&mut self, gpu: &mut GpuTuner) -> EngineResult<Progress> {
        let (places, pictures) = self.next_to_look_at();
        let tail = self.tail.as_ref().ok_or(EngineError::HeadMissing)?;
        let tuner = tail.tuner_for_elsewhere().ok_or(EngineError::HeadMissing)?;
        check_at_hand(tail, &self.dataset, &pictures)?;
        let features = gpu.features(tuner, &tail.kept_maps(&pictures)?).await?;
        let length = self.head.feature_length();
        for (place, features) in places.into_iter().zip(features.chunks_exact(length)) {
            let normalised: Vec<f32> = normalise(features).collect();
            self.set_features(place, &normalised)?;
        }
        Ok(self.looked())
    }
}
