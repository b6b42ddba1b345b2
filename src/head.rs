//! The small model on top of the features: one linear layer, or two with ReLU between them.

use afterimage_kernels::Dense;
use rand::Rng;
use rand::distr::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::error::{EngineError, EngineResult};
use crate::protocol::{Floats, SavedHead, SavedLayer};

/// Maps normalised features to one logit a class.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Followed by ReLU.
    pub(crate) hidden: Option<Dense>,
    pub(crate) output: Dense,
}

impl Head {
    /// A head that knows nothing. The output layer starts at zero, so that every class starts equally
    /// likely; a hidden layer starts uniform in ±sqrt(6 / inputs) (He et al. 2015, section 2.2).
    pub fn new(feature_length: usize, num_classes: usize, hidden_units: Option<usize>, seed: u32) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(u64::from(seed));
        let hidden = hidden_units.map(|units| {
            let weight = he_uniform(feature_length * units, feature_length, &mut random);
            Dense::new(&weight, &vec![0.0; units])
        });
        let inputs = hidden_units.unwrap_or(feature_length);
        let output = Dense::new(&vec![0.0; inputs * num_classes], &vec![0.0; num_classes]);
        Self { hidden, output }
    }

    /// `[examples, feature_length]` → `[examples, num_classes]`, row by row.
    pub fn logits(&self, features: &[f32]) -> Vec<f32> {
        let padded = match &self.hidden {
            Some(_) => self.output.forward(&self.hidden_outputs(features)),
            None => self.output.forward(features),
        };
        without_padding(&self.output, &padded)
    }

    /// What the hidden layer makes of normalised features, `[hidden units]` an example; nothing without one.
    pub fn hidden_outputs(&self, features: &[f32]) -> Vec<f32> {
        let outputs = |hidden: &Dense| without_padding(hidden, &activated(hidden.forward(features)));
        self.hidden.as_ref().map(outputs).unwrap_or_default()
    }

    /// How the logits, each times its number in `direction` (`[num_classes]`), grow with each feature of one example:
    /// `[feature_length]`, at `features` of the same length.
    pub fn feature_gradient(&self, features: &[f32], direction: &[f32]) -> Vec<f32> {
        let mut deltas = direction.to_vec();
        deltas.resize(self.output.stride(), 0.0);
        let through = self.output.backward(&deltas);
        let Some(hidden) = &self.hidden else { return through };
        let outputs = hidden.forward(features);
        let passed = through.iter().zip(&outputs);
        let mut deltas: Vec<f32> =
            passed.map(|(delta, output)| if *output > 0.0 { *delta } else { 0.0 }).collect();
        deltas.resize(hidden.stride(), 0.0);
        hidden.backward(&deltas)
    }

    /// Squared distance of all weights and biases from those of another head; infinite when it has another shape.
    pub fn squared_distance(&self, other: &Self) -> f32 {
        let hidden = match (&self.hidden, &other.hidden) {
            (Some(one), Some(other)) => one.squared_distance(other),
            (None, None) => 0.0,
            _ => f32::INFINITY,
        };
        hidden + self.output.squared_distance(&other.output)
    }

    /// Squared length of all weights and biases.
    pub fn squared_length(&self) -> f32 {
        self.hidden.iter().chain([&self.output]).map(Dense::squared_length).sum()
    }

    /// Length of a row it takes.
    pub fn feature_length(&self) -> usize {
        self.hidden.as_ref().unwrap_or(&self.output).inputs()
    }

    /// The hidden layer's width; `None` for a linear head.
    pub fn hidden_units(&self) -> Option<usize> {
        self.hidden.as_ref().map(Dense::outputs)
    }

    /// The weights from features to logits; `None` when a hidden layer stands between them.
    pub fn linear_layer(&self) -> Option<SavedLayer> {
        self.hidden.is_none().then(|| saved_layer(&self.output))
    }

    /// Weights and biases.
    pub fn num_numbers(&self) -> usize {
        self.hidden.iter().chain([&self.output]).map(|layer| (layer.inputs() + 1) * layer.outputs()).sum()
    }

    /// Whether every weight is a finite number.
    pub fn is_finite(&self) -> bool {
        self.hidden.iter().chain([&self.output]).all(Dense::is_finite)
    }

    /// The same head for another list of classes: a class that stays keeps its column, wherever it stood;
    /// a new one starts at zero.
    pub fn with_classes(&self, old_class_ids: &[u32], new_class_ids: &[u32]) -> Self {
        let old = saved_layer(&self.output);
        let num_old = old_class_ids.len();
        let num_inputs = old.weight.0.len() / num_old.max(1);
        let old_columns: Vec<Option<usize>> = new_class_ids
            .iter()
            .map(|new_id| old_class_ids.iter().position(|old_id| old_id == new_id))
            .collect();
        let rows = (0..num_inputs).flat_map(|row| {
            let old_weights = &old.weight.0;
            old_columns
                .iter()
                .map(move |column| column.map_or(0.0, |column| old_weights[row * num_old + column]))
        });
        let weight: Vec<f32> = rows.collect();
        let bias: Vec<f32> =
            old_columns.iter().map(|column| column.map_or(0.0, |column| old.bias.0[column])).collect();
        Self { hidden: self.hidden.clone(), output: Dense::new(&weight, &bias) }
    }

    /// The head as plain numbers.
    pub fn save(&self, fingerprint: &str, class_ids: &[u32], epoch: u32) -> SavedHead {
        SavedHead {
            fingerprint: fingerprint.to_owned(),
            class_ids: class_ids.to_vec(),
            epoch,
            hidden: self.hidden.as_ref().map(saved_layer),
            output: saved_layer(&self.output),
            tail: None,
        }
    }

    /// A head from plain numbers.
    ///
    /// # Errors
    /// `HeadMismatch` when the numbers do not fit the classes or the feature length.
    pub fn restore(saved: &SavedHead, feature_length: usize) -> EngineResult<Self> {
        let layer = |layer: &SavedLayer, inputs: usize| {
            let outputs = layer.bias.0.len();
            if outputs == 0 || layer.weight.0.len() != inputs * outputs {
                return Err(EngineError::HeadMismatch);
            }
            Ok(Dense::new(&layer.weight.0, &layer.bias.0))
        };
        let hidden = saved.hidden.as_ref().map(|hidden| layer(hidden, feature_length)).transpose()?;
        let inputs = saved.hidden.as_ref().map_or(feature_length, |hidden| hidden.bias.0.len());
        let head = Self { hidden, output: layer(&saved.output, inputs)? };
        if saved.output.bias.0.len() != saved.class_ids.len() || !head.is_finite() {
            return Err(EngineError::HeadMismatch);
        }
        Ok(head)
    }
}

/// ReLU.
pub(crate) fn activated(mut values: Vec<f32>) -> Vec<f32> {
    for value in &mut values {
        *value = value.max(0.0);
    }
    values
}

/// The layer's rows without what fills them up.
pub(crate) fn without_padding(layer: &Dense, rows: &[f32]) -> Vec<f32> {
    rows.chunks_exact(layer.stride()).flat_map(|row| row[..layer.outputs()].iter().copied()).collect()
}

fn saved_layer(layer: &Dense) -> SavedLayer {
    SavedLayer { weight: Floats(layer.weight()), bias: Floats(layer.bias().to_vec()) }
}

fn he_uniform(count: usize, inputs: usize, random: &mut impl Rng) -> Vec<f32> {
    let bound = (6.0 / inputs as f32).sqrt();
    match Uniform::new_inclusive(-bound, bound) {
        Ok(uniform) => uniform.sample_iter(random).take(count).collect(),
        Err(_) => vec![0.0; count],
    }
}
