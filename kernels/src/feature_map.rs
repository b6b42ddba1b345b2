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
    values: Vec<f32>,
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
        self.values.resize(padded * padded * channels, 0.0);
        let row = padded * channels;
        self.values[..border.before * row].fill(0.0);
        self.values[(border.before + side) * row..].fill(0.0);
        for line in self.values.chunks_exact_mut(row) {
            line[..border.before * channels].fill(0.0);
            line[(border.before + side) * channels..].fill(0.0);
        }
    }

    /// Pixels a side, without the border.
    pub fn side(&self) -> usize {
        self.side
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
        &self.values
    }

    /// Everything, border included.
    pub fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
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
            for (sum, value) in sums.iter_mut().zip(&self.values[start..start + self.channels]) {
                *sum += value;
            }
        }
        let share = 1.0 / self.num_pixels() as f32;
        sums.into_iter().map(|sum| sum * share).collect()
    }
}
