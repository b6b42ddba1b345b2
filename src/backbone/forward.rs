//! A picture's way through the layers, one after the other or, where that is faster, three at once.

use std::sync::Arc;

use afterimage_kernels::{Border, Depthwise, FeatureMap, Pointwise, run_inverted_residual};

use super::architecture::LayerShape;
use super::cpu::CpuBackbone;
use super::layer::{Convolution, Layer};
use crate::error::EngineResult;

/// From this side on an inverted residual's wide map is larger than the cache, and is made a few lines at a time.
const LEAST_FUSED_SIDE: usize = 28;

impl CpuBackbone {
    /// What a block reads of an RGBA picture of `side` × `side` pixels: for block 0 the picture as the first layer reads
    /// it, or else a map without a border.
    ///
    /// # Errors
    /// `PixelsMalformed`, as `features`.
    pub fn cut_map(&mut self, first_block: usize, pixels: &[u8], side: usize) -> EngineResult<FeatureMap> {
        let input = self.input_map(pixels, side)?;
        let Some(last) = self.architecture.first_layer(first_block).checked_sub(1) else {
            return Ok(input);
        };
        let mut cut = FeatureMap::default();
        self.walk(&input, last, |number, map| {
            if number == last {
                cut = map.without_border();
            }
        });
        Ok(cut)
    }

    /// Features (not normalised) of a picture, from the map that a block reads.
    pub fn features_from(&mut self, first_block: usize, map: &FeatureMap) -> Vec<f32> {
        let last = self.architecture.last_layer();
        let mut features = Vec::new();
        self.walk_from(first_block, map, last, |number, map| {
            if number == last {
                features = map.channel_means();
            }
        });
        features
    }

    /// Layers `first` to `last`, each of whose maps is shown before the next layer reads it; gives the last one.
    /// `input` is what the layer before `first` gave (no border), or the picture as `input_map` gives it.
    pub(super) fn run_layers(
        &mut self,
        first: usize,
        input: &FeatureMap,
        last: usize,
        mut visit: impl FnMut(usize, &mut FeatureMap),
    ) -> FeatureMap {
        self.maps.begin(self.layers.len());
        let mut number = first;
        loop {
            let mut output = self.run_layer(number, input);
            visit(number, &mut output);
            if number >= last {
                return output;
            }
            self.keep(output, number..=number);
            number += 1;
        }
    }

    /// All layers without showing what they give. Where three of them are an inverted residual on a large map, its wide
    /// maps are never in memory as a whole.
    pub(super) fn run_quickly(&mut self, input: &FeatureMap) -> FeatureMap {
        self.maps.begin(self.layers.len());
        let mut number = 0;
        loop {
            let (output, end) = match self.run_block(number, input) {
                Some(output) => (output, number + 2),
                None => (self.run_layer(number, input), number),
            };
            if end >= self.architecture.last_layer() {
                return output;
            }
            self.keep(output, number..=end);
            number = end + 1;
        }
    }

    fn run_layer(&mut self, number: usize, input: &FeatureMap) -> FeatureMap {
        let Self { architecture, layers, maps, .. } = self;
        let LayerShape { input: read, skip, channels_out, window, .. } = architecture.layers()[number];
        // What stands before the first layer that is computed is at hand only as `input`.
        let side = read.and_then(|read| maps.of(read)).unwrap_or(input).side();
        let side_out = window.side_out(side);
        let border = architecture.border_of_output(number, side_out);
        let mut output = maps.take((side_out + border.total()).pow(2) * channels_out);
        let read = read.and_then(|read| maps.of(read)).unwrap_or(input);
        let skip = skip.map(|skip| maps.of(skip).unwrap_or(input));
        let needed = architecture.border_of_input(number, side);
        match read.border() == needed {
            true => layers[number].run(read, skip, border, &mut output),
            false => layers[number].run(&read.with_border(needed), skip, border, &mut output),
        }
        output
    }

    /// The three layers from `number` on, if they are an inverted residual on a large map.
    fn run_block(&mut self, number: usize, input: &FeatureMap) -> Option<FeatureMap> {
        let Self { architecture, layers, maps, .. } = self;
        let block = InvertedResidual::find(architecture.layers(), layers, number)?;
        let read = block.read.and_then(|read| maps.of(read)).unwrap_or(input);
        let side = read.side();
        if side < LEAST_FUSED_SIDE || read.border() != Border::default() {
            return None;
        }
        let side_out = side.div_ceil(block.depthwise.stride());
        let mut output = maps.take(side_out * side_out * block.project.outputs());
        let read = block.read.and_then(|read| maps.of(read)).unwrap_or(input);
        let InvertedResidual { expand, depthwise, project, has_skip, .. } = block;
        run_inverted_residual(expand, depthwise, project, read, has_skip, &mut output);
        Some(output)
    }

    /// Holds what the last of these layers gave, and lets go of what they were the last to read.
    fn keep(&mut self, output: FeatureMap, computed: std::ops::RangeInclusive<usize>) {
        let Self { architecture, maps, .. } = self;
        let end = *computed.end();
        maps.hold(end, output);
        for layer in &architecture.layers()[computed] {
            for read in [layer.input, layer.skip].into_iter().flatten() {
                if architecture.last_reader(read) <= Some(end) {
                    maps.release(read);
                }
            }
        }
    }
}

/// Three layers that can be computed a few lines at a time.
struct InvertedResidual<'a> {
    expand: &'a Pointwise,
    depthwise: &'a Depthwise,
    project: &'a Pointwise,
    /// The layer whose map it reads.
    read: Option<usize>,
    has_skip: bool,
}

impl<'a> InvertedResidual<'a> {
    fn find(shapes: &[LayerShape], layers: &'a [Arc<Layer>], first: usize) -> Option<Self> {
        let [expand, depthwise, project] = layers.get(first..)?.first_chunk()?;
        let [wide, filtered, narrow] = shapes.get(first..)?.first_chunk()?;
        let is_chain = filtered.input == Some(first) && narrow.input == Some(first + 1);
        let is_block = is_chain && narrow.skip.is_none_or(|skip| wide.input == Some(skip));
        match (&**expand, &**depthwise, &**project) {
            (
                Layer::Convolution(Convolution::Pointwise(expand)),
                Layer::Convolution(Convolution::Depthwise(depthwise)),
                Layer::Convolution(Convolution::Pointwise(project)),
            ) if is_block => {
                let has_skip = narrow.skip.is_some();
                Some(Self { expand, depthwise, project, read: wide.input, has_skip })
            }
            _ => None,
        }
    }
}
