//! Teaching the last blocks on the GPU: follows a `Tuner`, takes its steps for it, and hands the weights back.
//!
//! The tuner's network stays what it was until weights are brought back, once an epoch or when somebody asks. Whatever
//! else becomes of that network (another dataset, going back, other settings) is noticed at the next step, and sent.

use std::sync::Arc;

use afterimage_kernels::{Activation, FeatureMap, Padding, Step};

use crate::backbone::{
    Architecture, BranchShares, CpuBackbone, GpuAccess, GpuTail, LayerKind, LayerNumbers, LayerShape,
    LearningLayer, Operation, Room, Source,
};
use crate::error::{EngineError, EngineResult};
use crate::features::{normalise, normalising_factor};
use crate::head::Head;
use crate::learner::{Learner, StepReport};
use crate::protocol::{Floats, SavedLayer};
use crate::tuning::{Learned, MAX_GRADIENT_NORM, TailSettings, Tuner, through_normalisation};

/// The learning blocks on the GPU.
pub struct GpuTuner {
    access: GpuAccess,
    room: Room,
    sent: Option<Sent>,
}

/// What the GPU was told.
struct Sent {
    tail: GpuTail,
    settings: TailSettings,
    cut_side: usize,
    /// The tuner's, when its weights were sent or brought back last.
    network: CpuBackbone,
    steps: u32,
    steps_of_epoch: u32,
    /// Whether a step was taken since.
    is_ahead: bool,
    /// Whether what was learned is given up.
    is_given_up: bool,
}

impl Sent {
    /// Nothing is written yet.
    fn new(tail: GpuTail, settings: TailSettings, cut_side: usize, network: CpuBackbone) -> Self {
        let (steps, steps_of_epoch, is_ahead, is_given_up) = (0, 0, false, true);
        Self { tail, settings, cut_side, network, steps, steps_of_epoch, is_ahead, is_given_up }
    }

    /// Writes the tuner's network, unless it is there with everything that was remembered of its steps.
    fn follow(&mut self, tuner: &Tuner) -> EngineResult<()> {
        let settings = *tuner.settings();
        let is_other = self.network.adopt(tuner.network());
        if is_other || self.is_given_up || self.settings != settings {
            let layers = numbers(tuner.network(), settings.first_block);
            self.tail.write_layers(&layers, &tuner.learning_rates())?;
            (self.settings, self.steps, self.steps_of_epoch) = (settings, 0, 0);
            (self.is_ahead, self.is_given_up) = (false, false);
        }
        Ok(())
    }
}

/// What a step learns from.
pub struct Lesson<'a> {
    /// What the first learning block reads of each picture.
    pub maps: &'a [Arc<FeatureMap>],
    pub labels: &'a [usize],
    pub weights: Option<&'a [f32]>,
    /// Multiplies the learning rates of the blocks.
    pub rate_factor: f32,
    /// How much branches count for each picture; all count once where there are none.
    pub shares: &'a [BranchShares],
}

impl GpuTuner {
    /// Nothing is sent yet.
    pub fn new(access: GpuAccess, room: Room) -> Self {
        Self { access, room, sent: None }
    }

    /// Features (not normalised) of pictures, row by row, from the maps that the first learning block reads.
    ///
    /// # Errors
    /// `GpuFailed` or `ReadBackFailed` when the GPU gives up.
    pub async fn features(&mut self, tuner: &Tuner, maps: &[Arc<FeatureMap>]) -> EngineResult<Vec<f32>> {
        self.features_with(tuner, maps, &[]).await
    }

    async fn features_with(
        &mut self,
        tuner: &Tuner,
        maps: &[Arc<FeatureMap>],
        shares: &[BranchShares],
    ) -> EngineResult<Vec<f32>> {
        let side = maps.first().map_or(0, |map| map.side());
        let first = tuner.network().architecture().first_layer(tuner.settings().first_block);
        let tail = &mut self.follow(tuner, side).await?.tail;
        let of_picture = |shares: &BranchShares| {
            tail.branch_ends().map(|layer| shares.of(first + layer)).collect::<Vec<f32>>()
        };
        let shares: Vec<f32> = shares.iter().flat_map(of_picture).collect();
        tail.features(maps, &shares).await
    }

    /// One step of gradient descent for the tuner's blocks, on the GPU, and for the head.
    ///
    /// # Errors
    /// As `features`.
    pub async fn step(
        &mut self,
        tuner: &Tuner,
        head: &mut Head,
        learner: &mut Learner,
        lesson: &Lesson<'_>,
    ) -> EngineResult<StepReport> {
        let Lesson { maps, labels, weights, rate_factor, shares } = *lesson;
        let features = self.features_with(tuner, maps, shares).await?;
        let rows = || features.chunks_exact(features.len() / maps.len().max(1));
        let normalised: Vec<f32> = rows().flat_map(normalise).collect();
        let (report, of_normalised) = learner.step_and_input_gradient(head, &normalised, labels, weights);
        let Some(sent) = &mut self.sent else { return Ok(report) };
        if !report.loss.is_finite() {
            return Ok(report);
        }
        let length = features.len() / maps.len().max(1);
        let gradients = of_normalised.chunks_exact(length).zip(normalised.chunks_exact(length)).zip(rows());
        let of_features: Vec<f32> = gradients
            .flat_map(|((gradient, normalised), features)| {
                through_normalisation(gradient, normalised, normalising_factor(features))
            })
            .collect();
        sent.steps += 1;
        sent.steps_of_epoch += 1;
        sent.is_ahead = true;
        let step = Step {
            rule: sent.settings.rule,
            learning_rate: rate_factor,
            weight_decay: sent.settings.weight_decay,
            max_gradient_norm: MAX_GRADIENT_NORM,
            number: sent.steps,
        };
        sent.tail.learn(&of_features, &step);
        Ok(report)
    }

    /// Whether the GPU knows more than the tuner.
    pub fn is_ahead(&self) -> bool {
        self.sent.as_ref().is_some_and(|sent| sent.is_ahead)
    }

    /// What was learned, for the tuner to take over; nothing when it is no finite numbers.
    ///
    /// # Errors
    /// As `features`.
    pub async fn bring_back(&mut self) -> EngineResult<Option<Learned>> {
        let Some(sent) = &mut self.sent else { return Ok(None) };
        let (layers, gradient_norms) = sent.tail.read_layers().await?;
        let layers: Vec<SavedLayer> = layers
            .into_iter()
            .map(|[weight, bias]| SavedLayer { weight: Floats(weight), bias: Floats(bias) })
            .collect();
        let first = sent.network.architecture().first_layer(sent.settings.first_block);
        let Ok(network) = sent.network.with_saved_layers(first, &layers) else { return Ok(None) };
        sent.network.adopt(&network);
        sent.is_ahead = false;
        Ok(Some(Learned { network, gradient_norms, steps: sent.steps_of_epoch }))
    }

    /// Counts gradients anew.
    pub fn begin_epoch(&mut self) {
        if let Some(sent) = &mut self.sent {
            sent.steps_of_epoch = 0;
            sent.tail.forget_lengths();
        }
    }

    /// What the GPU has learned is given up: at the next step it hears of the tuner's network again.
    pub fn forget(&mut self) {
        if let Some(sent) = &mut self.sent {
            (sent.is_given_up, sent.is_ahead) = (true, false);
        }
    }

    /// Sends what the tuner has become in the meantime.
    async fn follow(&mut self, tuner: &Tuner, cut_side: usize) -> EngineResult<&mut Sent> {
        let settings = *tuner.settings();
        let fits =
            |sent: &Sent| sent.settings.first_block == settings.first_block && sent.cut_side == cut_side;
        if !self.sent.as_ref().is_some_and(fits) {
            self.sent = None;
            let layers = learning_layers(tuner.network().architecture(), settings.first_block)
                .map_err(|detail| EngineError::GpuFailed { detail })?;
            let tail = GpuTail::new(&self.access, layers, cut_side, self.room).await?;
            self.sent = Some(Sent::new(tail, settings, cut_side, tuner.network().clone()));
        }
        let missing = || EngineError::GpuFailed { detail: "nothing was sent".to_owned() };
        let sent = self.sent.as_mut().ok_or_else(missing)?;
        sent.follow(tuner)?;
        Ok(sent)
    }
}

/// The layers from a block on as the GPU is told of them.
///
/// # Errors
/// The first one that the shaders have no word for.
fn learning_layers(architecture: &Architecture, first_block: usize) -> Result<Vec<LearningLayer>, String> {
    let first = architecture.first_layer(first_block);
    let layers = architecture.layers().iter().skip(first);
    layers.map(|layer| learning_layer(layer, first)).collect()
}

fn learning_layer(layer: &LayerShape, first: usize) -> Result<LearningLayer, String> {
    let unknown = |what: &str| Err(format!("{}: {what}", layer.name));
    let source = |layer: usize| layer.checked_sub(first).map_or(Source::Cut, Source::Layer);
    let kind = match layer.operation {
        Operation::Full => LayerKind::Full,
        Operation::Depthwise => LayerKind::Depthwise,
        Operation::Pointwise => LayerKind::Pointwise,
        Operation::MaxPool => return unknown("a layer without weights"),
    };
    let is_activated = match layer.activation {
        Activation::Relu6 => true,
        Activation::None => false,
        Activation::Relu => return unknown("another activation than ReLU6"),
    };
    if layer.window.padding != Padding::Same {
        return unknown("zeros elsewhere around the map");
    }
    Ok(LearningLayer {
        kind,
        kernel: layer.window.kernel as u32,
        stride: layer.window.stride as u32,
        is_activated,
        input: layer.input.map_or(Source::Cut, source),
        skip: layer.skip.map(source),
        inputs: layer.channels_in as u32,
        outputs: layer.channels_out as u32,
    })
}

fn numbers(network: &CpuBackbone, first_block: usize) -> Vec<LayerNumbers> {
    let saved = network.saved_layers(network.architecture().first_layer(first_block)).into_iter();
    saved.map(|SavedLayer { weight, bias }| [weight.0, bias.0]).collect()
}

#[cfg(test)]
mod tests {
    use super::learning_layers;
    use crate::backbone::{Architecture, Source, TailShape};
    use crate::protocol::NetworkName;

    #[test]
    fn every_block_of_efficientnet_can_be_taught() {
        let architecture = Architecture::of(NetworkName::EfficientNetLite0);
        for (block, side) in [(0, 224), (1, 112), (3, 56), (5, 28), (13, 7), (15, 7)] {
            let shape = learning_layers(&architecture, block).and_then(|layers| TailShape::new(layers, side));
            let shape = shape.unwrap_or_else(|error| unreachable!("block {block}: {error}"));
            assert_eq!((shape.maps.last().map(|map| map.side), shape.feature_length()), (Some(7), 1280));
            assert_eq!(shape.layers.first().map(|layer| layer.input), Some(Source::Cut));
        }
    }

    #[test]
    fn no_block_of_resnet_is_mistaken_for_one_that_can() {
        let architecture = Architecture::of(NetworkName::ResNet18);
        for block in 0..architecture.num_blocks() {
            let refused = learning_layers(&architecture, block).err().unwrap_or_default();
            assert!(refused.contains("another activation than ReLU6"), "block {block}: {refused}");
        }
    }
}
