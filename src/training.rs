//! One epoch at a time: shuffle, batch, loss, step; then evaluation.

use afterimage_kernels::with_threads_awake;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::dataset::{Dataset, Example};
use crate::error::{EngineError, EngineResult};
use crate::features::{FeatureCache, normalise};
use crate::head::Head;
use crate::learner::{Learner, StepReport};
use crate::loss::CrossEntropy;
use crate::metrics;
use crate::protocol::{EpochReport, ExamplePrediction, Movement, Scores, Side, TrainingSettings};

/// A head on its way: its data, its optimiser, and where in the epoch it is.
pub struct Trainer {
    settings: TrainingSettings,
    dataset: Dataset,
    training: LabelledFeatures,
    validation: LabelledFeatures,
    head: Head,
    learner: Learner,
    epoch: u32,
    /// Training rows in this epoch's order.
    order: Vec<usize>,
    num_batches_done: usize,
    /// Sum of the gradient's lengths over the batches of this epoch.
    gradient_norms: f32,
    /// The head before the current epoch, to go back to when the epoch diverges.
    last_good_head: Head,
}

/// What one batch gave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchReport {
    /// Number of batches of this epoch trained so far.
    pub batch: usize,
    pub num_batches: usize,
    /// Mean loss of the batch before the step, with smoothing and class weights.
    pub loss: f32,
}

/// Normalised features and their classes, in rows.
struct LabelledFeatures {
    /// `[examples, feature_length]`
    features: Vec<f32>,
    labels: Vec<usize>,
}

impl Trainer {
    /// A trainer at epoch 0 with a head that knows nothing.
    ///
    /// # Errors
    /// `SettingOutOfRange`, or `BackboneMissing` when an example has no features.
    pub fn new(dataset: Dataset, features: &FeatureCache, settings: TrainingSettings) -> EngineResult<Self> {
        check(&settings)?;
        let hidden_units = settings.hidden_units.map(|units| units as usize);
        let num_classes = dataset.class_ids.len();
        let head = Head::new(features.feature_length(), num_classes, hidden_units, settings.seed);
        let mut trainer = Self {
            training: LabelledFeatures::new(&dataset.training, features)?,
            validation: LabelledFeatures::new(&dataset.validation, features)?,
            learner: learner(&head, &settings, &dataset),
            last_good_head: head.clone(),
            head,
            settings,
            dataset,
            epoch: 0,
            order: Vec::new(),
            num_batches_done: 0,
            gradient_norms: 0.0,
        };
        trainer.begin_epoch();
        Ok(trainer)
    }

    /// The same head, as far as its classes remain, on other data or with other settings.
    ///
    /// Says whether the head was kept: another architecture or seed means starting anew.
    ///
    /// # Errors
    /// As `new`; the trainer is then as it was before.
    pub fn update(
        &mut self,
        dataset: Dataset,
        features: &FeatureCache,
        settings: TrainingSettings,
    ) -> EngineResult<bool> {
        let mut updated = Self::new(dataset, features, settings)?;
        let keeps_head = updated.head.hidden_units() == self.head.hidden_units()
            && updated.settings.seed == self.settings.seed
            && updated.dataset.class_ids.iter().any(|class_id| self.dataset.class_ids.contains(class_id));
        if keeps_head {
            let has_same_classes = updated.dataset.class_ids == self.dataset.class_ids;
            updated.epoch = self.epoch;
            updated.head = if has_same_classes {
                self.head.clone()
            } else {
                self.head.with_classes(&self.dataset.class_ids, &updated.dataset.class_ids)
            };
            updated.last_good_head = updated.head.clone();
            // Momentum belongs to the parameters it was gathered for.
            if has_same_classes && updated.settings.optimiser == self.settings.optimiser {
                updated.learner.remember(self.learner.clone());
            }
            updated.begin_epoch();
        }
        *self = updated;
        Ok(keeps_head)
    }

    /// Puts a saved head in place of the current one; its classes are matched by identifier.
    ///
    /// # Errors
    /// `HeadMismatch` when it has another architecture.
    pub fn take_head(&mut self, head: &Head, class_ids: &[u32], epoch: u32) -> EngineResult<()> {
        if head.hidden_units() != self.head.hidden_units() {
            return Err(EngineError::HeadMismatch);
        }
        self.head = head.with_classes(class_ids, &self.dataset.class_ids);
        self.last_good_head = self.head.clone();
        self.learner = learner(&self.head, &self.settings, &self.dataset);
        self.epoch = epoch;
        self.begin_epoch();
        Ok(())
    }

    /// One step on the next batch.
    ///
    /// # Errors
    /// `TrainingDiverged` when the loss or the head is no longer finite; the head of the last epoch is kept.
    pub fn train_batch(&mut self) -> EngineResult<BatchReport> {
        let batch_size = self.settings.batch_size as usize;
        let start = self.num_batches_done * batch_size;
        let end = (start + batch_size).min(self.order.len());
        let rows = &self.order[start..end];
        let labels: Vec<usize> = rows.iter().map(|&row| self.training.labels[row]).collect();
        let mut features = Vec::with_capacity(rows.len() * self.head.feature_length());
        for &row in rows {
            features.extend_from_slice(self.training.row(row));
        }
        let StepReport { loss, gradient_norm } = self.learner.step(&mut self.head, &features, &labels);
        if !loss.is_finite() {
            return Err(self.go_back());
        }
        self.num_batches_done += 1;
        self.gradient_norms += gradient_norm;
        Ok(BatchReport { batch: self.num_batches_done, num_batches: self.num_batches(), loss })
    }

    /// Trains what is left of the epoch and evaluates.
    ///
    /// # Errors
    /// `TrainingDiverged`, as `train_batch`.
    pub fn train_epoch(&mut self) -> EngineResult<EpochReport> {
        with_threads_awake(|| {
            while self.num_batches_done < self.num_batches() {
                self.train_batch()?;
            }
            self.finish_epoch()
        })
    }

    /// Whether every batch of this epoch is done and `finish_epoch` is next.
    pub fn is_epoch_done(&self) -> bool {
        self.num_batches_done >= self.num_batches()
    }

    /// Evaluates and moves on to the next epoch.
    ///
    /// # Errors
    /// `TrainingDiverged`, as `train_batch`.
    pub fn finish_epoch(&mut self) -> EngineResult<EpochReport> {
        if !self.head.is_finite() {
            return Err(self.go_back());
        }
        let movement = Movement {
            gradient_norm: self.gradient_norms / self.num_batches_done.max(1) as f32,
            update_norm: self.head.squared_distance(&self.last_good_head).sqrt(),
            weight_norm: self.head.squared_length().sqrt(),
        };
        self.epoch += 1;
        self.last_good_head = self.head.clone();
        self.begin_epoch();
        Ok(EpochReport { movement: Some(movement), ..self.evaluate() })
    }

    /// Scores and the confusion matrix of the head as it is.
    pub fn evaluate(&self) -> EpochReport {
        let training_logits = self.head.logits(&self.training.features);
        let validation_logits = self.head.logits(&self.validation.features);
        let num_classes = self.dataset.class_ids.len();
        let validation = metrics::scores(&validation_logits, &self.validation.labels);
        let confusion = match validation {
            Some(_) => metrics::confusion_matrix(&validation_logits, &self.validation.labels, num_classes),
            None => metrics::confusion_matrix(&training_logits, &self.training.labels, num_classes),
        };
        let nothing = Scores { loss: 0.0, accuracy: 0.0, num_examples: 0 };
        EpochReport {
            epoch: self.epoch,
            training: metrics::scores(&training_logits, &self.training.labels).unwrap_or(nothing),
            validation,
            class_ids: self.dataset.class_ids.clone(),
            confusion,
            movement: None,
        }
    }

    /// What the head says about every example it has features for.
    pub fn predictions(&self) -> Vec<ExamplePrediction> {
        let num_classes = self.dataset.class_ids.len();
        let of = |rows: &LabelledFeatures, examples: &[Example], side| {
            let logits = self.head.logits(&rows.features);
            let predict = |(example, row): (&Example, &[f32])| {
                let probabilities = metrics::probabilities(row);
                let best = metrics::index_of_largest(&probabilities);
                ExamplePrediction {
                    example_id: example.example_id,
                    predicted_class_id: self.dataset.class_ids[best],
                    confidence: probabilities[best],
                    side: Some(side),
                }
            };
            examples.iter().zip(logits.chunks_exact(num_classes)).map(predict).collect::<Vec<_>>()
        };
        let mut predictions = of(&self.training, &self.dataset.training, Side::Training);
        predictions.extend(of(&self.validation, &self.dataset.validation, Side::Validation));
        predictions
    }

    /// Every example with its normalised features, those held back last.
    pub fn rows(&self) -> impl Iterator<Item = (&Example, &[f32])> {
        let training = self.dataset.training.iter().enumerate();
        let validation = self.dataset.validation.iter().enumerate();
        training
            .map(|(row, example)| (example, self.training.row(row)))
            .chain(validation.map(|(row, example)| (example, self.validation.row(row))))
    }

    /// The head, for keeping.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// What the head is trained on.
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// Epochs trained so far.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Settings in force.
    pub fn settings(&self) -> &TrainingSettings {
        &self.settings
    }

    /// Batches in an epoch.
    pub fn num_batches(&self) -> usize {
        self.order.len().div_ceil(self.settings.batch_size as usize)
    }

    fn begin_epoch(&mut self) {
        // Seeded by the epoch as well: pausing, or loading a kept head, does not change what comes next.
        let seed = (u64::from(self.settings.seed) << 32) | u64::from(self.epoch);
        self.order = (0..self.training.labels.len()).collect();
        self.order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        self.num_batches_done = 0;
        self.gradient_norms = 0.0;
    }

    fn go_back(&mut self) -> EngineError {
        self.head = self.last_good_head.clone();
        self.learner = learner(&self.head, &self.settings, &self.dataset);
        self.begin_epoch();
        EngineError::TrainingDiverged { epoch: self.epoch }
    }
}

impl LabelledFeatures {
    fn new(examples: &[Example], features: &FeatureCache) -> EngineResult<Self> {
        let mut values = Vec::with_capacity(examples.len() * features.feature_length());
        for example in examples {
            let row = features.get(example.example_id).ok_or(EngineError::BackboneMissing)?;
            values.extend(normalise(row));
        }
        let labels = examples.iter().map(|example| example.class_index).collect();
        Ok(Self { features: values, labels })
    }

    fn row(&self, row: usize) -> &[f32] {
        let length = self.features.len() / self.labels.len();
        &self.features[row * length..(row + 1) * length]
    }
}

fn learner(head: &Head, settings: &TrainingSettings, dataset: &Dataset) -> Learner {
    let loss = CrossEntropy {
        label_smoothing: settings.label_smoothing,
        class_weights: settings.balance_classes.then(|| class_weights(dataset)),
    };
    Learner::new(head, settings, loss)
}

/// Inverse class frequencies with mean 1 over the training examples.
fn class_weights(dataset: &Dataset) -> Vec<f32> {
    let counts = dataset.class_counts();
    let num_present = counts.iter().filter(|count| **count > 0).count();
    let total: usize = counts.iter().sum();
    let weight = |&count: &usize| total as f32 / (num_present as f32 * count.max(1) as f32);
    counts.iter().map(weight).collect()
}

fn check(settings: &TrainingSettings) -> EngineResult<()> {
    let ranges = [
        ("learningRate", (1e-6..=100.0).contains(&settings.learning_rate)),
        ("weightDecay", (0.0..=1.0).contains(&settings.weight_decay)),
        ("batchSize", (1..=4096).contains(&settings.batch_size)),
        ("labelSmoothing", (0.0..=0.5).contains(&settings.label_smoothing)),
        ("hiddenUnits", settings.hidden_units.is_none_or(|units| (1..=1024).contains(&units))),
        ("validationFraction", (0.0..=0.5).contains(&settings.validation_fraction)),
    ];
    match ranges.into_iter().find(|(_, is_inside)| !is_inside) {
        Some((setting, _)) => Err(EngineError::SettingOutOfRange { setting: setting.to_owned() }),
        None => Ok(()),
    }
}
