//! What happens to a sum before it is handed on, and what of a gradient comes back through it.

use crate::FeatureMap;
use crate::lanes::Lanes;

/// What happens to a sum, after a skip was added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// Leave it as it is.
    None,
    /// Clamp to 0 and above.
    Relu,
    /// Clamp to 0 … 6.
    Relu6,
}

impl Activation {
    #[inline(always)]
    pub(crate) fn apply(self, sum: Lanes) -> Lanes {
        match self {
            Self::Relu6 => sum.relu6(),
            Self::Relu => sum.relu(),
            Self::None => sum,
        }
    }

    /// The same for one number.
    #[inline(always)]
    pub(crate) fn of(self, sum: f32) -> f32 {
        match self {
            Self::Relu6 => sum.clamp(0.0, 6.0),
            Self::Relu => sum.max(0.0),
            Self::None => sum,
        }
    }

    /// Whether a change of the sum changes what is handed on, which is `output`.
    pub(crate) fn lets_through(self, output: f32) -> bool {
        match self {
            Self::Relu6 => output > 0.0 && output < 6.0,
            Self::Relu => output > 0.0,
            Self::None => true,
        }
    }
}

impl FeatureMap {
    /// Keeps of this gradient what an activation lets through, given what it handed on. Neither map has a border.
    pub fn through(&mut self, activation: Activation, outputs: &Self) {
        for (gradient, output) in self.values_mut().iter_mut().zip(outputs.values()) {
            if !activation.lets_through(*output) {
                *gradient = 0.0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Activation;
    use crate::lanes::Lanes;
    use crate::{Border, FeatureMap};

    #[test]
    fn a_sum_is_cut_where_it_must_be() {
        for (activation, expected) in [
            (Activation::None, [-1.5, 0.25, 6.0, 9.0]),
            (Activation::Relu, [0.0, 0.25, 6.0, 9.0]),
            (Activation::Relu6, [0.0, 0.25, 6.0, 6.0]),
        ] {
            let mut found = [0.0; 4];
            let sums = [-1.5, 0.25, 6.0, 9.0];
            activation.apply(Lanes::load(&sums)).store(&mut found);
            assert_eq!(found, expected);
            assert_eq!(sums.map(|sum| activation.of(sum)), expected);
        }
    }

    #[test]
    fn a_gradient_comes_through_only_where_nothing_was_cut() {
        let mut outputs = FeatureMap::zeros(1, 5, Border::default());
        outputs.values_mut().copy_from_slice(&[0.0, 0.1, 5.9, 6.0, -1.0]);
        for (activation, expected) in [
            (Activation::None, [1.0, 1.0, 1.0, 1.0, 1.0]),
            (Activation::Relu, [0.0, 1.0, 1.0, 1.0, 0.0]),
            (Activation::Relu6, [0.0, 1.0, 1.0, 0.0, 0.0]),
        ] {
            let mut gradient = outputs.clone();
            gradient.values_mut().fill(1.0);
            gradient.through(activation, &outputs);
            assert_eq!(gradient.values(), expected);
        }
    }
}
