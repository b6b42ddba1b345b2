//! Commands that bring a network: the weights of a file, or drawn ones.

use super::network::CpuNetwork;
use super::{Backbone, Engine};
use crate::backbone::{CpuBackbone, INPUT_SIDE, untrained_weights};
use crate::error::EngineResult;
use crate::features::FeatureCache;
use crate::history::History;
use crate::protocol::{BackboneInfo, Device, EngineEvent, NetworkName};
use crate::weights::{WeightReader, Weights};

impl Engine {
    pub(super) fn receive_weights(
        &mut self,
        offset: u32,
        bytes: &[u8],
        is_last: bool,
    ) -> EngineResult<EngineEvent> {
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
        self.take_network(weights, true)
    }

    pub(super) fn draw_network(&mut self, network: NetworkName, seed: u32) -> EngineResult<EngineEvent> {
        self.take_network(untrained_weights(network, seed)?, false)
    }

    /// Goes on with this network; what came from another one is forgotten.
    fn take_network(&mut self, weights: Weights, is_pretrained: bool) -> EngineResult<EngineEvent> {
        let on_cpu = CpuBackbone::from_weights(&weights)?;
        let architecture = on_cpu.architecture();
        let normalisation = architecture.normalisation();
        let info = BackboneInfo {
            network: architecture.network(),
            is_pretrained,
            fingerprint: weights.fingerprint.clone(),
            feature_length: architecture.feature_length() as u32,
            num_parameters: architecture.num_parameters() as u32,
            num_blocks: architecture.num_blocks() as u32,
            input_side: INPUT_SIDE as u32,
            pixel_mean: normalisation.mean,
            pixel_deviation: normalisation.deviation,
        };
        let is_same = self.backbone.as_ref().is_some_and(|before| before.info == info);
        if !is_same {
            self.forget_all(architecture.feature_length());
        }
        // It teaches on the GPU of the backbone that goes.
        self.gpu_tuner = None;
        let has_shaders = info.network == NetworkName::EfficientNetLite0;
        let for_gpu = (cfg!(feature = "gpu") && has_shaders).then_some(weights);
        self.backbone = Some(Backbone {
            info: info.clone(),
            pretrained: CpuNetwork::new(on_cpu),
            on_gpu: None,
            learned: None,
            for_gpu,
            device: Device::Cpu,
        });
        Ok(EngineEvent::BackboneReady { backbone: info })
    }

    fn forget_all(&mut self, feature_length: usize) {
        self.features = FeatureCache::new(feature_length);
        self.trainer = None;
        self.history = History::default();
        self.imported_head = None;
        self.forget_surveys();
    }
}
