//! The cache of features: one vector for each example, so that no picture is looked at twice.

use std::collections::HashMap;

use crate::error::{EngineError, EngineResult};

/// Features by example, as the backbone gave them (not normalised).
#[derive(Debug)]
pub struct FeatureCache {
    feature_length: usize,
    rows: HashMap<u32, Vec<f32>>,
}

impl FeatureCache {
    /// An empty cache for vectors of this length.
    pub fn new(feature_length: usize) -> Self {
        Self { feature_length, rows: HashMap::new() }
    }

    /// Length of one example's features.
    pub fn feature_length(&self) -> usize {
        self.feature_length
    }

    /// Remembers one row an example; a row that was there before is replaced.
    ///
    /// # Errors
    /// `FeaturesMalformed` when there are not exactly `example_ids.len() × feature_length` values.
    pub fn insert(&mut self, example_ids: &[u32], features: &[f32]) -> EngineResult<()> {
        let expected_values = example_ids.len() * self.feature_length;
        if features.len() != expected_values {
            return Err(EngineError::FeaturesMalformed {
                expected_values: expected_values as u32,
                found_values: features.len() as u32,
            });
        }
        for (&example_id, row) in example_ids.iter().zip(features.chunks_exact(self.feature_length)) {
            self.rows.insert(example_id, row.to_vec());
        }
        Ok(())
    }

    /// Drops these examples and says how many were there.
    pub fn remove(&mut self, example_ids: &[u32]) -> usize {
        example_ids.iter().filter(|example_id| self.rows.remove(example_id).is_some()).count()
    }

    /// The features of one example, if it was embedded.
    pub fn get(&self, example_id: u32) -> Option<&[f32]> {
        self.rows.get(&example_id).map(Vec::as_slice)
    }
}

/// Scales a feature vector to length `NORMALISED_LENGTH`.
///
/// Pooled features of a well-lit picture are several times longer than those of a dim one; the direction
/// is what tells classes apart. One factor for the whole vector keeps a logit an exact sum over neurons.
pub fn normalise(features: &[f32]) -> impl Iterator<Item = f32> {
    let factor = normalising_factor(features);
    features.iter().map(move |value| value * factor)
}

/// What `normalise` multiplies by.
pub fn normalising_factor(features: &[f32]) -> f32 {
    let length = features.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 { NORMALISED_LENGTH / length } else { 0.0 }
}

/// Chosen together with the default learning rate; see `lab/README.md`.
pub const NORMALISED_LENGTH: f32 = 10.0;
