//! EfficientNet-Lite0 through our own kernels: what looks at pictures where there is no GPU.
//!
//! burn's network stays the reference; this one only runs forward, many times faster, because activation, bias
//! and skip are fused and nothing is padded or copied.

use afterimage_kernels::{
    Activation, Border, Depthwise, FeatureMap, Full, Pointwise, run_inverted_residual, with_threads_awake,
};

use super::architecture::{FEATURE_LENGTH, HEAD_CHANNELS, InvertedResidualShape, STEM_CHANNELS, blocks};
use crate::error::{EngineError, EngineResult};
use crate::weights::Weights;

/// From this side on a block's wide map is larger than the cache, and is made a few lines at a time.
const LEAST_FUSED_SIDE: usize = 28;

/// The frozen network, forward only.
#[derive(Clone, Debug)]
pub struct CpuBackbone {
    stem: Full,
    blocks: Vec<Block>,
    head: Pointwise,
    scratch: Scratch,
}

#[derive(Clone, Debug)]
struct Block {
    expand: Option<Pointwise>,
    depthwise: Depthwise,
    project: Pointwise,
    has_skip: bool,
}

/// Maps that are filled anew for every picture; kept, so that memory is asked for once.
#[derive(Clone, Debug, Default)]
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
        let stem = Full::new(weight, bias, 3, 2, Activation::Relu6);
        let block = |(name, shape): (String, InvertedResidualShape)| {
            let InvertedResidualShape { channels_in, channels_out, kernel, stride, .. } = shape;
            let inside = shape.channels_inside();
            let part = format!("{name}.depthwise");
            let (weight, bias) = weights.layer(&part, [inside, 1, kernel, kernel])?;
            let depthwise = Depthwise::new(weight, bias, kernel, stride, Activation::Relu6);
            let expand = format!("{name}.expand");
            Ok(Block {
                expand: match shape.is_expanded() {
                    true => Some(pointwise(&expand, channels_in, inside, Activation::Relu6)?),
                    false => None,
                },
                depthwise: depthwise.ok_or(EngineError::WeightsUnexpected { tensor: part })?,
                project: pointwise(&format!("{name}.project"), inside, channels_out, Activation::None)?,
                has_skip: shape.has_skip(),
            })
        };
        let blocks = blocks().map(block).collect::<EngineResult<_>>()?;
        let head = pointwise("head", HEAD_CHANNELS, FEATURE_LENGTH, Activation::Relu6)?;
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
        let input = crate::pixels::map_from_pixels(pixels, side, self.stem.border(side))?;
        with_threads_awake(|| self.run_layers(&input));
        Ok(&self.scratch.wide)
    }

    /// Leaves the last map in `scratch.wide`.
    fn run_layers(&mut self, input: &FeatureMap) {
        let Scratch { wide, filtered, narrow, next } = &mut self.scratch;
        let side = input.side().div_ceil(2);
        // The first block has no expansion: what the stem gives goes straight into its depthwise filter.
        let border = self.blocks.first().map_or(Border::default(), |block| block.depthwise.border(side));
        self.stem.run(input, border, wide);
        for block in &self.blocks {
            let Block { expand, depthwise, project, has_skip } = block;
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
