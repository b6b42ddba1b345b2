//! Looking at several small pictures at once, which moves the weights once for all of them.

use afterimage_kernels::{Border, FeatureMap, MapBatch, MaxPool, with_threads_awake};

use super::architecture::LayerShape;
use super::cpu::CpuBackbone;
use super::layer::{Convolution, Layer};

/// On larger last maps the weights are read often enough for one picture.
const MOST_LAST_SIDE: usize = 2;

impl CpuBackbone {
    /// Features (not normalised) of pictures, from the maps that a block reads: as `features_from` gives them one by one,
    /// but for rounding.
    pub fn features_of_batch(&mut self, first_block: usize, maps: &[&FeatureMap]) -> Vec<Vec<f32>> {
        let together = with_threads_awake(|| self.looked_at_together(first_block, maps));
        together.unwrap_or_else(|| maps.iter().map(|map| self.features_from(first_block, map)).collect())
    }

    /// Nothing where that is not worth it, or a layer is of a kind that knows no batches.
    fn looked_at_together(&self, first_block: usize, maps: &[&FeatureMap]) -> Option<Vec<Vec<f32>>> {
        let [one, _, ..] = maps else { return None };
        let first = self.architecture.first_layer(first_block);
        let shapes = &self.architecture.layers()[first..];
        if maps.iter().any(|map| map.side() != one.side()) || self.last_side(first, one) > MOST_LAST_SIDE {
            return None;
        }
        let input = MapBatch::from_maps(maps.iter().copied());
        let mut outputs: Vec<MapBatch> = Vec::with_capacity(shapes.len());
        for (LayerShape { input: read, skip, .. }, layer) in shapes.iter().zip(&self.layers[first..]) {
            let map = |layer: &usize| layer.checked_sub(first).map_or(&input, |index| &outputs[index]);
            let read = read.as_ref().map_or(&input, map);
            let output = match &**layer {
                Layer::MaxPool(pool) => pooled(*pool, read),
                Layer::Convolution(Convolution::Full(layer)) => layer.run_batch(read, skip.as_ref().map(map)),
                Layer::Convolution(_) => return None,
            };
            outputs.push(output);
        }
        let last = outputs.last()?;
        Some(last.channel_means().chunks_exact(last.channels()).map(<[f32]>::to_vec).collect())
    }

    /// Places a side of the last map, when layer `first` reads this one.
    fn last_side(&self, first: usize, map: &FeatureMap) -> usize {
        let mut sides: Vec<usize> = Vec::new();
        for LayerShape { input, window, .. } in &self.architecture.layers()[first..] {
            let read = input.and_then(|input| input.checked_sub(first)).and_then(|index| sides.get(index));
            sides.push(window.side_out(read.copied().unwrap_or(map.side())));
        }
        sides.last().copied().unwrap_or(0)
    }
}

/// Every picture through a pooling layer.
pub(super) fn pooled(pool: MaxPool, input: &MapBatch) -> MapBatch {
    let run = |map: FeatureMap| {
        let mut output = FeatureMap::default();
        pool.run(&map, Border::default(), &mut output);
        output
    };
    let outputs: Vec<FeatureMap> = input.maps().map(run).collect();
    MapBatch::from_maps(&outputs)
}
