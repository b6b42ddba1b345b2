//! Steps of training, on whichever device the learning blocks are; and bringing them to the GPU and back.

use super::Engine;
use super::tuning_test::compare_steps;
use crate::backbone::Room;
use crate::error::{EngineError, EngineResult};
use crate::gpu_tuner::GpuTuner;
use crate::protocol::{Device, EngineEvent, EpochReport};
use crate::training::Progress;

impl Engine {
    pub(super) async fn choose_tuning_device(&mut self, device: Device) -> EngineResult<EngineEvent> {
        self.gpu_tuner = None;
        let mut checks = Vec::new();
        if device == Device::Cpu {
            return Ok(EngineEvent::TuningDeviceChosen { device, checks });
        }
        let backbone = self.backbone.as_ref().ok_or(EngineError::BackboneMissing)?;
        if let Some(reason) = backbone.refusal_of_gpu() {
            return Ok(EngineEvent::GpuRefused { reason, checks });
        }
        let missing = || EngineError::GpuFailed { detail: "not connected".to_owned() };
        let on_gpu = backbone.on_gpu.as_ref().map(|on_gpu| GpuTuner::new(on_gpu.access(), Room::default()));
        let mut gpu = on_gpu.ok_or_else(missing)?;
        match compare_steps(&mut gpu, &backbone.pretrained.on_cpu, &mut checks).await {
            Ok(()) => {
                self.gpu_tuner = Some(gpu);
                Ok(EngineEvent::TuningDeviceChosen { device, checks })
            }
            Err(reason) => Ok(EngineEvent::GpuRefused { reason, checks }),
        }
    }

    pub(super) async fn train_epoch(&mut self) -> EngineResult<EngineEvent> {
        let report = match self.gpu_tuner {
            Some(_) => {
                while !self.trainer()?.is_epoch_done() {
                    self.step().await?;
                }
                self.end_epoch().await?
            }
            None => {
                let report = self.trainer()?.train_epoch()?;
                self.finish_epoch();
                report
            }
        };
        Ok(EngineEvent::EpochFinished { report })
    }

    /// One batch, or some pictures looked at.
    pub(super) async fn step(&mut self) -> EngineResult<Progress> {
        let trainer = self.trainer.as_mut().ok_or(EngineError::HeadMissing)?;
        let progress = match &mut self.gpu_tuner {
            Some(gpu) => trainer.step_on_gpu(gpu).await,
            None => trainer.step(),
        };
        self.unless_gpu_failed(progress)
    }

    /// After its last step.
    pub(super) async fn end_epoch(&mut self) -> EngineResult<EpochReport> {
        self.bring_back().await?;
        let report = self.trainer()?.finish_epoch()?;
        self.gpu_tuner.iter_mut().for_each(GpuTuner::begin_epoch);
        self.finish_epoch();
        Ok(report)
    }

    /// Whatever is asked next is asked about the network as it is, in the middle of an epoch too.
    pub(super) async fn bring_back(&mut self) -> EngineResult<()> {
        let (Some(trainer), Some(gpu)) = (&mut self.trainer, &mut self.gpu_tuner) else { return Ok(()) };
        let result = trainer.bring_back(gpu).await;
        self.unless_gpu_failed(result)
    }

    /// Goes on without a GPU that gave up, from the network before this epoch.
    fn unless_gpu_failed<T>(&mut self, result: EngineResult<T>) -> EngineResult<T> {
        let (detail, trainer) = match (result, &mut self.trainer) {
            (
                Err(EngineError::GpuFailed { detail } | EngineError::ReadBackFailed { detail }),
                Some(trainer),
            ) => (detail, trainer),
            (result, _) => return result,
        };
        self.gpu_tuner = None;
        trainer.begin_epoch_anew();
        Err(EngineError::TuningLeftGpu { epoch: trainer.epoch(), detail })
    }
}
