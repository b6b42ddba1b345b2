//! Commands about the inside of the network: its layers, their channels, and single values.

use std::collections::HashMap;

use super::network::looking_at;
use super::{Backbone, Engine};
use crate::error::{EngineError, EngineResult};
use crate::features::normalise;
use crate::head::Head;
use crate::metrics::probabilities;
use crate::pixels::check_length;
use crate::probes::{
    GrowingPicture, GrownChannel, ValuePlace, channel_weights, explained_value, network_layers, seen_layer,
};
use crate::protocol::{ChannelOrder, ChannelPlace, EngineEvent, Floats, LayerChoice};

impl Engine {
    pub(super) fn describe_network(&mut self) -> EngineResult<EngineEvent> {
        let architecture = self.backbone()?.pretrained.on_cpu.architecture();
        let head = self.trainer.as_ref().map(|trainer| trainer.head());
        Ok(EngineEvent::NetworkDescribed { layers: network_layers(architecture, head) })
    }

    pub(super) async fn see_layers(
        &mut self,
        pixels: &[u8],
        side: usize,
        choices: &[LayerChoice],
    ) -> EngineResult<EngineEvent> {
        let Self { backbone, trainer, history, .. } = self;
        let mut looking = looking_at(backbone, trainer.as_ref(), history, None)?;
        let numbers: Vec<usize> = choices.iter().map(|choice| choice.layer as usize).collect();
        let (maps, features) = looking.layer_maps(pixels, side, &numbers, trainer.is_some()).await?;
        let seen = choices.iter().zip(&maps).map(|(choice, map)| seen_layer(choice, map));
        let layers = seen.collect::<EngineResult<_>>()?;
        let (class_ids, of_classes) = match trainer {
            Some(trainer) => {
                (trainer.dataset().class_ids.clone(), class_probabilities(trainer.head(), &features))
            }
            None => (Vec::new(), Vec::new()),
        };
        Ok(EngineEvent::LayersSeen { layers, class_ids, probabilities: Floats(of_classes) })
    }

    pub(super) async fn survey_layer(
        &mut self,
        layer: u32,
        example_ids: &[u32],
        pixels: &[u8],
        side: usize,
    ) -> EngineResult<EngineEvent> {
        check_length(pixels, example_ids.len(), side)?;
        let Self { backbone, trainer, history, surveys, .. } = self;
        let mut looking = looking_at(backbone, trainer.as_ref(), history, None)?;
        let mut num_examples = surveys.num_examples(layer);
        for (example_id, picture) in example_ids.iter().zip(pixels.chunks_exact(side * side * 4)) {
            let (maps, _) = looking.layer_maps(picture, side, &[layer as usize], false).await?;
            for map in &maps {
                num_examples = surveys.add(layer, *example_id, map);
            }
        }
        Ok(EngineEvent::LayerSurveyed { layer, num_examples: num_examples as u32 })
    }

    pub(super) fn rank_channels(&mut self, layer: u32, order: ChannelOrder) -> EngineResult<EngineEvent> {
        let class_of: HashMap<u32, u32> = match &self.trainer {
            Some(trainer) => {
                let class_ids = &trainer.dataset().class_ids;
                trainer
                    .rows()
                    .map(|(example, _)| (example.example_id, class_ids[example.class_index]))
                    .collect()
            }
            None => HashMap::new(),
        };
        let (channels, values) = self.surveys.rank(layer, order, &class_of)?;
        Ok(EngineEvent::ChannelsRanked { layer, order, channels, values: Floats(values) })
    }

    pub(super) fn see_channel_weights(&mut self, layer: u32, channel: u32) -> EngineResult<EngineEvent> {
        let Self { backbone, trainer, history, .. } = self;
        let looking = looking_at(backbone, trainer.as_ref(), history, None)?;
        let weights = channel_weights(&looking.network.on_cpu, layer as usize, channel as usize)?;
        Ok(EngineEvent::ChannelWeightsSeen { weights })
    }

    pub(super) fn grow_picture(
        &mut self,
        of: GrownChannel,
        steps: u32,
        restart: bool,
    ) -> EngineResult<EngineEvent> {
        let Self { backbone, trainer, history, growing, .. } = self;
        let looking = looking_at(backbone, trainer.as_ref(), history, None)?;
        let (on_cpu, backward) = looking.network.with_backward();
        let mut growing = match growing.take() {
            Some(growing) if growing.of == of && !restart => growing,
            _ => GrowingPicture::new(on_cpu, of)?,
        };
        for _ in 0..steps {
            growing.grow(on_cpu, backward);
        }
        let event = EngineEvent::PictureGrown {
            layer: of.layer as u32,
            channel: of.channel as u32,
            step: growing.step,
            excitement: growing.excitement,
            side: of.side as u32,
            pixels: growing.pixels(),
        };
        self.growing = Some(growing);
        Ok(event)
    }

    pub(super) fn silence_channels(
        &mut self,
        pixels: &[u8],
        side: usize,
        channels: &[ChannelPlace],
    ) -> EngineResult<EngineEvent> {
        let Self { backbone, trainer, history, .. } = self;
        let mut looking = looking_at(backbone, trainer.as_ref(), history, None)?;
        let trainer = trainer.as_ref().ok_or(EngineError::HeadMissing)?;
        for ChannelPlace { layer, channel } in channels {
            let shape = looking.network.on_cpu.architecture().layers().get(*layer as usize);
            if shape.is_none_or(|shape| *channel as usize >= shape.channels_out) {
                return Err(EngineError::PlaceUnknown { detail: format!("layer {layer} channel {channel}") });
            }
        }
        let before = looking.network.on_cpu.features(pixels, side)?;
        let after = looking.features_without(pixels, side, channels)?;
        Ok(EngineEvent::ChannelsSilenced {
            class_ids: trainer.dataset().class_ids.clone(),
            before: Floats(class_probabilities(trainer.head(), &before)),
            after: Floats(class_probabilities(trainer.head(), &after)),
        })
    }

    pub(super) fn explain_value(
        &mut self,
        pixels: &[u8],
        side: usize,
        place: ValuePlace,
        epoch: Option<u32>,
    ) -> EngineResult<EngineEvent> {
        // Without a head there is still a backbone to explain.
        let head = match &self.trainer {
            None => None,
            Some(_) => Some(self.head_at(epoch)?),
        };
        let Self { backbone, trainer, history, .. } = self;
        let looking = looking_at(backbone, trainer.as_ref(), history, epoch)?;
        let network = &mut looking.network.on_cpu;
        let input = network.input_map(pixels, side)?;
        let value = explained_value(network, &input, head.as_ref(), place)?;
        Ok(EngineEvent::ValueExplained { value })
    }

    fn backbone(&self) -> EngineResult<&Backbone> {
        self.backbone.as_ref().ok_or(EngineError::BackboneMissing)
    }
}

/// What a head says about a picture's features, as the backbone gives them.
fn class_probabilities(head: &Head, features: &[f32]) -> Vec<f32> {
    let features: Vec<f32> = normalise(features).collect();
    probabilities(&head.logits(&features))
}
