//! What back-propagation needs of maps, besides the convolutions turned around (Rumelhart et al. 1986).

use crate::{Border, FeatureMap, Window};

impl FeatureMap {
    /// The same map without its border.
    #[must_use]
    pub fn without_border(&self) -> Self {
        self.with_border(Border::default())
    }

    /// The same map inside another border.
    #[must_use]
    pub fn with_border(&self, border: Border) -> Self {
        let mut bordered = Self::zeros(self.side(), self.channels(), border);
        for pixel in 0..self.num_pixels() {
            let start = bordered.offset(pixel);
            bordered.values_mut()[start..start + self.channels()].copy_from_slice(self.pixel(pixel));
        }
        bordered
    }

    /// The channels of a pixel, counted row by row without the border.
    pub fn pixel(&self, pixel: usize) -> &[f32] {
        let start = self.offset(pixel);
        &self.values()[start..start + self.channels()]
    }

    /// Holds one channel at zero.
    pub fn silence(&mut self, channel: usize) {
        for pixel in 0..self.num_pixels() {
            let at = self.offset(pixel) + channel;
            self.values_mut()[at] = 0.0;
        }
    }

    /// Adds a map of the same shape; neither has a border.
    pub fn add(&mut self, other: &Self) {
        for (value, other) in self.values_mut().iter_mut().zip(other.values()) {
            *value += other;
        }
    }

    /// Multiplies everything.
    pub fn scale(&mut self, factor: f32) {
        for value in self.values_mut() {
            *value *= factor;
        }
    }

    /// This map is what a block read (`skip`) with what its branch added to it. Makes the branch count `share` times
    /// instead. `skip` has no border.
    pub fn weigh_branch(&mut self, skip: &Self, share: f32) {
        for pixel in 0..self.num_pixels() {
            let start = self.offset(pixel);
            let end = start + self.channels();
            for (value, skip) in self.values_mut()[start..end].iter_mut().zip(skip.pixel(pixel)) {
                *value = skip + share * (*value - skip);
            }
        }
    }

    /// The gradient of a convolution's output with its pixels where the kernel's middle taps stood in an input of
    /// `side`, zeros between them, and the border that the reversed convolution reads.
    #[must_use]
    pub fn spread(&self, side: usize, window: Window) -> Self {
        let Window { kernel, stride, .. } = window;
        let border = window.border(side);
        let reversed = Border { before: kernel - 1 - border.before, after: border.before };
        let mut spread = Self::zeros(side, self.channels(), reversed);
        // Old memory is never reused here, so what lies between the pixels is zero.
        for pixel in 0..self.num_pixels() {
            let (y, x) = (pixel / self.side() * stride, pixel % self.side() * stride);
            let start = spread.offset(y * side + x);
            spread.values_mut()[start..start + self.channels()].copy_from_slice(self.pixel(pixel));
        }
        spread
    }
}

#[cfg(test)]
mod tests {
    use crate::{Activation, Border, Depthwise, FeatureMap, Full, Pointwise, Window};

    fn numbers(count: usize, seed: usize) -> Vec<f32> {
        (0..count).map(|index| ((index * 37 + seed * 101) % 29) as f32 / 14.5 - 1.0).collect()
    }

    fn map(side: usize, channels: usize, border: Border, seed: usize) -> FeatureMap {
        let mut map = FeatureMap::zeros(side, channels, border);
        let values = numbers(side * side * channels, seed);
        for (pixel, values) in values.chunks_exact(channels).enumerate() {
            let start = map.offset(pixel);
            map.values_mut()[start..start + channels].copy_from_slice(values);
        }
        map
    }

    fn dot(one: &FeatureMap, other: &FeatureMap) -> f32 {
        let (one, other) = (one.without_border(), other.without_border());
        one.values().iter().zip(other.values()).map(|(one, other)| one * other).sum()
    }

    /// A linear map and its transpose: `⟨A x, g⟩ = ⟨x, Aᵀ g⟩` for any x and g.
    fn assert_adjoint(output: &FeatureMap, gradient: &FeatureMap, input: &FeatureMap, back: &FeatureMap) {
        let (forward, backward) = (dot(output, gradient), dot(input, back));
        assert!((forward - backward).abs() < 1e-3 * forward.abs().max(1.0), "{forward} {backward}");
    }

    #[test]
    fn reversed_depthwise_is_the_adjoint() {
        for (side, kernel, stride) in [(8, 3, 1), (8, 3, 2), (7, 5, 1), (9, 5, 2), (14, 5, 2), (7, 3, 2)] {
            let weights = numbers(8 * kernel * kernel, 3);
            let layer = Depthwise::new(&weights, &[0.0; 8], kernel, stride, Activation::None);
            let Some(layer) = layer else { unreachable!("the shape is supported") };
            let input = map(side, 8, layer.border(side), 1);
            let mut output = FeatureMap::default();
            layer.run(&input, &mut output);
            let gradient = map(output.side(), 8, Border::default(), 2);
            let mut back = FeatureMap::default();
            layer.reversed().run(&gradient.spread(side, Window::same(kernel, stride)), &mut back);
            assert_adjoint(&output, &gradient, &input, &back);
        }
    }

    #[test]
    fn reversed_full_convolution_is_the_adjoint() {
        let same = [(8, Window::same(3, 2)), (9, Window::same(3, 2)), (6, Window::same(3, 1))];
        let centred =
            [(8, 3, 2), (9, 3, 2), (6, 3, 1), (12, 7, 2), (13, 7, 2), (8, 1, 2), (7, 1, 2), (1, 3, 2)]
                .map(|(side, kernel, stride)| (side, Window::centred(kernel, stride)));
        for (side, window) in same.into_iter().chain(centred) {
            let weights = numbers(8 * 3 * window.kernel * window.kernel, 4);
            let layer = Full::new(&weights, &[0.0; 8], window, Activation::None);
            let input = map(side, 3, layer.border(side), 1);
            let mut output = FeatureMap::default();
            layer.run(&input, None, Border::default(), &mut output);
            let gradient = map(output.side(), 8, Border::default(), 2);
            let mut back = FeatureMap::default();
            layer.reversed().run(&gradient.spread(side, window), None, Border::default(), &mut back);
            assert_adjoint(&output, &gradient, &input, &back);
        }
    }

    #[test]
    fn transposed_pointwise_is_the_adjoint() {
        let layer = Pointwise::new(&numbers(12 * 20, 5), &[0.0; 20], Activation::None);
        let input = map(5, 12, Border::default(), 1);
        let (mut output, mut back) = (FeatureMap::default(), FeatureMap::default());
        layer.run(&input, None, Border::default(), &mut output);
        let gradient = map(5, 20, Border::default(), 2);
        layer.transposed().run(&gradient, None, Border::default(), &mut back);
        assert_adjoint(&output, &gradient, &input, &back);
        assert_eq!(layer.weight(7, 3), numbers(12 * 20, 5)[7 * 12 + 3]);
    }
}
