//! A score of a linear head as the sum of what single neurons add to it, with nothing left over.

use crate::features::normalising_factor;
use crate::head::Head;
use crate::protocol::{Floats, WeighedNeurons};

/// The neurons that add most to the score of class `class` of `class_ids`, or to its lead over `against`; both are
/// positions in `class_ids`. `None` for a head with a hidden layer.
///
/// `features` are the picture's, as the backbone gives them.
pub fn weighed_neurons(
    features: &[f32],
    head: &Head,
    class_ids: &[u32],
    class: usize,
    against: Option<usize>,
    most: usize,
) -> Option<WeighedNeurons> {
    let layer = head.linear_layer()?;
    let num_classes = class_ids.len();
    let factor = normalising_factor(features);
    let lead = |values: &[f32]| values[class] - against.map_or(0.0, |against| values[against]);
    let weights: Vec<f32> = layer.weight.0.chunks_exact(num_classes).map(lead).collect();
    let shares: Vec<f32> =
        features.iter().zip(&weights).map(|(feature, weight)| feature * factor * weight).collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|one, other| shares[*other].abs().total_cmp(&shares[*one].abs()));
    let rest = order.iter().skip(most).map(|neuron| shares[*neuron]).sum::<f32>();
    order.truncate(most);
    let pick = |values: &[f32]| Floats(order.iter().map(|neuron| values[*neuron]).collect());
    let bias = lead(&layer.bias.0);
    let shares = pick(&shares);
    Some(WeighedNeurons {
        class_id: class_ids[class],
        against: against.map(|against| class_ids[against]),
        neurons: order.iter().map(|neuron| *neuron as u32).collect(),
        activations: pick(features),
        weights: pick(&weights),
        rest,
        bias,
        score: shares.0.iter().sum::<f32>() + rest + bias,
        shares,
    })
}
