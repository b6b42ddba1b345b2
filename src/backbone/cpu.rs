//! EfficientNet-Lite0 through our own kernels: what looks at pictures where there is no GPU.
//!
//! burn's network stays the reference; this one only runs forward, many times faster, because activation, bias
//! and skip are fused and nothing is padded or copied.

use afterimage_kernels::{Activation, Border, Depthwise, FeatureMap, Full, Pointwise, run_inverted_residual};

use super::architecture::{FEATURE_LENGTH, STAGES, STEM_CHANNELS};
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
        let layer = |name: &str, shape: [usize; 4]| {
            let weight = weights.values(&format!("{name}.weight"), &shape)?;
            Ok((weight, weights.values(&format!("{name}.bias"), &shape[..1])?))
        };
        let pointwise = |name: &str, channels_in, channels_out, activation| {
            let (weight, bias) = layer(name, [channels_out, channels_in, 1, 1])?;
            Ok(Pointwise::new(weight, bias, activation))
        };
        let (weight, bias) = layer("stem", [STEM_CHANNELS, 3, 3, 3])?;
        let stem = Full::new(weight, bias, 3, 2, Activation::Relu6);
        let mut blocks = Vec::new();
        let mut channels = STEM_CHANNELS;
        for stage in STAGES {
            for position in 0..stage.num_blocks {
                let name = format!("blocks.{}", blocks.len());
                let inside = channels * stage.expansion;
                let stride = if position == 0 { stage.stride } else { 1 };
                let part = format!("{name}.depthwise");
                let (weight, bias) = layer(&part, [inside, 1, stage.kernel, stage.kernel])?;
                let depthwise = Depthwise::new(weight, bias, stage.kernel, stride, Activation::Relu6);
                let expand = format!("{name}.expand");
                let project = format!("{name}.project");
                blocks.push(Block {
                    expand: match stage.expansion {
                        1 => None,
                        _ => Some(pointwise(&expand, channels, inside, Activation::Relu6)?),
                    },
                    depthwise: depthwise.ok_or(EngineError::WeightsUnexpected { tensor: part })?,
                    project: pointwise(&project, inside, stage.channels_out, Activation::None)?,
                    has_skip: position > 0,
                });
                channels = stage.channels_out;
            }
        }
        let head = pointwise("head", channels, FEATURE_LENGTH, Activation::Relu6)?;
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
        let Scratch { wide, filtered, narrow, next } = &mut self.scratch;
        let side = side.div_ceil(2);
        // The first block has no expansion: what the stem gives goes straight into its depthwise filter.
        let border = self.blocks.first().map_or(Border::default(), |block| block.depthwise.border(side));
        self.stem.run(&input, border, wide);
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
        Ok(wide)
    }
}
