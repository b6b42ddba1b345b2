//! EfficientNet-Lite0 through our own kernels: what looks at pictures where there is no GPU.
//!
//! burn's CPU device stays the reference, and the way to train the network; this path only runs forward,
//! several times faster, because activation, bias and skip are fused and nothing is padded or copied.

use afterimage_kernels::{Activation, Border, Depthwise, FeatureMap, Full, Pointwise};

use super::efficientnet_lite0::{EfficientNetLite0, STAGES};
use crate::error::{EngineError, EngineResult};
use crate::weights::Weights;

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
    patches: Vec<f32>,
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
        let tensor = |name: &str| {
            let tensor = weights.tensors().get(name).map(|tensor| tensor.values.as_slice());
            tensor.ok_or_else(|| EngineError::WeightsUnexpected { tensor: name.to_owned() })
        };
        let layer = |name: &str| Ok((tensor(&format!("{name}.weight"))?, tensor(&format!("{name}.bias"))?));
        let pointwise = |name: &str, activation| {
            let (weight, bias) = layer(name)?;
            Ok(Pointwise::new(weight, bias, activation))
        };
        let (weight, bias) = layer("stem")?;
        let stem = Full::new(weight, bias, 3, 2, Activation::Relu6);
        let mut blocks = Vec::new();
        for stage in STAGES {
            for position in 0..stage.num_blocks {
                let name = format!("blocks.{}", blocks.len());
                let stride = if position == 0 { stage.stride } else { 1 };
                let part = format!("{name}.depthwise");
                let (weight, bias) = layer(&part)?;
                let depthwise = Depthwise::new(weight, bias, stage.kernel, stride, Activation::Relu6);
                let expand = format!("{name}.expand");
                blocks.push(Block {
                    expand: match stage.expansion {
                        1 => None,
                        _ => Some(pointwise(&expand, Activation::Relu6)?),
                    },
                    depthwise: depthwise.ok_or(EngineError::WeightsUnexpected { tensor: part })?,
                    project: pointwise(&format!("{name}.project"), Activation::None)?,
                    has_skip: position > 0,
                });
            }
        }
        let head = pointwise("head", Activation::Relu6)?;
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
        let Scratch { patches, wide, filtered, narrow, next } = &mut self.scratch;
        let side = side.div_ceil(2);
        // The first block has no expansion: what the stem gives goes straight into its depthwise filter.
        let border = self.blocks.first().map_or(Border::default(), |block| block.depthwise.border(side));
        self.stem.run(&input, border, patches, wide);
        for block in &self.blocks {
            if let Some(expand) = &block.expand {
                expand.run(narrow, None, block.depthwise.border(narrow.side()), wide);
            }
            block.depthwise.run(wide, filtered);
            block.project.run(filtered, block.has_skip.then_some(&*narrow), Border::default(), next);
            std::mem::swap(narrow, next);
        }
        self.head.run(narrow, None, Border::default(), wide);
        debug_assert_eq!(wide.channels(), EfficientNetLite0::FEATURE_LENGTH);
        Ok(wide)
    }
}
