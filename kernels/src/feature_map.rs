//! Activations of one picture, channel-last, with room for a border of zeros around them.

/// Zeros around a map, in pixels; what TensorFlow's SAME padding would add.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Border {
    pub before: usize,
    pub after: usize,
}

impl Border {
    /// The padding a convolution needs so that its output has `ceil(side / stride)` pixels a side.
    /// Where the total is odd, the extra row and column go to the end.
    pub fn same(side: usize, kernel: usize, stride: usize) -> Self {
        let side_out = side.div_ceil(stride);
        let total = (side_out.saturating_sub(1) * stride + kernel).saturating_sub(side);
        Self { before: total / 2, after: total - total / 2 }
    }

    /// Pixels that the border adds to a side.
    pub fn total(self) -> usize {
        self.before + self.after
    }
}

/// A square map `[side, side, channels]` inside its border.
#[derive(Clone, Debug, Default)]
pub struct FeatureMap {
    side: usize,
    channels: usize,
    border: Border,
    /// As long as the largest map that was ever kept here.
    memory: Vec<f32>,
}

/// How the pixels of a map lie in memory: lines of `num_pixels` pixels, each line `length` values long, with
/// `before` values of border before its first pixel.
///
/// A map without a border is taken as lines of one pixel, so that it splits evenly among any number of threads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lines {
    pub num_pixels: usize,
    pub length: usize,
    pub before: usize,
}

impl Lines {
    /// Where the pixels begin, one after the other, from the start of a line.
    pub fn offsets(self, channels: usize) -> Offsets {
        Offsets { lines: self, channels, line: 0, pixel: 0 }
    }
}

/// Counts through the pixels of a map without a division.
pub(crate) struct Offsets {
    lines: Lines,
    channels: usize,
    line: usize,
    pixel: usize,
}

impl Offsets {
    pub fn next_offset(&mut self) -> usize {
        let offset = self.line + self.lines.before + self.pixel * self.channels;
        self.pixel += 1;
        if self.pixel == self.lines.num_pixels {
            (self.pixel, self.line) = (0, self.line + self.lines.length);
        }
        offset
    }
}

impl FeatureMap {
    /// A map of zeros.
    pub fn zeros(side: usize, channels: usize, border: Border) -> Self {
        let mut map = Self::default();
        map.reshape(side, channels, border);
        map
    }

    /// Another shape in the same memory. The border is zero; what is inside it is left undefined.
    pub fn reshape(&mut self, side: usize, channels: usize, border: Border) {
        (self.side, self.channels, self.border) = (side, channels, border);
        let padded = side + border.total();
        let used = self.used_length();
        if self.memory.len() < used {
            self.memory.resize(used, 0.0);
        }
        if border == Border::default() {
            return;
        }
        let row = padded * channels;
        let values = self.values_mut();
        values[..border.before * row].fill(0.0);
        values[(border.before + side) * row..].fill(0.0);
        for line in values.chunks_exact_mut(row) {
            line[..border.before * channels].fill(0.0);
            line[(border.before + side) * channels..].fill(0.0);
        }
    }

    /// Pixels a side, without the border.
    pub fn side(&self) -> usize {
        self.side
    }

    /// What is around the pixels.
    pub fn border(&self) -> Border {
        self.border
    }

    /// Values that fit into its memory.
    pub fn room(&self) -> usize {
        self.memory.len()
    }

    /// Values a pixel.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Pixels without the border.
    pub fn num_pixels(&self) -> usize {
        self.side * self.side
    }

    /// Everything, border included.
    pub fn values(&self) -> &[f32] {
        &self.memory[..self.used_length()]
    }

    /// Everything, border included.
    pub fn values_mut(&mut self) -> &mut [f32] {
        let used = self.used_length();
        &mut self.memory[..used]
    }

    /// The lines that have pixels: everything but the border above and below.
    pub(crate) fn inner_lines_mut(&mut self) -> &mut [f32] {
        let row = self.padded_side() * self.channels;
        let inner = self.border.before * row..(self.border.before + self.side) * row;
        &mut self.memory[inner]
    }

    /// How the pixels lie in `inner_lines_mut`.
    pub(crate) fn lines(&self) -> Lines {
        if self.border == Border::default() {
            return Lines { num_pixels: 1, length: self.channels, before: 0 };
        }
        Lines {
            num_pixels: self.side,
            length: self.padded_side() * self.channels,
            before: self.border.before * self.channels,
        }
    }

    fn used_length(&self) -> usize {
        self.padded_side() * self.padded_side() * self.channels
    }

    /// Pixels in a row, border included.
    pub fn padded_side(&self) -> usize {
        self.side + self.border.total()
    }

    /// Where a pixel (counted row by row, without the border) begins in `values`.
    pub fn offset(&self, pixel: usize) -> usize {
        let (y, x) = (pixel / self.side, pixel % self.side);
        ((y + self.border.before) * self.padded_side() + x + self.border.before) * self.channels
    }

    /// The mean of each channel: `[channels]`.
    pub fn channel_means(&self) -> Vec<f32> {
        let mut sums = vec![0.0; self.channels];
        for pixel in 0..self.num_pixels() {
            let start = self.offset(pixel);
            for (sum, value) in sums.iter_mut().zip(&self.memory[start..start + self.channels]) {
                *sum += value;
            }
        }
        let share = 1.0 / self.num_pixels() as f32;
        sums.into_iter().map(|sum| sum * share).collect()
    }
}
