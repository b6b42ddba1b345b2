//! Which places of a picture speak for which class: the class activation map of Zhou et al. 2016, section 2.
//!
//! Features are the mean of the last map over its places, scaled by one factor a picture, and the head is
//! linear in them. So a logit is its bias plus one exact contribution of each place, with nothing left over:
//! `logit[c] = bias[c] + Σ_place (factor / places) Σ_neuron map[place, neuron] weight[neuron, c]`.

use crate::features::normalising_factor;
use crate::head::Head;
use crate::protocol::{ClassEvidence, Floats};

/// The backbone's last map, before pooling.
#[derive(Clone, Debug, PartialEq)]
pub struct FinalMap {
    /// Places a side.
    pub grid_side: usize,
    /// `[grid_side × grid_side, neurons]`, place by place.
    pub values: Vec<f32>,
}

impl FinalMap {
    /// The mean over the places: the picture's features.
    pub fn features(&self) -> Vec<f32> {
        let num_places = self.grid_side * self.grid_side;
        let num_neurons = self.values.len() / num_places.max(1);
        let mut features = vec![0.0; num_neurons];
        for place in self.values.chunks_exact(num_neurons.max(1)) {
            for (feature, value) in features.iter_mut().zip(place) {
                *feature += value / num_places as f32;
            }
        }
        features
    }
}

/// The evidence of each place for each class; `None` for a head with a hidden layer, where it is not a sum.
///
/// `features` are those of `map`, which whoever classifies the picture has already.
pub fn class_evidence(
    map: &FinalMap,
    features: &[f32],
    head: &Head,
    class_ids: &[u32],
) -> Option<ClassEvidence> {
    let layer = head.linear_layer()?;
    let num_classes = class_ids.len();
    let num_neurons = layer.weight.0.len() / num_classes.max(1);
    let num_places = map.grid_side * map.grid_side;
    let share = normalising_factor(features) / num_places as f32;
    let mut places = vec![0.0; num_classes * num_places];
    for (place, activations) in map.values.chunks_exact(num_neurons.max(1)).enumerate() {
        for (activation, weights) in activations.iter().zip(layer.weight.0.chunks_exact(num_classes)) {
            // After a ReLU about half of the activations are zero.
            if *activation > 0.0 {
                for (class, weight) in weights.iter().enumerate() {
                    places[class * num_places + place] += share * activation * weight;
                }
            }
        }
    }
    let of_class = places.chunks_exact(num_places.max(1)).map(|places| places.iter().sum::<f32>());
    let logits = of_class.zip(&layer.bias.0).map(|(sum, bias)| sum + bias).collect();
    Some(ClassEvidence {
        grid_side: map.grid_side as u32,
        places: Floats(places),
        biases: layer.bias,
        logits: Floats(logits),
    })
}
