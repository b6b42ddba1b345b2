//! Commands about what the head has learned: why it says what it says, now and after earlier epochs.

use super::Engine;
use super::network::looking_at;
use crate::error::{EngineError, EngineResult};
use crate::head::Head;
use crate::probes::{Surveys, class_map, learning_replay, weighed_neurons};
use crate::protocol::{ClassMap, EngineEvent, Floats, HeadWeights, Projection};

/// A class, or its lead over another one, with the head of some epoch.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClassQuestion {
    pub class_id: u32,
    pub against: Option<u32>,
    /// Absent for now.
    pub epoch: Option<u32>,
}

impl Engine {
    pub(super) fn see_class_map(
        &mut self,
        pixels: &[u8],
        side: usize,
        layer: u32,
        question: ClassQuestion,
    ) -> EngineResult<EngineEvent> {
        let head = self.head_at(question.epoch)?;
        let (class, against) = self.class_indices(question)?;
        let mut direction = vec![0.0; head.output.outputs()];
        direction[class] += 1.0;
        if let Some(against) = against {
            direction[against] -= 1.0;
        }
        let Self { backbone, trainer, history, .. } = self;
        let looking = looking_at(backbone, trainer.as_ref(), history, question.epoch)?;
        let (network, backward) = looking.network.with_backward();
        let input = network.input_map(pixels, side)?;
        let map = class_map(network, backward, &input, &head, &direction, layer as usize)?;
        Ok(EngineEvent::ClassMapSeen {
            map: ClassMap {
                layer,
                class_id: question.class_id,
                side: map.side as u32,
                places: Floats(map.places),
                channels: Floats(map.channels),
            },
        })
    }

    pub(super) async fn weigh_neurons(
        &mut self,
        pixels: &[u8],
        side: usize,
        question: ClassQuestion,
        most: usize,
    ) -> EngineResult<EngineEvent> {
        let head = self.head_at(question.epoch)?;
        let (class, against) = self.class_indices(question)?;
        let Self { backbone, trainer, history, .. } = self;
        let mut looking = looking_at(backbone, trainer.as_ref(), history, question.epoch)?;
        let features = looking.features(pixels, 1, side).await?;
        let class_ids = self.trainer()?.dataset().class_ids.clone();
        let sum = weighed_neurons(&features, &head, &class_ids, class, against, most);
        Ok(EngineEvent::NeuronsWeighed { sum: sum.ok_or(EngineError::HeadNotLinear)? })
    }

    pub(super) fn replay_learning(&mut self, projection: Projection) -> EngineResult<EngineEvent> {
        let trainer = self.trainer.as_ref().ok_or(EngineError::HeadMissing)?;
        Ok(EngineEvent::LearningReplayed { replay: learning_replay(trainer, &self.history, projection) })
    }

    pub(super) fn see_head_weights(&mut self, epoch: Option<u32>) -> EngineResult<EngineEvent> {
        let head = self.head_at(epoch)?;
        let trainer = self.trainer()?;
        let epoch = epoch.unwrap_or(trainer.epoch());
        let (inputs, outputs) = (head.output.inputs(), head.output.outputs());
        let weight = head.output.weight();
        let of_class = |class: usize| weight.iter().skip(class).step_by(outputs).copied();
        Ok(EngineEvent::HeadWeightsSeen {
            head: HeadWeights {
                epoch,
                class_ids: trainer.dataset().class_ids.clone(),
                inputs: inputs as u32,
                weights: Floats((0..outputs).flat_map(of_class).collect()),
                biases: Floats(head.output.bias().to_vec()),
            },
        })
    }

    /// The head as it was after so many epochs, or as it is.
    pub(super) fn head_at(&self, epoch: Option<u32>) -> EngineResult<Head> {
        let trainer = self.trainer.as_ref().ok_or(EngineError::HeadMissing)?;
        let Some(epoch) = epoch else { return Ok(trainer.head().clone()) };
        let snapshot = self.history.snapshot(epoch).ok_or(EngineError::EpochForgotten { epoch })?;
        Ok(snapshot.head.clone())
    }

    /// Remembers the network as it is now.
    pub(super) fn remember_epoch(&mut self) {
        if let Some(trainer) = &self.trainer {
            self.history.remember(trainer.snapshot(), &trainer.dataset().class_ids);
        }
    }

    /// What there is to do after an epoch besides telling of it.
    pub(super) fn finish_epoch(&mut self) {
        self.remember_epoch();
        // What was found out about the channels was true of another network.
        if self.trainer.as_ref().and_then(|trainer| trainer.tail()).is_some_and(|tail| tail.learns()) {
            self.forget_surveys();
        }
    }

    /// After the backbone has become another one.
    pub(super) fn forget_surveys(&mut self) {
        self.surveys = Surveys::default();
        self.growing = None;
    }

    fn class_indices(&mut self, question: ClassQuestion) -> EngineResult<(usize, Option<usize>)> {
        let class_ids = &self.trainer()?.dataset().class_ids;
        let index_of = |class_id: u32| {
            let unknown = || EngineError::PlaceUnknown { detail: format!("class {class_id}") };
            class_ids.iter().position(|known| *known == class_id).ok_or_else(unknown)
        };
        Ok((index_of(question.class_id)?, question.against.map(index_of).transpose()?))
    }
}
