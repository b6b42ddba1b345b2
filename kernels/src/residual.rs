//! Widen, filter, narrow, a few lines at a time, so that the wide map never leaves the cache.

use crate::bands::for_each_band;
use crate::feature_map::Lines;
use crate::{Border, Depthwise, FeatureMap, Pointwise};

/// Output lines computed at once: enough pixels for the matrix products, few enough for the cache.
const STEP: usize = 4;

/// Runs a block of `expand` (1×1), `depthwise` and `project` (1×1) on `input` `[side, side, channels]`, without
/// a border; `output` has none either. With `has_skip` the input is added.
///
/// The result is that of running the three one after the other. On maps too small to be worth it, the wide map
/// fits the cache anyway, and splitting layer by layer shares the work better.
pub fn run_inverted_residual(
    expand: &Pointwise,
    depthwise: &Depthwise,
    project: &Pointwise,
    input: &FeatureMap,
    has_skip: bool,
    output: &mut FeatureMap,
) {
    let side_out = input.side().div_ceil(depthwise.stride());
    output.reshape(side_out, project.outputs(), Border::default());
    let block = Block { expand, depthwise, project, input, border: depthwise.border(input.side()), side_out };
    let multiply_adds = input.num_pixels() * input.channels() * expand.outputs();
    for_each_band(output.values_mut(), side_out * project.outputs(), multiply_adds, |first_line, band| {
        block.run(first_line, has_skip, band);
    });
}

struct Block<'a> {
    expand: &'a Pointwise,
    depthwise: &'a Depthwise,
    project: &'a Pointwise,
    input: &'a FeatureMap,
    border: Border,
    side_out: usize,
}

impl Block<'_> {
    /// The lines of output from `first_line` on that `band` holds.
    fn run(&self, first_line: usize, has_skip: bool, band: &mut [f32]) {
        let (kernel, stride) = (self.depthwise.kernel(), self.depthwise.stride());
        let row = self.padded_side() * self.expand.outputs();
        // Lines of the wide map, its border included; what two steps both need moves to the front.
        let mut wide = vec![0.0; ((STEP - 1) * stride + kernel) * row];
        let mut filtered = vec![0.0; STEP * self.side_out * self.expand.outputs()];
        let output_row = self.side_out * self.project.outputs();
        let mut ready = first_line * stride..first_line * stride;
        for (step, lines) in band.chunks_mut(STEP * output_row).enumerate() {
            let num_lines = lines.len() / output_row;
            let line = first_line + step * STEP;
            let wanted = line * stride..(line + num_lines - 1) * stride + kernel;
            let kept = ready.end.saturating_sub(wanted.start);
            if kept > 0 {
                let from = (wanted.start - ready.start) * row;
                wide.copy_within(from..from + kept * row, 0);
            }
            self.widen(wanted.start + kept..wanted.end, &mut wide[kept * row..]);
            ready = wanted;
            let filtered = &mut filtered[..num_lines * self.side_out * self.expand.outputs()];
            self.depthwise.run_lines(&wide, row, self.side_out, filtered);
            let pixels = line * self.side_out..(line + num_lines) * self.side_out;
            let outputs = self.project.outputs();
            let skip = has_skip.then(|| &self.input.values()[pixels.start * outputs..pixels.end * outputs]);
            let each_pixel = Lines { num_pixels: 1, length: outputs, before: 0 };
            self.project.multiply(filtered, skip, each_pixel, lines);
        }
    }

    /// Lines `wanted` of the padded wide map, into the front of `wide`.
    fn widen(&self, wanted: std::ops::Range<usize>, wide: &mut [f32]) {
        let (side, inputs, outputs) = (self.input.side(), self.input.channels(), self.expand.outputs());
        let row = self.padded_side() * outputs;
        let inner = self.border.before..self.border.before + side;
        let (start, end) =
            (wanted.start.clamp(inner.start, inner.end), wanted.end.clamp(inner.start, inner.end));
        let above = (start - wanted.start.min(start)) * row;
        wide[..above].fill(0.0);
        if start < end {
            let lines = Lines { num_pixels: side, length: row, before: self.border.before * outputs };
            let rows = (start - inner.start) * side * inputs..(end - inner.start) * side * inputs;
            let part = above..above + (end - start) * row;
            self.expand.multiply(&self.input.values()[rows], None, lines, &mut wide[part]);
        }
        let filled = above + end.saturating_sub(start) * row;
        wide[filled..(wanted.end - wanted.start) * row].fill(0.0);
    }

    fn padded_side(&self) -> usize {
        self.input.side() + self.border.total()
    }
}
