//! Owns all state and handles one command at a time; everything here can be recomputed from the pictures.

mod dataset_commands;
mod picture_commands;

use burn::tensor::Device as BurnDevice;

use crate::backbone::{CpuBackbone, EfficientNetLite0};
use crate::device::{ConnectedGpu, RefusedGpu, connect_gpu};
use crate::error::{EngineError, EngineResult};
use crate::features::FeatureCache;
use crate::head::Head;
use crate::protocol::{BackboneInfo, Device, EngineCommand, EngineEvent};
use crate::training::Trainer;
use crate::weights::WeightReader;
use burn::module::Module;

/// The engine behind the page: give it commands, one after the other, and it answers each with one event.
pub struct Engine {
    weight_reader: WeightReader,
    backbone: Option<Backbone>,
    gpu: Option<BurnDevice>,
    features: FeatureCache,
    trainer: Option<Trainer>,
    /// A head that was imported before there was a dataset to use it on.
    imported_head: Option<ImportedHead>,
}

/// The backbone on each device that has it.
struct Backbone {
    info: BackboneInfo,
    /// Our own kernels, for looking at pictures.
    on_cpu: CpuBackbone,
    /// burn's network, to be copied to the GPU.
    for_gpu: EfficientNetLite0,
    on_gpu: Option<EfficientNetLite0>,
    device: Device,
}

struct ImportedHead {
    head: Head,
    class_ids: Vec<u32>,
    epoch: u32,
}

impl Default for Engine {
    fn default() -> Self {
        Self {
            weight_reader: WeightReader::default(),
            backbone: None,
            gpu: None,
            features: FeatureCache::new(EfficientNetLite0::FEATURE_LENGTH),
            trainer: None,
            imported_head: None,
        }
    }
}

impl Engine {
    /// Does what the command asks; a command that fails changes nothing.
    pub async fn handle(&mut self, command: EngineCommand) -> EngineEvent {
        self.answer(command).await.unwrap_or_else(|error| EngineEvent::Failed { error })
    }

    async fn answer(&mut self, command: EngineCommand) -> EngineResult<EngineEvent> {
        match command {
            EngineCommand::ReceiveWeights { offset, bytes, is_last } => {
                self.receive_weights(offset, &bytes, is_last)
            }
            EngineCommand::ConnectGpu { preflight } => Ok(match connect_gpu(&preflight).await {
                Ok(ConnectedGpu { device, checks }) => {
                    self.gpu = Some(device);
                    EngineEvent::GpuConnected { checks }
                }
                Err(RefusedGpu { reason, checks }) => EngineEvent::GpuRefused { reason, checks },
            }),
            EngineCommand::MeasureBackbone { device, side } => {
                self.measure_backbone(device, side as usize).await
            }
            EngineCommand::ChooseBackboneDevice { device } => self.choose_backbone_device(device),
            EngineCommand::Embed { example_ids, pixels, side } => {
                self.embed(example_ids, &pixels, side as usize).await
            }
            EngineCommand::RestoreFeatures { example_ids, features } => {
                self.features.insert(&example_ids, &features.0)?;
                Ok(EngineEvent::FeaturesRestored { num_examples: example_ids.len() as u32 })
            }
            EngineCommand::ForgetExamples { example_ids } => {
                let num_examples = self.features.remove(&example_ids) as u32;
                Ok(EngineEvent::ExamplesForgotten { num_examples })
            }
            EngineCommand::SetDataset { class_ids, examples, settings } => {
                self.set_dataset(&class_ids, &examples, settings)
            }
            EngineCommand::ResetHead => self.reset_head(),
            EngineCommand::TrainEpoch => {
                let report = self.trainer()?.train_epoch()?;
                Ok(EngineEvent::EpochFinished { report })
            }
            EngineCommand::TrainBatch => self.train_batch(),
            EngineCommand::PredictExamples => self.predict_examples(),
            EngineCommand::Classify { pixels, side, with_evidence } => {
                self.classify(&pixels, side as usize, with_evidence).await
            }
            EngineCommand::ExportHead => self.export_head(),
            EngineCommand::ImportHead { head } => self.import_head(&head),
        }
    }

    fn receive_weights(&mut self, offset: u32, bytes: &[u8], is_last: bool) -> EngineResult<EngineEvent> {
        if offset == 0 {
            self.weight_reader = WeightReader::default();
        }
        let progress = self.weight_reader.push(bytes)?;
        if !is_last {
            return Ok(EngineEvent::WeightsReceived {
                received_bytes: progress.received_bytes as u32,
                decoded_tensors: progress.decoded_tensors as u32,
                num_tensors: progress.num_tensors as u32,
            });
        }
        let weights = std::mem::take(&mut self.weight_reader).finish()?;
        if weights.network != EfficientNetLite0::NETWORK {
            return Err(EngineError::WeightsUnexpected { tensor: weights.network });
        }
        let fingerprint = weights.fingerprint.clone();
        let on_cpu = CpuBackbone::from_weights(&weights)?;
        let for_gpu = EfficientNetLite0::from_weights(weights, &BurnDevice::flex())?;
        let info = BackboneInfo {
            fingerprint,
            feature_length: EfficientNetLite0::FEATURE_LENGTH as u32,
            num_parameters: for_gpu.num_params() as u32,
            input_side: EfficientNetLite0::INPUT_SIDE as u32,
        };
        self.backbone =
            Some(Backbone { info: info.clone(), on_cpu, for_gpu, on_gpu: None, device: Device::Cpu });
        Ok(EngineEvent::BackboneReady { backbone: info })
    }

    fn choose_backbone_device(&mut self, device: Device) -> EngineResult<EngineEvent> {
        self.prepare_backbone(device)?.device = device;
        Ok(EngineEvent::BackboneDeviceChosen { device })
    }

    /// Copies the backbone to the device if it is not there yet.
    fn prepare_backbone(&mut self, device: Device) -> EngineResult<&mut Backbone> {
        let backbone = self.backbone.as_mut().ok_or(EngineError::BackboneMissing)?;
        if device == Device::Gpu && backbone.on_gpu.is_none() {
            let gpu = self
                .gpu
                .as_ref()
                .ok_or_else(|| EngineError::GpuFailed { detail: "not connected".to_owned() })?;
            backbone.on_gpu = Some(backbone.for_gpu.clone().to_device(gpu));
        }
        Ok(backbone)
    }

    fn trainer(&mut self) -> EngineResult<&mut Trainer> {
        self.trainer.as_mut().ok_or(EngineError::HeadMissing)
    }
}
