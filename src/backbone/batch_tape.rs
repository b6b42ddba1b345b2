//! A batch on its way through the network, layer by layer, as batch norm needs it to learn; and the way back.
//!
//! All pictures go through one layer, which is normalised by what the batch itself is like, and then through the next
//! (Ioffe & Szegedy 2015, section 3.1).

use std::sync::Arc;

use afterimage_kernels::{FeatureMap, MapBatch, NormalisedBatch, with_threads_awake};

use super::architecture::{Architecture, LayerShape};
use super::batch_look::pooled;
use super::batch_norm::EPSILON;
use super::cpu::CpuBackbone;
use super::layer::Layer;
use super::unfolded::UnfoldedLayer;

/// What every layer from some block on made of a batch.
#[derive(Debug)]
pub struct BatchTape {
    architecture: Arc<Architecture>,
    first_layer: usize,
    input: MapBatch,
    /// From `first_layer` on.
    layers: Vec<TapedLayer>,
}

#[derive(Debug)]
struct TapedLayer {
    output: MapBatch,
    /// Absent in a layer without weights.
    normalised: Option<NormalisedBatch>,
}

/// What a batch says about one layer.
#[derive(Debug)]
pub struct LayerSlope<'a> {
    pub number: usize,
    /// What the layer read.
    pub input: &'a MapBatch,
    /// The gradient of the convolution's sums.
    pub of_sums: &'a MapBatch,
    /// The gradients of γ and β.
    pub of_scale: Vec<f32>,
    pub of_shift: Vec<f32>,
    /// What the batch was normalised by.
    pub normalised: &'a NormalisedBatch,
}

impl BatchTape {
    /// Runs the network, whose layers have batch norm at hand, on maps that `first_block` reads (the pictures for block
    /// 0). Nothing when a layer's batch norm is missing.
    pub fn record(network: &CpuBackbone, first_block: usize, input: MapBatch) -> Option<Self> {
        let architecture = network.architecture().clone();
        let first_layer = architecture.first_layer(first_block);
        let mut tape = Self { architecture, first_layer, input, layers: Vec::new() };
        let layers = network.layers.iter().zip(&network.unfolded).enumerate().skip(first_layer);
        with_threads_awake(|| {
            for (number, (layer, unfolded)) in layers {
                let taped = match (&**layer, unfolded) {
                    (Layer::MaxPool(pool), _) => {
                        TapedLayer { output: pooled(*pool, tape.input_of(number)), normalised: None }
                    }
                    (Layer::Convolution(_), Some(unfolded)) => tape.convolved(number, unfolded),
                    _ => return None,
                };
                tape.layers.push(taped);
            }
            Some(tape)
        })
    }

    fn convolved(&self, number: usize, unfolded: &UnfoldedLayer) -> TapedLayer {
        let LayerShape { skip, activation, .. } = self.architecture.layers()[number];
        let sums = unfolded.convolution.run_batch(self.input_of(number), None);
        let normalised = NormalisedBatch::new(sums, EPSILON);
        let skip = skip.map(|skip| self.map(Some(skip)));
        let output = normalised.output(&unfolded.norm.scale, &unfolded.norm.shift, skip, activation);
        TapedLayer { output, normalised: Some(normalised) }
    }

    /// The features of every picture, normalised by the batch they are in: `[pictures, features]`.
    pub fn features(&self) -> Vec<f32> {
        self.layers.last().map(|layer| layer.output.channel_means()).unwrap_or_default()
    }

    /// Goes back from the gradient of the features, `[pictures, features]`, and shows what that says about each layer,
    /// the last one first; lets go of every layer's maps when it has been shown. The network is the one that was recorded.
    pub fn show_slopes(self, network: &CpuBackbone, of_features: &[f32], visit: impl FnMut(LayerSlope<'_>)) {
        with_threads_awake(|| self.sweep(network, of_features, visit));
    }

    fn sweep(mut self, network: &CpuBackbone, of_features: &[f32], mut visit: impl FnMut(LayerSlope<'_>)) {
        let Some(TapedLayer { output, .. }) = self.layers.last() else { return };
        let share = 1.0 / (output.side() * output.side()) as f32;
        let of_places: Vec<f32> = of_features.iter().map(|of_feature| of_feature * share).collect();
        let mut gathered: Vec<Option<MapBatch>> = vec![None; self.architecture.layers().len()];
        let start = MapBatch::from_channels(&of_places, output.side(), output.channels());
        gather(&mut gathered, Some(self.architecture.last_layer()), start);
        while let Some(TapedLayer { output, normalised }) = self.layers.pop() {
            let number = self.first_layer + self.layers.len();
            let Some(mut gradient) = gathered[number].take() else { continue };
            let LayerShape { input, skip, activation, .. } = self.architecture.layers()[number];
            gradient.through(activation, &output);
            drop(output);
            if self.is_inside(skip) {
                gather(&mut gathered, skip, gradient.clone());
            }
            match (&normalised, network.unfolded[number].as_deref(), &*network.layers[number]) {
                (Some(normalised), Some(UnfoldedLayer { convolution, norm }), _) => {
                    let [of_scale, of_shift] = normalised.back(&mut gradient, &norm.scale);
                    let read = self.input_of(number);
                    let of_sums = &gradient;
                    visit(LayerSlope { number, input: read, of_sums, of_scale, of_shift, normalised });
                    if self.is_inside(input) {
                        let back = convolution.back_through_batch(&gradient, read.side());
                        gather(&mut gathered, input, back);
                    }
                }
                (_, _, Layer::MaxPool(pool)) if self.is_inside(input) => {
                    let maps = self.input_of(number).maps().zip(gradient.maps());
                    let back: Vec<FeatureMap> =
                        maps.map(|(read, gradient)| pool.back(&read, &gradient)).collect();
                    gather(&mut gathered, input, MapBatch::from_maps(&back));
                }
                _ => {}
            }
        }
    }

    /// Whether a map is one that a recorded layer gave.
    fn is_inside(&self, map: Option<usize>) -> bool {
        map >= Some(self.first_layer)
    }

    fn input_of(&self, layer: usize) -> &MapBatch {
        self.map(self.architecture.layers()[layer].input)
    }

    /// What a layer gave; what was there before the first recorded one is at hand only as the input.
    fn map(&self, layer: Option<usize>) -> &MapBatch {
        let index = layer.and_then(|layer| layer.checked_sub(self.first_layer));
        index.and_then(|index| self.layers.get(index)).map_or(&self.input, |layer| &layer.output)
    }
}

/// Adds what comes back to a map on one more way on which it was read.
fn gather(gathered: &mut [Option<MapBatch>], map: Option<usize>, gradient: MapBatch) {
    match map.and_then(|map| gathered.get_mut(map)) {
        Some(Some(sum)) => sum.add(&gradient),
        Some(empty) => *empty = Some(gradient),
        None => {}
    }
}
