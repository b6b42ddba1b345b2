//! Back-propagation through a network on the CPU: how a number at the end depends on every map before it.
//!
//! A layer the other way round is again a layer, and runs in the same kernels.

use std::sync::Arc;

use afterimage_kernels::{Activation, Border, FeatureMap, with_threads_awake};

use super::architecture::Architecture;
use super::branch_shares::BranchShares;
use super::cpu::CpuBackbone;
use super::layer::{Convolution, Layer};

/// Every map that one picture gave, up to some layer.
#[derive(Clone, Debug)]
pub struct Tape {
    architecture: Arc<Architecture>,
    input_side: usize,
    /// Without borders, by layer.
    maps: Vec<FeatureMap>,
    shares: BranchShares,
}

impl Tape {
    /// Runs the network on `input`, as `CpuBackbone::input_map` gives it, and keeps every map up to `last`.
    pub fn record(network: &mut CpuBackbone, input: &FeatureMap, last: usize) -> Self {
        Self::record_from(network, 0, input, last, BranchShares::default())
    }

    /// As `record`, beginning with a block; `input` is then the map that the block reads. Branches of blocks that end
    /// without an activation count as `shares` says.
    pub fn record_from(
        network: &mut CpuBackbone,
        first_block: usize,
        input: &FeatureMap,
        last: usize,
        shares: BranchShares,
    ) -> Self {
        let architecture = network.architecture().clone();
        let mut maps = vec![FeatureMap::default(); architecture.first_layer(first_block)];
        if let Some(before) = maps.last_mut() {
            before.clone_from(input);
        }
        network.walk_from(first_block, input, last, |number, map| {
            let skip = architecture.layers()[number].skip.and_then(|skip| maps.get(skip));
            if let (Some(skip), share) = (skip, shares.of(number))
                && share != 1.0
            {
                map.weigh_branch(skip, share);
            }
            maps.push(map.without_border());
        });
        Self { architecture, input_side: input.side(), maps, shares }
    }

    /// What a layer read; nothing for the first one, which reads the picture.
    pub fn input_of(&self, layer: usize) -> Option<&FeatureMap> {
        self.architecture.layers().get(layer)?.input.and_then(|input| self.map(input))
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
    /// At its sums, before a skip is added and before the activation.
    Sums,
}

/// The network's layers the other way round.
#[derive(Clone, Debug)]
pub struct BackwardNetwork {
    architecture: Arc<Architecture>,
    reversed: Vec<Layer>,
}

impl BackwardNetwork {
    /// Turns every layer around; takes as much memory as the weights.
    pub fn new(network: &CpuBackbone) -> Self {
        let reversed = network.layers.iter().map(|layer| layer.reversed()).collect();
        Self { architecture: network.architecture().clone(), reversed }
    }

    /// Turns the layers from `first` on around anew, after their weights have changed.
    pub fn update(&mut self, network: &CpuBackbone, first: usize) {
        for (reversed, layer) in self.reversed.iter_mut().zip(&network.layers).skip(first) {
            *reversed = layer.reversed();
        }
    }

    /// The number of the last layer.
    pub fn last_layer(&self) -> usize {
        self.architecture.last_layer()
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
        let mut gathered =
            with_threads_awake(|| self.sweep(tape, (layer, start), gradient, first, target, |_, _| {}));
        // A layer that nothing on the way reads changes nothing.
        gathered.take(target).unwrap_or_else(|| match target.and_then(|target| tape.map(target)) {
            Some(map) => FeatureMap::zeros(map.side(), map.channels(), Border::default()),
            None => FeatureMap::zeros(tape.input_side, 3, Border::default()),
        })
    }

    /// Goes from what the last layer gives back to the sums of `first`, and shows on its way the gradient of every
    /// layer's sums.
    pub fn visit_sums(
        &self,
        tape: &Tape,
        gradient: FeatureMap,
        first: usize,
        visit: impl FnMut(usize, &FeatureMap),
    ) {
        let start = (self.last_layer(), Start::Output);
        with_threads_awake(|| self.sweep(tape, start, gradient, first, Some(first), visit));
    }

    /// Goes back through the layers down to `first` and shows the gradient of each one's sums; gathers the gradients
    /// of maps from `least` on, where the picture comes before all layers.
    fn sweep(
        &self,
        tape: &Tape,
        (layer, start): (usize, Start),
        gradient: FeatureMap,
        first: usize,
        least: Option<usize>,
        mut visit: impl FnMut(usize, &FeatureMap),
    ) -> Gathered {
        let mut gathered = Gathered::new(layer);
        gathered.add(Some(layer), gradient);
        for at in (first..=layer).rev() {
            let Some(mut gradient) = gathered.take(Some(at)) else { continue };
            let shape = &self.architecture.layers()[at];
            if at != layer || start == Start::Output {
                if shape.activation != Activation::None
                    && let Some(outputs) = tape.map(at)
                {
                    gradient.through(shape.activation, outputs);
                }
                if shape.skip.is_some() && shape.skip >= least {
                    gathered.add(shape.skip, gradient.clone());
                }
                match tape.shares.of(at) {
                    1.0 => {}
                    // Nothing of the branch was seen.
                    0.0 => continue,
                    share => gradient.scale(share),
                }
            }
            visit(at, &gradient);
            if shape.input >= least {
                gathered.add(shape.input, self.step_back(tape, at, &gradient));
            }
        }
        gathered
    }

    /// From the sums of a layer to the map that it read.
    fn step_back(&self, tape: &Tape, layer: usize, gradient: &FeatureMap) -> FeatureMap {
        let window = self.architecture.layers()[layer].window;
        let read = tape.input_of(layer);
        let side = read.map_or(tape.input_side, FeatureMap::side);
        let mut back = FeatureMap::default();
        match &self.reversed[layer] {
            Layer::Convolution(Convolution::Full(reversed)) => {
                reversed.run(&gradient.spread(side, window), None, Border::default(), &mut back);
            }
            Layer::Convolution(Convolution::Depthwise(reversed)) => {
                reversed.run(&gradient.spread(side, window), &mut back);
            }
            Layer::Convolution(Convolution::Pointwise(reversed)) => {
                reversed.run(gradient, None, Border::default(), &mut back);
            }
            Layer::MaxPool(pool) => {
                if let Some(read) = read {
                    back = pool.back(read, gradient);
                }
            }
        }
        back
    }
}

/// Gradients by the map they belong to: sums of what comes back on every way on which it was read.
struct Gathered {
    /// The picture's first, then those of the layers.
    by_map: Vec<Option<FeatureMap>>,
}

impl Gathered {
    fn new(last_layer: usize) -> Self {
        Self { by_map: vec![None; last_layer + 2] }
    }

    /// `map` is that of a layer, or of the picture.
    fn place(map: Option<usize>) -> usize {
        map.map_or(0, |layer| layer + 1)
    }

    fn add(&mut self, map: Option<usize>, gradient: FeatureMap) {
        match &mut self.by_map[Self::place(map)] {
            Some(sum) => sum.add(&gradient),
            empty => *empty = Some(gradient),
        }
    }

    fn take(&mut self, map: Option<usize>) -> Option<FeatureMap> {
        self.by_map[Self::place(map)].take()
    }
}
