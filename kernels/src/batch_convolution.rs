//! A k×k convolution of all pictures of a batch at once, and its way back.
//!
//! Where maps are small, a layer's weights are the most that moves; here they move once for many pictures.

use std::ops::Range;

use crate::feature_map::Lines;
use crate::full::Full;
use crate::map_batch::MapBatch;
use crate::pointwise::BLOCK;
use crate::{Gradient, Window};

/// Patches whose products with a gradient are added up at once.
const PATCHES: usize = 128;

/// The patches that a window reads of maps without a border.
#[derive(Clone, Copy)]
pub(crate) struct Patches {
    window: Window,
    side: usize,
    pub side_out: usize,
    channels: usize,
    /// Zeros before the first pixel.
    before: usize,
}

impl Patches {
    fn new(window: Window, side: usize, channels: usize) -> Self {
        let before = window.border(side).before;
        Self { window, side, side_out: window.side_out(side), channels, before }
    }

    /// Values of one patch.
    pub fn length(self) -> usize {
        self.window.kernel * self.window.kernel * self.channels
    }

    /// Where the parts of a patch that lie inside its picture are: first in the patch, then in the batch. `pixel` counts
    /// through the outputs of all pictures.
    pub fn parts(self, pixel: usize) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
        let Self { window: Window { kernel, stride, .. }, side, side_out, channels, before } = self;
        let (picture, place) = (pixel / (side_out * side_out), pixel % (side_out * side_out));
        let inside = move |place: usize| {
            let start = place * stride;
            let taps = before.saturating_sub(start)..kernel.min(side + before - start);
            (start, taps)
        };
        let ((top, rows), (left, columns)) = (inside(place / side_out), inside(place % side_out));
        rows.map(move |row| {
            let in_patch = (row * kernel + columns.start) * channels;
            let line = picture * side * side + (top + row - before) * side;
            let in_batch = (line + left + columns.start - before) * channels;
            let length = columns.len() * channels;
            (in_patch..in_patch + length, in_batch..in_batch + length)
        })
    }

    /// Fills `patches` with what the outputs from `first` on read.
    fn copy(self, values: &[f32], first: usize, patches: &mut [f32]) {
        patches.fill(0.0);
        for (index, patch) in patches.chunks_exact_mut(self.length()).enumerate() {
            for (in_patch, in_batch) in self.parts(first + index) {
                patch[in_patch].copy_from_slice(&values[in_batch]);
            }
        }
    }

    /// Adds every patch to where it was read; `values` begins with the picture `first_picture`.
    fn add(self, patches: &[f32], first: usize, first_picture: usize, values: &mut [f32]) {
        let skipped = first_picture * self.side * self.side * self.channels;
        for (index, patch) in patches.chunks_exact(self.length()).enumerate() {
            for (in_patch, in_batch) in self.parts(first + index) {
                let read = &mut values[in_batch.start - skipped..in_batch.end - skipped];
                for (value, part) in read.iter_mut().zip(&patch[in_patch]) {
                    *value += part;
                }
            }
        }
    }
}

/// Pixels of any number of pictures, one after the other.
pub(crate) fn rows(channels: usize) -> Lines {
    Lines { num_pixels: 1, length: channels, before: 0 }
}

impl Full {
    /// What the layer makes of every picture: `[pictures, side, side, inputs]` → `[pictures, ⌈side / stride⌉, …, outputs]`;
    /// `skip` is of the latter shape and added before the activation.
    pub fn run_batch(&self, input: &MapBatch, skip: Option<&MapBatch>) -> MapBatch {
        let patches = Patches::new(self.window(), input.side(), input.channels());
        if patches.are_small(input.num_pictures()) {
            return self.run_places(patches, input, skip);
        }
        let outputs = self.outputs();
        let mut output = MapBatch::zeros(input.num_pictures(), patches.side_out, outputs);
        let multiply_adds = output.num_pixels() * patches.length() * outputs;
        output.for_each_pixels(multiply_adds, |first, band| {
            let mut copied = vec![0.0; BLOCK * patches.length()];
            for (index, part) in band.chunks_mut(BLOCK * outputs).enumerate() {
                let (first, num_values) = (first + index * BLOCK, part.len());
                let copied = &mut copied[..num_values / outputs * patches.length()];
                patches.copy(input.values(), first, copied);
                let skip = skip.map(|skip| &skip.values()[first * outputs..][..num_values]);
                self.product.multiply(copied, skip, rows(outputs), part);
            }
        });
        output
    }

    /// Adds what a batch says: the maps that the layer read, and the gradient of its sums.
    pub fn add_gradient_of_batch(&self, input: &MapBatch, of_sums: &MapBatch, gradient: &mut Gradient) {
        let patches = Patches::new(self.window(), input.side(), input.channels());
        if patches.are_small(input.num_pictures()) {
            return self.add_gradient_of_places(patches, input, of_sums, gradient);
        }
        let mut copied = vec![0.0; PATCHES.min(of_sums.num_pixels()) * patches.length()];
        for (index, part) in of_sums.values().chunks(PATCHES * self.outputs()).enumerate() {
            let copied = &mut copied[..part.len() / self.outputs() * patches.length()];
            patches.copy(input.values(), index * PATCHES, copied);
            self.product.add_gradient_of_rows(copied, part, gradient);
        }
    }

    /// From the gradient of the sums to that of the maps it read, which had `side` pixels a side.
    pub fn back_through_batch(&self, of_sums: &MapBatch, side: usize) -> MapBatch {
        let patches = Patches::new(self.window(), side, self.inputs());
        if patches.are_small(of_sums.num_pictures()) {
            return self.back_through_places(patches, of_sums, side);
        }
        let (outputs, length) = (self.outputs(), patches.length());
        let transposed = self.product.transposed();
        let mut back = MapBatch::zeros(of_sums.num_pictures(), side, self.inputs());
        let pixels_a_picture = patches.side_out * patches.side_out;
        let picture_length = back.picture_length();
        back.for_each_pictures(of_sums.num_pixels() * length * outputs, |first_picture, band| {
            let first = first_picture * pixels_a_picture;
            let num_pixels = band.len() / picture_length * pixels_a_picture;
            let of_sums = &of_sums.values()[first * outputs..(first + num_pixels) * outputs];
            let mut of_patches = vec![0.0; BLOCK.min(num_pixels) * length];
            for (index, part) in of_sums.chunks(BLOCK * outputs).enumerate() {
                let of_patches = &mut of_patches[..part.len() / outputs * length];
                transposed.multiply(part, None, rows(length), of_patches);
                patches.add(of_patches, first + index * BLOCK, first_picture, band);
            }
        });
        back
    }
}

#[cfg(test)]
mod tests {
    use crate::{Activation, Border, FeatureMap, Full, MapBatch, Window};

    fn numbers(count: usize, seed: usize) -> Vec<f32> {
        (0..count).map(|index| ((index * 43 + seed * 83) % 41) as f32 / 20.5 - 1.0).collect()
    }

    fn batch(num_pictures: usize, side: usize, channels: usize, seed: usize) -> MapBatch {
        let mut batch = MapBatch::zeros(num_pictures, side, channels);
        let values = numbers(batch.values().len(), seed);
        batch.values_mut().copy_from_slice(&values);
        batch
    }

    fn assert_close(found: &[f32], expected: &[f32]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() <= 1e-3 * expected.abs().max(1.0), "{found} {expected}");
        }
    }

    const WINDOWS: [(usize, Window); 8] = [
        (8, Window::centred(3, 1)),
        (9, Window::centred(3, 2)),
        (8, Window::centred(3, 2)),
        (1, Window::centred(3, 1)),
        (2, Window::centred(3, 2)),
        (12, Window::centred(7, 2)),
        (7, Window::centred(1, 2)),
        (6, Window::same(3, 2)),
    ];

    /// All three ways, picture by picture through the kernels for single maps.
    #[test]
    fn a_batch_is_its_pictures_one_after_the_other() {
        // Few pictures go patch by patch, many of them place by place where maps are small.
        for (num_pictures, (side, window)) in
            [7, 20].into_iter().flat_map(|count| WINDOWS.map(|one| (count, one)))
        {
            let weight = numbers(12 * 5 * window.kernel * window.kernel, 1);
            let layer = Full::new(&weight, &numbers(12, 2), window, Activation::Relu);
            let input = batch(num_pictures, side, 5, 3);
            let skip = batch(num_pictures, window.side_out(side), 12, 5);
            let found = layer.run_batch(&input, Some(&skip));
            let of_sums = batch(num_pictures, window.side_out(side), 12, 4);
            let back = layer.back_through_batch(&of_sums, side);
            let (mut outputs, mut expected_back) = (Vec::new(), Vec::new());
            let (mut gradient, mut expected_gradient) = (layer.gradient(), layer.gradient());
            layer.add_gradient_of_batch(&input, &of_sums, &mut gradient);
            for ((map, of_sums), skip) in input.maps().zip(of_sums.maps()).zip(skip.maps()) {
                let bordered = map.with_border(layer.border(side));
                let (mut output, mut reversed) = (FeatureMap::default(), FeatureMap::default());
                layer.run(&bordered, Some(&skip), Border::default(), &mut output);
                outputs.extend_from_slice(output.values());
                layer.reversed().run(&of_sums.spread(side, window), None, Border::default(), &mut reversed);
                expected_back.extend_from_slice(reversed.values());
                layer.add_gradient(&bordered, &of_sums, &mut expected_gradient);
            }
            assert_close(found.values(), &outputs);
            assert_close(back.values(), &expected_back);
            assert_close(&gradient.numbers(), &expected_gradient.numbers());
        }
    }

    #[test]
    fn an_empty_batch_gives_nothing() {
        let layer = Full::new(&numbers(36, 1), &numbers(4, 2), Window::centred(3, 1), Activation::None);
        assert_eq!(layer.run_batch(&MapBatch::zeros(0, 4, 1), None).num_pictures(), 0);
        assert_eq!(layer.back_through_batch(&MapBatch::zeros(0, 4, 4), 4).num_pictures(), 0);
    }
}
