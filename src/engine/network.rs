//! Which network a question is about: the pretrained one, what it has become, or what it was after an earlier epoch.

use afterimage_kernels::FeatureMap;

use super::Backbone;
use crate::backbone::{BackwardNetwork, CpuBackbone, GpuBackbone};
use crate::error::{EngineError, EngineResult};
use crate::history::History;
use crate::probes::FinalMap;
use crate::protocol::{ChannelPlace, Device};
use crate::training::Trainer;

/// A network on the CPU, and the same the other way round.
pub(super) struct CpuNetwork {
    pub on_cpu: CpuBackbone,
    /// Made when something first asks for a gradient.
    backward: Option<BackwardNetwork>,
}

impl CpuNetwork {
    pub fn new(on_cpu: CpuBackbone) -> Self {
        Self { on_cpu, backward: None }
    }

    /// Both directions.
    pub fn with_backward(&mut self) -> (&mut CpuBackbone, &BackwardNetwork) {
        let Self { on_cpu, backward } = self;
        let backward = backward.get_or_insert_with(|| BackwardNetwork::new(on_cpu));
        (on_cpu, backward)
    }
}

/// The network of a question, on every device that has it.
pub(super) struct Looking<'a> {
    pub network: &'a mut CpuNetwork,
    /// Only while the GPU is chosen, and only for the pretrained network.
    on_gpu: Option<&'a mut GpuBackbone>,
}

/// The network after a remembered epoch, or as it is now.
///
/// # Errors
/// `BackboneMissing`, or `EpochForgotten`.
pub(super) fn looking_at<'a>(
    backbone: &'a mut Option<Backbone>,
    trainer: Option<&Trainer>,
    history: &History,
    epoch: Option<u32>,
) -> EngineResult<Looking<'a>> {
    let learned = match epoch {
        Some(epoch) => history.snapshot(epoch).ok_or(EngineError::EpochForgotten { epoch })?.network.as_ref(),
        None => trainer.and_then(Trainer::network),
    };
    Ok(backbone.as_mut().ok_or(EngineError::BackboneMissing)?.looking(learned))
}

impl Backbone {
    /// `learned` is a network that is no longer the pretrained one.
    fn looking(&mut self, learned: Option<&CpuBackbone>) -> Looking<'_> {
        let Some(learned) = learned else { return self.looking_pretrained(self.device) };
        let network = self.learned.get_or_insert_with(|| CpuNetwork::new(learned.clone()));
        if network.on_cpu.adopt(learned) {
            network.backward = None;
        }
        Looking { network, on_gpu: None }
    }

    /// What features are kept from, whatever has been learned since.
    pub(super) fn looking_pretrained(&mut self, device: Device) -> Looking<'_> {
        let on_gpu = if device == Device::Gpu { self.on_gpu.as_mut() } else { None };
        Looking { network: &mut self.pretrained, on_gpu }
    }
}

impl Looking<'_> {
    /// Features of `count` pictures, row by row: `[count, features]`.
    pub async fn features(&mut self, pixels: &[u8], count: usize, side: usize) -> EngineResult<Vec<f32>> {
        if let Some(network) = &mut self.on_gpu {
            return network.features(pixels, count, side).await;
        }
        let mut features = Vec::new();
        // With no picture, or bytes that do not fill the pictures, the one chunk is refused below.
        let bytes_a_picture = (pixels.len() / count.max(1)).max(1);
        for picture in pixels.chunks(bytes_a_picture) {
            features.extend(self.network.on_cpu.features(picture, side)?);
        }
        Ok(features)
    }

    /// The last map of one picture.
    pub async fn final_map(&mut self, pixels: &[u8], side: usize) -> EngineResult<FinalMap> {
        if let Some(network) = &mut self.on_gpu {
            let values = network.final_map(pixels, side).await?;
            return Ok(FinalMap {
                grid_side: side.div_ceil(self.network.on_cpu.architecture().total_stride()),
                values,
            });
        }
        let map = self.network.on_cpu.final_map(pixels, side)?;
        let used = map.num_pixels() * map.channels();
        Ok(FinalMap { grid_side: map.side(), values: map.values()[..used].to_vec() })
    }

    /// The maps of these layers for one picture, and when `with_features` its features too.
    pub async fn layer_maps(
        &mut self,
        pixels: &[u8],
        side: usize,
        layers: &[usize],
        with_features: bool,
    ) -> EngineResult<(Vec<FeatureMap>, Vec<f32>)> {
        let num_layers = self.network.on_cpu.architecture().layers().len();
        if let Some(layer) = layers.iter().find(|layer| **layer >= num_layers) {
            return Err(EngineError::PlaceUnknown { detail: format!("layer {layer}") });
        }
        if let Some(network) = &mut self.on_gpu {
            return network.layer_maps(pixels, side, layers).await;
        }
        let network = &mut self.network.on_cpu;
        let input = network.input_map(pixels, side)?;
        let last = if with_features { num_layers - 1 } else { layers.iter().copied().max().unwrap_or(0) };
        let mut maps = vec![FeatureMap::default(); layers.len()];
        let mut features = Vec::new();
        network.walk(&input, last, |number, map| {
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

    /// A picture's features with some channels held at zero, on the CPU whatever else there is: no shader stops in the
    /// middle.
    pub fn features_without(
        &mut self,
        pixels: &[u8],
        side: usize,
        silenced: &[ChannelPlace],
    ) -> EngineResult<Vec<f32>> {
        let network = &mut self.network.on_cpu;
        let input = network.input_map(pixels, side)?;
        let last = network.architecture().last_layer();
        let mut features = Vec::new();
        network.walk(&input, last, |number, map| {
            for place in silenced.iter().filter(|place| place.layer as usize == number) {
                map.silence(place.channel as usize);
            }
            if number == last {
                features = map.channel_means();
            }
        });
        Ok(features)
    }
}
