//! Normalised features and their classes, in rows, and which rows are those of the network as it is.

use crate::dataset::Example;
use crate::error::{EngineError, EngineResult};
use crate::features::{FeatureCache, normalise};

/// One row an example, in the order of the dataset.
#[derive(Debug)]
pub struct LabelledFeatures {
    feature_length: usize,
    /// `[examples, feature_length]`
    features: Vec<f32>,
    labels: Vec<usize>,
    is_stale: Vec<bool>,
}

impl LabelledFeatures {
    /// Rows as the pretrained network gave them.
    ///
    /// # Errors
    /// `BackboneMissing` when an example has no features.
    pub fn new(examples: &[Example], features: &FeatureCache) -> EngineResult<Self> {
        let feature_length = features.feature_length();
        let mut values = Vec::with_capacity(examples.len() * feature_length);
        for example in examples {
            let row = features.get(example.example_id).ok_or(EngineError::BackboneMissing)?;
            values.extend(normalise(row));
        }
        let labels = examples.iter().map(|example| example.class_index).collect();
        Ok(Self { feature_length, features: values, labels, is_stale: vec![false; examples.len()] })
    }

    /// All rows.
    pub fn features(&self) -> &[f32] {
        &self.features
    }

    /// The class of each row.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// One row.
    pub fn row(&self, row: usize) -> &[f32] {
        &self.features[row * self.feature_length..(row + 1) * self.feature_length]
    }

    /// Puts newer features in a row; it is then no longer stale.
    pub fn set_row(&mut self, row: usize, features: &[f32]) {
        self.features[row * self.feature_length..(row + 1) * self.feature_length].copy_from_slice(features);
        self.is_stale[row] = false;
    }

    /// The network has changed: rows stay as they are until they are set.
    pub fn make_all_stale(&mut self) {
        self.is_stale.fill(true);
    }

    /// Whether the network has changed since a row was set.
    pub fn is_stale(&self, row: usize) -> bool {
        self.is_stale[row]
    }

    /// Rows that are to be set, in order.
    pub fn stale_rows(&self) -> impl Iterator<Item = usize> {
        self.is_stale.iter().enumerate().filter_map(|(row, is_stale)| is_stale.then_some(row))
    }

    /// Whether every number is finite.
    pub fn is_finite(&self) -> bool {
        self.features.iter().all(|value| value.is_finite())
    }
}
