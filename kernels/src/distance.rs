//! How far the weights and biases of a convolution are from those of another.

use crate::{Depthwise, Full, Pointwise};

impl Pointwise {
    /// Squared distance of all weights and biases; the other layer must have the same shape.
    pub fn squared_distance(&self, other: &Self) -> f32 {
        squared_distance(self.panels.as_flattened(), other.panels.as_flattened())
            + squared_distance(self.bias.as_flattened(), other.bias.as_flattened())
    }
}

impl Depthwise {
    /// Squared distance of all weights and biases; the other layer must have the same shape.
    pub fn squared_distance(&self, other: &Self) -> f32 {
        squared_distance(self.weights.as_flattened(), other.weights.as_flattened())
            + squared_distance(self.bias.as_flattened(), other.bias.as_flattened())
    }
}

impl Full {
    /// Squared distance of all weights and biases; the other layer must have the same shape.
    pub fn squared_distance(&self, other: &Self) -> f32 {
        self.product.squared_distance(&other.product)
    }
}

fn squared_distance(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| (one - other) * (one - other)).sum()
}

#[cfg(test)]
mod tests {
    use crate::{Activation, Depthwise, Full, Pointwise, Window};

    #[test]
    fn every_weight_and_bias_counts() {
        let pointwise = |weight, bias| Pointwise::new(&[weight; 27], &[bias; 3], Activation::None);
        assert!(
            (pointwise(1.0, 0.5).squared_distance(&pointwise(3.0, 1.5)) - (27.0 * 4.0 + 3.0)).abs() < 1e-3
        );
        let full =
            |weight, bias| Full::new(&[weight; 8 * 27], &[bias; 8], Window::same(3, 2), Activation::None);
        assert!((full(1.0, 0.5).squared_distance(&full(3.0, 1.5)) - (8.0 * 27.0 * 4.0 + 8.0)).abs() < 1e-2);
        let depthwise = |weight, bias| Depthwise::new(&[weight; 72], &[bias; 8], 3, 1, Activation::None);
        let (Some(one), Some(other)) = (depthwise(1.0, 0.5), depthwise(3.0, 1.5)) else {
            unreachable!("the shape is supported")
        };
        assert!((one.squared_distance(&other) - (72.0 * 4.0 + 8.0)).abs() < 1e-3);
    }
}
