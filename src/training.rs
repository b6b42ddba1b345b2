//! One epoch at a time: shuffle, batch, loss, step; then evaluation.

mod evaluation;
mod looking;
mod on_gpu;
mod settings_check;

use afterimage_kernels::with_threads_awake;
use rand::Rng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::backbone::BranchShares;
use crate::cut_maps::Variation;
use crate::dataset::{Dataset, Example};
use crate::error::{EngineError, EngineResult};
use crate::features::FeatureCache;
use crate::head::Head;
use crate::labelled_features::LabelledFeatures;
use crate::learner::{Learner, StepReport};
use crate::loss::CrossEntropy;
use crate::protocol::{EpochReport, Movement, TrainingSettings};
use crate::schedule::rate_factor;
use crate::tail::Tail;

use self::looking::check_at_hand;
use self::settings_check::check;

pub use self::looking::Progress;
pub use self::settings_check::{
    check_augmentation, check_batch_norm, check_first_block, check_stochastic_depth,
};

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
    /// Which variation of each training row this epoch shows; 0 is the picture itself.
    variations: Vec<u32>,
    num_batches_done: usize,
    /// Sums over the batches of this epoch: of the gradient's lengths, and of the losses of all their pictures.
    gradient_norms: f32,
    losses: f64,
    /// The head before the current epoch, to go back to when the epoch diverges.
    last_good_head: Head,
    /// Absent while the backbone is the pretrained one.
    tail: Option<Tail>,
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

/// What the next step trains on.
struct Batch {
    rows: Vec<usize>,
    pictures: Vec<Variation>,
    labels: Vec<usize>,
    weights: Vec<f32>,
    /// Where the schedule is.
    rate_factor: f32,
    /// How much the branches of learning blocks count for each picture.
    shares: Vec<BranchShares>,
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
            variations: Vec::new(),
            num_batches_done: 0,
            gradient_norms: 0.0,
            losses: 0.0,
            tail: None,
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
            && begins_from_scratch(&updated.settings) == begins_from_scratch(&self.settings)
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
            if let Some(mut tail) = self.tail.take() {
                tail.change_settings(updated.settings.tuning, &updated.settings);
                updated.take_tail(tail, self);
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
        let Batch { rows, pictures, labels, weights, rate_factor, shares } = self.next_batch();
        let weights = Some(weights.as_slice());
        self.learner.set_rate_factor(rate_factor);
        let report = match &mut self.tail {
            Some(tail) if tail.learns() => {
                tail.set_rate_factor(rate_factor);
                check_at_hand(tail, &self.dataset, &pictures)?;
                tail.set_branch_shares(shares);
                let report = tail.step(&mut self.head, &mut self.learner, &pictures, &labels, weights)?;
                self.training.make_all_stale();
                self.validation.make_all_stale();
                report
            }
            _ => {
                let mut features = Vec::with_capacity(rows.len() * self.head.feature_length());
                for row in rows {
                    features.extend_from_slice(self.training.row(row));
                }
                self.learner.step(&mut self.head, &features, &labels, weights)
            }
        };
        self.end_batch(report)
    }

    fn next_batch(&self) -> Batch {
        let batch_size = self.settings.batch_size as usize;
        let start = self.num_batches_done * batch_size;
        let end = (start + batch_size).min(self.order.len());
        let rows = &self.order[start..end];
        let examples = || rows.iter().map(|&row| &self.dataset.training[row]);
        let part = self.num_batches_done as f32 / self.num_batches().max(1) as f32;
        let variations = rows.iter().map(|&row| self.variations[row]);
        Batch {
            rows: rows.to_vec(),
            pictures: examples().map(|example| example.example_id).zip(variations).collect(),
            labels: rows.iter().map(|&row| self.training.labels()[row]).collect(),
            weights: examples().map(|example| example.weight).collect(),
            rate_factor: rate_factor(self.settings.schedule.as_ref(), self.epoch as f32 + part),
            shares: self.draw_branch_shares(rows.len()),
        }
    }

    /// Seeded by the batch as well, so that a step that is asked for again is the same one.
    fn draw_branch_shares(&self, num_pictures: usize) -> Vec<BranchShares> {
        let mut random = self.random_of_epoch();
        random.set_stream(1 + self.num_batches_done as u64);
        self.tail.as_ref().map_or_else(Vec::new, |tail| tail.draw_branch_shares(num_pictures, &mut random))
    }

    fn end_batch(&mut self, report: StepReport) -> EngineResult<BatchReport> {
        let StepReport { loss, gradient_norm } = report;
        if !loss.is_finite() {
            return Err(self.go_back());
        }
        let batch_size = self.settings.batch_size as usize;
        let num_pictures = batch_size.min(self.order.len() - self.num_batches_done * batch_size);
        self.losses += f64::from(loss) * num_pictures as f64;
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
            while !self.is_epoch_done() {
                self.step()?;
            }
            self.finish_epoch()
        })
    }

    /// Whether every batch of this epoch is done and `finish_epoch` is next.
    pub fn is_epoch_done(&self) -> bool {
        self.num_batches_done >= self.num_batches() && (self.tail.is_none() || self.num_stale() == 0)
    }

    /// Evaluates and moves on to the next epoch.
    ///
    /// # Errors
    /// `TrainingDiverged`, as `train_batch`.
    pub fn finish_epoch(&mut self) -> EngineResult<EpochReport> {
        let is_finite = |rows: &LabelledFeatures| self.tail.is_none() || rows.is_finite();
        if !self.head.is_finite() || !is_finite(&self.training) || !is_finite(&self.validation) {
            return Err(self.go_back());
        }
        let movement = Movement {
            batch_loss: (self.losses / self.order.len().max(1) as f64) as f32,
            gradient_norm: self.gradient_norms / self.num_batches_done.max(1) as f32,
            update_norm: self.head.squared_distance(&self.last_good_head).sqrt(),
            weight_norm: self.head.squared_length().sqrt(),
            layers: self.tail.as_mut().map(Tail::finish_epoch).unwrap_or_default(),
        };
        self.epoch += 1;
        self.last_good_head = self.head.clone();
        self.begin_epoch();
        Ok(EpochReport { movement: Some(movement), ..self.evaluate() })
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
        self.order = (0..self.training.labels().len()).collect();
        let mut random = self.random_of_epoch();
        self.order.shuffle(&mut random);
        let (tail, epoch) = (self.tail.as_ref(), self.epoch);
        let variation = |random| tail.map_or(0, |tail| tail.variation(random, epoch));
        self.variations = self.order.iter().map(|_| variation(random.next_u32())).collect();
        self.num_batches_done = 0;
        self.gradient_norms = 0.0;
        self.losses = 0.0;
    }

    /// Seeded by the epoch as well: pausing, or loading a kept head, does not change what comes next.
    fn random_of_epoch(&self) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64((u64::from(self.settings.seed) << 32) | u64::from(self.epoch))
    }

    fn go_back(&mut self) -> EngineError {
        self.begin_epoch_anew();
        EngineError::TrainingDiverged { epoch: self.epoch }
    }

    /// Forgets what was learned in this epoch.
    pub fn begin_epoch_anew(&mut self) {
        self.head = self.last_good_head.clone();
        self.learner = learner(&self.head, &self.settings, &self.dataset);
        self.go_back_with_tail();
        self.begin_epoch();
    }
}

/// What was learned on drawn blocks does not fit pretrained ones.
fn begins_from_scratch(settings: &TrainingSettings) -> bool {
    settings.tuning.is_some_and(|tuning| tuning.from_scratch)
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
