//! Back-propagation through the frozen backbone on the CPU: how a number at the end depends on every map before it.
//!
//! The weights do not learn here, so a layer the other way round is again a convolution, and runs in the same
//! kernels.

use afterimage_kernels::{Border, Depthwise, FeatureMap, Full, Pointwise, with_threads_awake};

use super::cpu::{Convolution, CpuBackbone};
use super::layers::{ConvolutionLayer, convolution_layers, first_layer};

/// Every map that one picture gave, up to some layer.
#[derive(Clone, Debug)]
pub struct Tape {
    input_side: usize,
    /// Without borders, by layer.
    maps: Vec<FeatureMap>,
}

impl Tape {
    /// Runs the network on `input`, as `CpuBackbone::input_map` gives it, and keeps every map up to `last`.
    pub fn record(network: &mut CpuBackbone, input: &FeatureMap, last: usize) -> Self {
        Self::record_from(network, 0, input, last)
    }

    /// As `record`, beginning with a block; `input` is then the map that the block reads.
    pub fn record_from(
        network: &mut CpuBackbone,
        first_block: usize,
        input: &FeatureMap,
        last: usize,
    ) -> Self {
        let mut maps = vec![FeatureMap::default(); first_layer(first_block)];
        if let Some(before) = maps.last_mut() {
            before.clone_from(input);
        }
        network.walk_from(first_block, input, last, |_, map| maps.push(map.without_border()));
        Self { input_side: input.side(), maps }
    }

    /// What a layer read; nothing for the stem, which reads the picture.
    pub fn input_of(&self, layer: usize) -> Option<&FeatureMap> {
        convolution_layers().get(layer)?.input.and_then(|input| self.map(input))
    }

    /// What a layer gave.
    pub fn map(&self, layer: usize) -> Option<&FeatureMap> {
        self.maps.get(layer)
    }
}

/// Where in a layer a gradient begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// At what the layer hands on.
    Output,
    /// At its sums, before ReLU6 and before a skip is added.
    Sums,
}

/// The network's layers the other way round.
#[derive(Clone, Debug)]
pub struct BackwardNetwork {
    layers: Vec<ConvolutionLayer>,
    reversed: Vec<Reversed>,
}

#[derive(Clone, Debug)]
enum Reversed {
    Full(Full),
    Depthwise(Depthwise),
    Pointwise(Pointwise),
}

impl Reversed {
    fn new(convolution: Convolution<'_>) -> Self {
        match convolution {
            Convolution::Full(layer) => Self::Full(layer.reversed()),
            Convolution::Depthwise(layer) => Self::Depthwise(layer.reversed()),
            Convolution::Pointwise(layer) => Self::Pointwise(layer.transposed()),
        }
    }
}

impl BackwardNetwork {
    /// Turns every layer around; takes as much memory as the weights.
    pub fn new(network: &CpuBackbone) -> Self {
        let layers = convolution_layers();
        let reversed =
            (0..layers.len()).filter_map(|layer| network.convolution(layer)).map(Reversed::new).collect();
        Self { layers, reversed }
    }

    /// Turns the layers from `first` on around anew, after their weights have changed.
    pub fn update(&mut self, network: &CpuBackbone, first: usize) {
        for (layer, reversed) in self.reversed.iter_mut().enumerate().skip(first) {
            if let Some(convolution) = network.convolution(layer) {
                *reversed = Reversed::new(convolution);
            }
        }
    }

    /// The number of the last convolution.
    pub fn last_layer(&self) -> usize {
        self.layers.len() - 1
    }

    /// Takes `gradient`, that of some number by what `layer` gives (no border), back to what `target` gives, or to
    /// the picture where there is no target; the target stands before the layer.
    pub fn run(
        &self,
        tape: &Tape,
        layer: usize,
        start: Start,
        gradient: FeatureMap,
        target: Option<usize>,
    ) -> FeatureMap {
        let first = target.map_or(0, |target| target + 1);
        with_threads_awake(|| {
            let mut skipped = Vec::new();
            let of_sums = self.sweep(tape, (layer, start), gradient, first, &mut skipped, |_, _| {});
            let mut gradient = self.step_back(first, &of_sums, self.input_side(tape, first));
            if let Some(target) = target {
                join(&mut skipped, target, &mut gradient);
            }
            gradient
        })
    }

    /// Goes from what the last layer gives back to the sums of `first`, and shows on its way the gradient of every
    /// layer's sums.
    pub fn visit_sums(
        &self,
        tape: &Tape,
        gradient: FeatureMap,
        first: usize,
        mut visit: impl FnMut(usize, &FeatureMap),
    ) {
        with_threads_awake(|| {
            let from = (self.last_layer(), Start::Output);
            let of_first = self.sweep(tape, from, gradient, first, &mut Vec::new(), &mut visit);
            visit(first, &of_first);
        });
    }

    /// Gives the gradient of the sums of `first`, and shows those of the layers after it. `skipped` holds gradients by
    /// what a block got, which wait until its own layers have been gone through.
    fn sweep(
        &self,
        tape: &Tape,
        (layer, start): (usize, Start),
        gradient: FeatureMap,
        first: usize,
        skipped: &mut Vec<(usize, FeatureMap)>,
        mut visit: impl FnMut(usize, &FeatureMap),
    ) -> FeatureMap {
        let mut gradient = gradient;
        for at in (first..=layer).rev() {
            let shape = &self.layers[at];
            if at != layer || start == Start::Output {
                // Reached as the input of a later block: what went past that block joins here.
                join(skipped, at, &mut gradient);
                if let Some(skip) = shape.skip {
                    skipped.push((skip, gradient.clone()));
                }
                if shape.is_activated
                    && let Some(activations) = tape.map(at)
                {
                    gradient.through_relu6(activations);
                }
            }
            if at > first {
                visit(at, &gradient);
                gradient = self.step_back(at, &gradient, self.input_side(tape, at));
            }
        }
        gradient
    }

    /// Of the map that a layer reads.
    fn input_side(&self, tape: &Tape, layer: usize) -> usize {
        let input = self.layers[layer].input.and_then(|input| tape.map(input));
        input.map_or(tape.input_side, FeatureMap::side)
    }

    /// From the sums of a layer to the map of `side` that it read.
    fn step_back(&self, layer: usize, gradient: &FeatureMap, side: usize) -> FeatureMap {
        let ConvolutionLayer { kernel, stride, .. } = self.layers[layer];
        let mut back = FeatureMap::default();
        match &self.reversed[layer] {
            Reversed::Full(reversed) => {
                reversed.run(&gradient.spread(side, kernel, stride), Border::default(), &mut back);
            }
            Reversed::Depthwise(reversed) => {
                reversed.run(&gradient.spread(side, kernel, stride), &mut back);
            }
            Reversed::Pointwise(reversed) => reversed.run(gradient, None, Border::default(), &mut back),
        }
        back
    }
}

fn join(skipped: &mut Vec<(usize, FeatureMap)>, layer: usize, gradient: &mut FeatureMap) {
    while let Some(index) = skipped.iter().position(|(to, _)| *to == layer) {
        gradient.add(&skipped.swap_remove(index).1);
    }
}
