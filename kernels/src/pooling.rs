//! Max pooling: of each channel the largest value in a square, and the way back to where it was.

use std::ops::Range;

use crate::{Border, FeatureMap, Window};

/// A max pool; it has no weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxPool {
    window: Window,
}

impl MaxPool {
    /// What is beyond the edge is never the largest.
    pub fn new(window: Window) -> Self {
        Self { window }
    }

    /// The square it looks at.
    pub fn window(&self) -> Window {
        self.window
    }

    /// `input` → `output` of `ceil(side / stride)` pixels a side, with `border`.
    pub fn run(&self, input: &FeatureMap, border: Border, output: &mut FeatureMap) {
        let (side, channels) = (self.window.side_out(input.side()), input.channels());
        output.reshape(side, channels, border);
        for pixel in 0..side * side {
            let start = output.offset(pixel);
            let largest = &mut output.values_mut()[start..start + channels];
            largest.fill(f32::NEG_INFINITY);
            self.for_each_tap(input.side(), pixel, |tap| {
                for (largest, value) in largest.iter_mut().zip(input.pixel(tap)) {
                    *largest = largest.max(*value);
                }
            });
        }
    }

    /// Where in `input` the largest value of a square is, as a pixel; of equal ones the first, as in PyTorch.
    pub fn place_of_largest(&self, input: &FeatureMap, pixel: usize, channel: usize) -> usize {
        let mut found = (f32::NEG_INFINITY, 0);
        self.for_each_tap(input.side(), pixel, |tap| {
            let value = input.pixel(tap)[channel];
            if value > found.0 {
                found = (value, tap);
            }
        });
        found.1
    }

    /// The gradient of what it read, without a border, given the gradient of what it gave: each value's belongs to
    /// the place that was the largest.
    pub fn back(&self, input: &FeatureMap, gradient: &FeatureMap) -> FeatureMap {
        let channels = input.channels();
        let mut back = FeatureMap::zeros(input.side(), channels, Border::default());
        let (mut largest, mut places) = (vec![0.0; channels], vec![0; channels]);
        for pixel in 0..gradient.num_pixels() {
            largest.fill(f32::NEG_INFINITY);
            self.for_each_tap(input.side(), pixel, |tap| {
                let found = largest.iter_mut().zip(&mut places);
                for ((largest, place), value) in found.zip(input.pixel(tap)) {
                    if *value > *largest {
                        (*largest, *place) = (*value, tap);
                    }
                }
            });
            let values = back.values_mut();
            for (channel, (place, gradient)) in places.iter().zip(gradient.pixel(pixel)).enumerate() {
                values[place * channels + channel] += gradient;
            }
        }
        back
    }

    /// The pixels of an input of `side` that one output looks at, row by row.
    fn for_each_tap(&self, side: usize, pixel: usize, mut visit: impl FnMut(usize)) {
        let before = self.window.border(side).before;
        let taps = |place: usize| -> Range<usize> {
            let start = place * self.window.stride;
            start.saturating_sub(before)..(start + self.window.kernel - before).min(side)
        };
        let side_out = self.window.side_out(side);
        for row in taps(pixel / side_out) {
            for column in taps(pixel % side_out) {
                visit(row * side + column);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MaxPool;
    use crate::{Border, FeatureMap, Window};

    fn map(side: usize, channels: usize, seed: usize) -> FeatureMap {
        let mut map = FeatureMap::zeros(side, channels, Border::default());
        for (index, value) in map.values_mut().iter_mut().enumerate() {
            *value = ((index * 7919 + seed * 104_729) % 10_007) as f32 / 5000.0 - 1.0;
        }
        map
    }

    /// One value written out, with coordinates that may lie beyond the edge.
    fn plain(input: &FeatureMap, [row, column, channel]: [usize; 3], before: usize) -> f32 {
        let side = input.side() as i64;
        let mut largest = f32::NEG_INFINITY;
        for (down, right) in (0..9).map(|tap| (tap / 3, tap % 3)) {
            let at = |place: usize, tap: i64| place as i64 * 2 + tap - before as i64;
            let (y, x) = (at(row, down), at(column, right));
            if (0..side).contains(&y) && (0..side).contains(&x) {
                largest = largest.max(input.pixel((y * side + x) as usize)[channel]);
            }
        }
        largest
    }

    #[test]
    fn every_value_is_the_largest_of_its_square() {
        for side in [1, 2, 7, 8, 13] {
            for (window, before) in [(Window::centred(3, 2), 1), (Window::same(3, 2), side % 2)] {
                let input = map(side, 6, 1);
                let mut output = FeatureMap::default();
                MaxPool::new(window).run(&input, Border { before: 1, after: 1 }, &mut output);
                assert_eq!((output.side(), output.padded_side()), (side.div_ceil(2), side.div_ceil(2) + 2));
                for pixel in 0..output.num_pixels() {
                    for channel in 0..6 {
                        let place = [pixel / output.side(), pixel % output.side(), channel];
                        assert_eq!(
                            output.pixel(pixel)[channel],
                            plain(&input, place, before),
                            "{side} {place:?}"
                        );
                    }
                }
            }
        }
    }

    /// `⟨output, g⟩` is linear in the input as long as the largest stay the largest.
    #[test]
    fn the_way_back_is_the_slope() {
        let pool = MaxPool::new(Window::centred(3, 2));
        for side in [7, 8] {
            let input = map(side, 4, 2);
            let mut output = FeatureMap::default();
            pool.run(&input, Border::default(), &mut output);
            let gradient = map(output.side(), 4, 3);
            let back = pool.back(&input, &gradient);
            let dot = |output: &FeatureMap| -> f64 {
                let pairs = output.values().iter().zip(gradient.values());
                pairs.map(|(value, gradient)| f64::from(*value) * f64::from(*gradient)).sum()
            };
            for at in (0..input.values().len()).step_by(5) {
                let mut moved = input.clone();
                // Less than the values of the map lie apart.
                moved.values_mut()[at] += 1e-4;
                let mut after = FeatureMap::default();
                pool.run(&moved, Border::default(), &mut after);
                let slope = (dot(&after) - dot(&output)) / 1e-4;
                assert!((slope - f64::from(back.values()[at])).abs() < 5e-3, "{at}: {slope}");
            }
            let [of_input, of_output] = [&back, &gradient].map(|map| map.values().iter().sum::<f32>());
            assert!((of_input - of_output).abs() < 1e-3, "nothing is lost or told twice");
        }
    }

    #[test]
    fn of_equal_values_the_first_counts() {
        let mut input = FeatureMap::zeros(3, 1, Border::default());
        input.values_mut().fill(2.0);
        let mut gradient = FeatureMap::zeros(2, 1, Border::default());
        gradient.values_mut().copy_from_slice(&[1.0, 2.0, 3.0, 4.0]);
        let pool = MaxPool::new(Window::centred(3, 2));
        let back = pool.back(&input, &gradient);
        assert_eq!(back.values(), [1.0, 2.0, 0.0, 3.0, 4.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!([0, 1, 2, 3].map(|pixel| pool.place_of_largest(&input, pixel, 0)), [0, 1, 3, 4]);
    }
}
