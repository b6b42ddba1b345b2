//! The square that a convolution or a pooling moves over a map, and the border that the map needs for it.

use crate::Border;

/// A square of `kernel` pixels a side, moved by `stride` from one output to the next.
///
/// Either padding gives `ceil(side / stride)` outputs a side; they differ in where the first square begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub kernel: usize,
    pub stride: usize,
    pub padding: Padding,
}

/// Where the zeros around a map go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Padding {
    /// TensorFlow's SAME: as few as possible, and where their number is odd the extra one comes last.
    Same,
    /// PyTorch's `padding = kernel / 2`: the first square has its middle on the first pixel.
    Centred,
}

impl Window {
    /// Padded as TensorFlow does it.
    pub const fn same(kernel: usize, stride: usize) -> Self {
        Self { kernel, stride, padding: Padding::Same }
    }

    /// Padded as PyTorch's networks do it.
    pub const fn centred(kernel: usize, stride: usize) -> Self {
        Self { kernel, stride, padding: Padding::Centred }
    }

    /// Squares a side of a map of `side` pixels.
    pub fn side_out(self, side: usize) -> usize {
        side.div_ceil(self.stride)
    }

    /// The border that a map of `side` pixels needs, with no pixel that is never read.
    pub fn border(self, side: usize) -> Border {
        let same = Border::same(side, self.kernel, self.stride);
        match self.padding {
            Padding::Same => same,
            Padding::Centred => {
                let before = self.kernel / 2;
                Border { before, after: same.total().saturating_sub(before) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Window;
    use crate::Border;

    #[test]
    fn every_square_lies_within_the_border_and_the_last_one_ends_where_it_must() {
        for (kernel, stride) in [(1, 1), (1, 2), (3, 1), (3, 2), (5, 2), (7, 2)] {
            for side in 1..20 {
                for window in [Window::same(kernel, stride), Window::centred(kernel, stride)] {
                    let border = window.border(side);
                    let end = (window.side_out(side) - 1) * stride + kernel;
                    assert!(end <= side + border.total(), "{window:?} on {side}");
                }
                // PyTorch's count of outputs for a padding of kernel / 2.
                let outputs = (side + 2 * (kernel / 2) - kernel) / stride + 1;
                assert_eq!(Window::centred(kernel, stride).side_out(side), outputs);
            }
        }
    }

    #[test]
    fn the_paddings_differ_only_where_an_even_side_is_halved() {
        assert_eq!(Window::same(3, 2).border(8), Border { before: 0, after: 1 });
        assert_eq!(Window::centred(3, 2).border(8), Border { before: 1, after: 0 });
        assert_eq!(Window::centred(7, 2).border(224), Border { before: 3, after: 2 });
        for side in [7, 9] {
            assert_eq!(Window::same(3, 2).border(side), Window::centred(3, 2).border(side));
            assert_eq!(Window::same(3, 1).border(side), Window::centred(3, 1).border(side));
        }
    }
}
