//! A convolution of a batch of small maps, one place of all pictures after the other.
//!
//! At one place every picture's patch has the same pixels beyond the edge. Where maps are a few pixels a side, that is
//! most of the patch, and leaving it out most of the work: on a map of one pixel a 3×3 kernel has eight such taps.

use std::ops::Range;

use crate::Gradient;
use crate::batch_convolution::{Patches, rows};
use crate::full::Full;
use crate::map_batch::MapBatch;

/// On larger maps too little of the patches is beyond the edge.
const MOST_PLACES_A_SIDE: usize = 8;
/// With fewer pictures there are too few products for each copy of the weights.
const LEAST_PICTURES: usize = 16;

/// What one place reads of its patch, and the patches there of all pictures without the rest: `[pictures, length]`.
struct Place {
    number: usize,
    runs: Vec<Range<usize>>,
    length: usize,
}

impl Patches {
    /// Whether going place by place is worth it.
    pub fn are_small(self, num_pictures: usize) -> bool {
        self.side_out <= MOST_PLACES_A_SIDE && num_pictures >= LEAST_PICTURES
    }

    fn places(self) -> impl Iterator<Item = Place> {
        (0..self.side_out * self.side_out).map(move |number| {
            let runs: Vec<Range<usize>> = self.parts(number).map(|(in_patch, _)| in_patch).collect();
            Place { number, length: runs.iter().map(Range::len).sum(), runs }
        })
    }

    /// Where in the batch the patch of each picture is at a place, part by part.
    fn parts_of(self, place: usize, num_pictures: usize) -> impl Iterator<Item = Range<usize>> {
        let num_places = self.side_out * self.side_out;
        let pixels = (0..num_pictures).map(move |picture| picture * num_places + place);
        pixels.flat_map(move |pixel| self.parts(pixel).map(|(_, in_batch)| in_batch))
    }

    fn copy_place(self, place: &Place, input: &MapBatch) -> Vec<f32> {
        let mut copied = Vec::with_capacity(input.num_pictures() * place.length);
        for part in self.parts_of(place.number, input.num_pictures()) {
            copied.extend_from_slice(&input.values()[part]);
        }
        copied
    }
}

impl Full {
    pub(crate) fn run_places(&self, patches: Patches, input: &MapBatch, skip: Option<&MapBatch>) -> MapBatch {
        let outputs = self.outputs();
        let mut output = MapBatch::zeros(input.num_pictures(), patches.side_out, outputs);
        for place in patches.places() {
            let layer = self.product.of_inputs(&place.runs);
            let copied = patches.copy_place(&place, input);
            let skip = skip.map(|skip| skip.place(place.number));
            let mut sums = MapBatch::zeros(input.num_pictures(), 1, outputs);
            sums.for_each_pixels(copied.len() * outputs, |first, band| {
                let end = first + band.len() / outputs;
                let skip = skip.as_ref().map(|skip| &skip[first * outputs..end * outputs]);
                layer.multiply(&copied[first * place.length..end * place.length], skip, rows(outputs), band);
            });
            output.set_place(place.number, sums.values());
        }
        output
    }

    pub(crate) fn add_gradient_of_places(
        &self,
        patches: Patches,
        input: &MapBatch,
        of_sums: &MapBatch,
        gradient: &mut Gradient,
    ) {
        for place in patches.places() {
            let layer = self.product.of_inputs(&place.runs);
            let mut of_place = layer.gradient();
            let copied = patches.copy_place(&place, input);
            layer.add_gradient_of_rows(&copied, &of_sums.place(place.number), &mut of_place);
            gradient.add_of_inputs(&of_place, &place.runs, patches.length());
        }
    }

    pub(crate) fn back_through_places(&self, patches: Patches, of_sums: &MapBatch, side: usize) -> MapBatch {
        let (num_pictures, outputs) = (of_sums.num_pictures(), self.outputs());
        let mut back = MapBatch::zeros(num_pictures, side, self.inputs());
        for place in patches.places() {
            let transposed = self.product.of_inputs(&place.runs).transposed();
            let of_place = of_sums.place(place.number);
            let mut of_patches = MapBatch::zeros(num_pictures, 1, place.length);
            of_patches.for_each_pixels(of_place.len() * place.length, |first, band| {
                let end = first + band.len() / place.length;
                transposed.multiply(
                    &of_place[first * outputs..end * outputs],
                    None,
                    rows(place.length),
                    band,
                );
            });
            let mut rest = of_patches.values();
            for part in patches.parts_of(place.number, num_pictures) {
                let (of_part, others) = rest.split_at(part.len());
                rest = others;
                for (value, of_value) in back.values_mut()[part].iter_mut().zip(of_part) {
                    *value += of_value;
                }
            }
        }
        back
    }
}
