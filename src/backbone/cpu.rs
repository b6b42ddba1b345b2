//! EfficientNet-Lite0 through our own kernels: what looks at pictures where there is no GPU.
//!
//! burn's network stays the reference; this one only runs forward, many times faster, because activation, bias
//! and skip are fused and nothing is padded or copied.

use std::sync::Arc;

use afterimage_kernels::{
    Activation, Border, Depthwise, FeatureMap, Full, Pointwise, run_inverted_residual, with_threads_awake,
};

use super::architecture::{FEATURE_LENGTH, HEAD_CHANNELS, InvertedResidualShape, STEM_CHANNELS, blocks};
use super::layers::first_layer;
use crate::error::{EngineError, EngineResult};
use crate::weights::Weights;

/// From this side on a block's wide map is larger than the cache, and is made a few lines at a time.
const LEAST_FUSED_SIDE: usize = 28;

/// The network, forward only. Copies share the layers that no copy has changed.
#[derive(Debug)]
pub struct CpuBackbone {
    stem: Arc<Full>,
    blocks: Vec<Arc<Block>>,
    head: Arc<Pointwise>,
    scratch: Scratch,
}

impl Clone for CpuBackbone {
    fn clone(&self) -> Self {
        let Self { stem, blocks, head, .. } = self;
        let scratch = Scratch::default();
        Self { stem: stem.clone(), blocks: blocks.clone(), head: head.clone(), scratch }
    }
}

/// One layer with its weights.
#[derive(Clone, Copy, Debug)]
pub enum Convolution<'a> {
    Full(&'a Full),
    Depthwise(&'a Depthwise),
    Pointwise(&'a Pointwise),
}

/// One layer whose weights may change.
#[derive(Debug)]
pub enum ConvolutionMut<'a> {
    Full(&'a mut Full),
    Depthwise(&'a mut Depthwise),
    Pointwise(&'a mut Pointwise),
}

impl Convolution<'_> {
    /// Squared distance of all weights and biases from those of the same layer of another network; infinite for layers
    /// of different kinds.
    pub fn squared_distance(&self, other: &Self) -> f32 {
        match (self, other) {
            (Self::Full(one), Self::Full(other)) => one.squared_distance(other),
            (Self::Depthwise(one), Self::Depthwise(other)) => one.squared_distance(other),
            (Self::Pointwise(one), Self::Pointwise(other)) => one.squared_distance(other),
            _ => f32::INFINITY,
        }
    }

    /// Channels it gives.
    pub fn outputs(&self) -> usize {
        match self {
            Self::Full(layer) => layer.outputs(),
            Self::Depthwise(layer) => layer.channels(),
            Self::Pointwise(layer) => layer.outputs(),
        }
    }
}

#[derive(Clone, Debug)]
struct Block {
    expand: Option<Pointwise>,
    depthwise: Depthwise,
    project: Pointwise,
    has_skip: bool,
}

/// Maps that are filled anew for every picture; kept, so that memory is asked for once.
#[derive(Debug, Default)]
struct Scratch {
    wide: FeatureMap,
    filtered: FeatureMap,
    narrow: FeatureMap,
    next: FeatureMap,
}

impl CpuBackbone {
    /// Lays the weights out for the kernels.
    ///
    /// # Errors
    /// `WeightsUnexpected` when the file holds another network.
    pub fn from_weights(weights: &Weights) -> EngineResult<Self> {
        let pointwise = |name: &str, channels_in, channels_out, activation| {
            let (weight, bias) = weights.layer(name, [channels_out, channels_in, 1, 1])?;
            Ok(Pointwise::new(weight, bias, activation))
        };
        let (weight, bias) = weights.layer("stem", [STEM_CHANNELS, 3, 3, 3])?;
        let stem = Arc::new(Full::new(weight, bias, 3, 2, Activation::Relu6));
        let block = |(name, shape): (String, InvertedResidualShape)| {
            let InvertedResidualShape { channels_in, channels_out, kernel, stride, .. } = shape;
            let inside = shape.channels_inside();
            let part = format!("{name}.depthwise");
            let (weight, bias) = weights.layer(&part, [inside, 1, kernel, kernel])?;
            let depthwise = Depthwise::new(weight, bias, kernel, stride, Activation::Relu6);
            let expand = format!("{name}.expand");
            Ok(Arc::new(Block {
                expand: match shape.is_expanded() {
                    true => Some(pointwise(&expand, channels_in, inside, Activation::Relu6)?),
                    false => None,
                },
                depthwise: depthwise.ok_or(EngineError::WeightsUnexpected { tensor: part })?,
                project: pointwise(&format!("{name}.project"), inside, channels_out, Activation::None)?,
                has_skip: shape.has_skip(),
            }))
        };
        let blocks = blocks().map(block).collect::<EngineResult<_>>()?;
        let head = Arc::new(pointwise("head", HEAD_CHANNELS, FEATURE_LENGTH, Activation::Relu6)?);
        Ok(Self { stem, blocks, head, scratch: Scratch::default() })
    }

    /// One RGBA picture of `side` × `side` pixels → `[1280]`; the alpha channel is ignored.
    ///
    /// # Errors
    /// `PixelsMalformed` when there are not exactly `side × side × 4` bytes.
    pub fn features(&mut self, pixels: &[u8], side: usize) -> EngineResult<Vec<f32>> {
        Ok(self.final_map(pixels, side)?.channel_means())
    }

    /// The last map before pooling, `[side / 32, side / 32, 1280]`, for one picture as `features` takes it.
    ///
    /// # Errors
    /// As `features`.
    pub fn final_map(&mut self, pixels: &[u8], side: usize) -> EngineResult<&FeatureMap> {
        let input = self.input_map(pixels, side)?;
        with_threads_awake(|| self.run_layers(&input));
        Ok(&self.scratch.wide)
    }

    /// Computes one layer after the other up to `last`, numbered as in `convolution_layers`, and shows each map
    /// before the next layer reads it. Slower than `final_map`, which leaves the widest maps out of memory.
    pub fn walk(&mut self, input: &FeatureMap, last: usize, visit: impl FnMut(usize, &mut FeatureMap)) {
        self.walk_from(0, input, last, visit);
    }

    /// As `walk`, beginning with a block; `input` is then the map that the block reads (no border), and for block 0
    /// the picture.
    pub fn walk_from(
        &mut self,
        first_block: usize,
        input: &FeatureMap,
        last: usize,
        visit: impl FnMut(usize, &mut FeatureMap),
    ) {
        with_threads_awake(|| self.walk_layers(first_block, input, last, visit));
    }

    fn walk_layers(
        &mut self,
        first_block: usize,
        input: &FeatureMap,
        last: usize,
        mut visit: impl FnMut(usize, &mut FeatureMap),
    ) {
        let Scratch { wide, filtered, narrow, next } = &mut self.scratch;
        let mut number = first_layer(first_block);
        let mut show = |map: &mut FeatureMap| {
            visit(number, map);
            number += 1;
            number > last
        };
        if first_block == 0 {
            let border = self.blocks.first().map_or(Border::default(), |block| {
                block.depthwise.border(input.side().div_ceil(self.stem.stride()))
            });
            self.stem.run(input, border, wide);
            if show(wide) {
                return;
            }
        } else {
            narrow.clone_from(input);
        }
        for block in self.blocks.iter().skip(first_block) {
            let Block { expand, depthwise, project, has_skip } = &**block;
            if let Some(expand) = expand {
                expand.run(narrow, None, depthwise.border(narrow.side()), wide);
                if show(wide) {
                    return;
                }
            }
            depthwise.run(wide, filtered);
            if show(filtered) {
                return;
            }
            project.run(filtered, has_skip.then_some(&*narrow), Border::default(), next);
            if show(next) {
                return;
            }
            std::mem::swap(narrow, next);
        }
        self.head.run(narrow, None, Border::default(), wide);
        show(wide);
    }

    /// A layer by its number in `convolution_layers`, to change its weights.
    pub fn convolution_mut(&mut self, layer: usize) -> Option<ConvolutionMut<'_>> {
        let mut before = layer;
        if before == 0 {
            return Some(ConvolutionMut::Full(Arc::make_mut(&mut self.stem)));
        }
        before -= 1;
        for block in &mut self.blocks {
            let num_layers = 2 + usize::from(block.expand.is_some());
            if before < num_layers {
                // Only now, because this copies the block when somebody else has it too.
                let Block { expand, depthwise, project, .. } = Arc::make_mut(block);
                return match (num_layers - before, expand) {
                    (3, Some(expand)) => Some(ConvolutionMut::Pointwise(expand)),
                    (2, _) => Some(ConvolutionMut::Depthwise(depthwise)),
                    _ => Some(ConvolutionMut::Pointwise(project)),
                };
            }
            before -= num_layers;
        }
        (before == 0).then(|| ConvolutionMut::Pointwise(Arc::make_mut(&mut self.head)))
    }

    /// Becomes the same network as another, keeping its own scratch memory; says whether that changed anything.
    pub fn adopt(&mut self, other: &Self) -> bool {
        let same_blocks = self.blocks.iter().zip(&other.blocks).all(|(own, other)| Arc::ptr_eq(own, other));
        let is_same =
            same_blocks && Arc::ptr_eq(&self.stem, &other.stem) && Arc::ptr_eq(&self.head, &other.head);
        if !is_same {
            self.stem.clone_from(&other.stem);
            self.blocks.clone_from(&other.blocks);
            self.head.clone_from(&other.head);
        }
        !is_same
    }

    /// The picture as the stem reads it.
    ///
    /// # Errors
    /// As `features`.
    pub fn input_map(&self, pixels: &[u8], side: usize) -> EngineResult<FeatureMap> {
        crate::pixels::map_from_pixels(pixels, side, self.stem.border(side))
    }

    /// What the stem needs around a picture of `side` pixels.
    pub fn input_border(&self, side: usize) -> Border {
        self.stem.border(side)
    }

    /// The sums of one channel of a layer over all places, before the activation and before a skip is added, for the
    /// map that the layer reads (no border).
    pub fn channel_sums(&self, layer: usize, channel: usize, input: &FeatureMap) -> Vec<f32> {
        let mut sums = FeatureMap::default();
        match self.convolution(layer) {
            Some(Convolution::Full(full)) => {
                let input = input.with_border(full.border(input.side()));
                full.without_activation().run(&input, Border::default(), &mut sums);
            }
            Some(Convolution::Depthwise(depthwise)) => {
                let input = input.with_border(depthwise.border(input.side()));
                depthwise.without_activation().run(&input, &mut sums);
            }
            Some(Convolution::Pointwise(pointwise)) => {
                pointwise.without_activation().run(input, None, Border::default(), &mut sums);
            }
            None => {}
        }
        (0..sums.num_pixels()).map(|pixel| sums.pixel(pixel)[channel]).collect()
    }

    /// A layer by its number in `convolution_layers`.
    pub fn convolution(&self, layer: usize) -> Option<Convolution<'_>> {
        let of_blocks = self.blocks.iter().flat_map(|block| {
            let expand = block.expand.as_ref().map(Convolution::Pointwise);
            let rest = [Convolution::Depthwise(&block.depthwise), Convolution::Pointwise(&block.project)];
            expand.into_iter().chain(rest)
        });
        let stem = std::iter::once(Convolution::Full(&self.stem));
        stem.chain(of_blocks).chain([Convolution::Pointwise(&self.head)]).nth(layer)
    }

    /// Leaves the last map in `scratch.wide`.
    fn run_layers(&mut self, input: &FeatureMap) {
        let Scratch { wide, filtered, narrow, next } = &mut self.scratch;
        let side = input.side().div_ceil(2);
        // The first block has no expansion: what the stem gives goes straight into its depthwise filter.
        let border = self.blocks.first().map_or(Border::default(), |block| block.depthwise.border(side));
        self.stem.run(input, border, wide);
        for block in &self.blocks {
            let Block { expand, depthwise, project, has_skip } = &**block;
            match expand {
                Some(expand) if narrow.side() >= LEAST_FUSED_SIDE => {
                    run_inverted_residual(expand, depthwise, project, narrow, *has_skip, next);
                }
                _ => {
                    if let Some(expand) = expand {
                        expand.run(narrow, None, depthwise.border(narrow.side()), wide);
                    }
                    depthwise.run(wide, filtered);
                    project.run(filtered, has_skip.then_some(&*narrow), Border::default(), next);
                }
            }
            std::mem::swap(narrow, next);
        }
        self.head.run(narrow, None, Border::default(), wide);
        debug_assert_eq!(wide.channels(), FEATURE_LENGTH);
    }
}
