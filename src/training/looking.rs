//! Training with a backbone that learns too: which pictures it must see, and its features of them as it changes.

use std::collections::HashMap;

use super::{BatchReport, Trainer};
use crate::backbone::CpuBackbone;
use crate::cut_maps::Variation;
use crate::dataset::Dataset;
use crate::error::{EngineError, EngineResult};
use crate::features::{FeatureCache, normalise};
use crate::labelled_features::LabelledFeatures;
use crate::protocol::{ExamplePrediction, Side};
use crate::tail::Tail;

/// How far one call of `step` came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    Trained(BatchReport),
    /// Some pictures were looked at with the backbone as it has become.
    Looked {
        num_done: usize,
        num_examples: usize,
    },
}

/// A row of one side.
pub(super) type RowPlace = (Side, usize);

/// Pictures looked at anew in one step.
const LOOKED_AT_ONCE: usize = 16;

impl Trainer {
    /// Trains one batch, or looks at some pictures with the backbone as it has become.
    ///
    /// # Errors
    /// As `train_batch`; and `PicturesNeeded`, after which the same step can be asked for again.
    pub fn step(&mut self) -> EngineResult<Progress> {
        match self.looks_next() {
            true => self.look_again(),
            false => self.train_batch().map(Progress::Trained),
        }
    }

    /// Whether the next step looks at pictures and does not train.
    pub(super) fn looks_next(&self) -> bool {
        let is_trained = self.num_batches_done >= self.num_batches();
        let is_resting = self.tail.as_ref().is_some_and(|tail| !tail.learns());
        // What rests must have seen everything before the head learns from it, what learns only in the end.
        self.num_stale() > 0 && (is_trained || is_resting)
    }

    fn look_again(&mut self) -> EngineResult<Progress> {
        let (places, pictures) = self.next_to_look_at();
        let Some(tail) = &mut self.tail else { return Ok(self.looked()) };
        check_at_hand(tail, &self.dataset, &pictures)?;
        let example_ids: Vec<u32> = pictures.into_iter().map(|(example_id, _)| example_id).collect();
        for (place, features) in places.into_iter().zip(tail.features(&example_ids)?) {
            self.set_features(place, &features)?;
        }
        Ok(self.looked())
    }

    /// Where the next features go, and of which pictures they are.
    pub(super) fn next_to_look_at(&self) -> (Vec<RowPlace>, Vec<Variation>) {
        let places: Vec<RowPlace> = (self.training.stale_rows().map(|row| (Side::Training, row)))
            .chain(self.validation.stale_rows().map(|row| (Side::Validation, row)))
            .take(LOOKED_AT_ONCE)
            .collect();
        let example_id = |(side, row): &RowPlace| match side {
            Side::Training => self.dataset.training[*row].example_id,
            Side::Validation => self.dataset.validation[*row].example_id,
        };
        let pictures = places.iter().map(|place| (example_id(place), 0)).collect();
        (places, pictures)
    }

    /// # Errors
    /// `TrainingDiverged` when the features are not finite.
    pub(super) fn set_features(&mut self, (side, row): RowPlace, features: &[f32]) -> EngineResult<()> {
        if !features.iter().all(|value| value.is_finite()) {
            return Err(self.go_back());
        }
        match side {
            Side::Training => self.training.set_row(row, features),
            Side::Validation => self.validation.set_row(row, features),
        }
        Ok(())
    }

    pub(super) fn looked(&self) -> Progress {
        let num_examples = self.training.labels().len() + self.validation.labels().len();
        Progress::Looked { num_done: num_examples - self.num_stale(), num_examples }
    }

    /// Looks at every picture that the backbone has not seen as it is, unless it is about to change within this epoch.
    ///
    /// # Errors
    /// `PicturesNeeded`, after which this can be asked for again.
    pub fn look_at_all(&mut self) -> EngineResult<()> {
        let is_still = |trainer: &Self| {
            trainer.num_batches_done == 0 || trainer.tail.as_ref().is_some_and(|tail| !tail.learns())
        };
        while self.tail.is_some() && self.num_stale() > 0 && is_still(self) {
            self.look_again()?;
        }
        Ok(())
    }

    /// Takes in pictures that a step needed: RGBA squares of `side` pixels, one after the other. Gives how many it took.
    ///
    /// # Errors
    /// `PixelsMalformed`, as `CpuBackbone::features`.
    pub fn show(&mut self, example_ids: &[u32], pixels: &[u8], side: usize) -> EngineResult<usize> {
        let Some(tail) = &mut self.tail else { return Ok(0) };
        tail.begin_showing(side);
        let mut num_taken = 0;
        for (example_id, picture) in example_ids.iter().zip(pixels.chunks_exact(side * side * 4)) {
            let variations = num_variations(tail, &self.dataset, *example_id);
            tail.show(*example_id, variations, picture, side)?;
            num_taken += 1;
        }
        Ok(num_taken)
    }

    /// What the network as it is says about pictures of no class, by their normalised features or, where the backbone
    /// has learned, by looking at them.
    ///
    /// # Errors
    /// `PicturesNeeded`, after which this can be asked for again; `BackboneMissing` when one was never embedded.
    pub fn predict(
        &mut self,
        example_ids: &[u32],
        features: &FeatureCache,
    ) -> EngineResult<Vec<ExamplePrediction>> {
        if let Some(tail) = &self.tail {
            let missing = example_ids.iter().copied().filter(|example_id| !tail.has((*example_id, 0)));
            let missing: Vec<u32> = missing.take(LOOKED_AT_ONCE).collect();
            if !missing.is_empty() {
                return Err(EngineError::PicturesNeeded { example_ids: missing });
            }
        }
        let mut predictions = Vec::with_capacity(example_ids.len());
        for example_id in example_ids {
            let row: Vec<f32> = match &mut self.tail {
                Some(tail) => tail.features(&[*example_id])?.concat(),
                None => normalise(features.get(*example_id).ok_or(EngineError::BackboneMissing)?).collect(),
            };
            predictions.push(self.prediction(*example_id, &self.head.logits(&row), None));
        }
        Ok(predictions)
    }

    /// Makes the backbone learn as the settings say, from the pretrained one on or from what it has become.
    pub fn tune(&mut self, pretrained: &CpuBackbone) {
        if let (None, Some(tuning)) = (&self.tail, self.settings.tuning) {
            self.tail = Some(Tail::new(pretrained, tuning, &self.settings));
            // Which variations the epoch shows is the tail's to say.
            self.begin_epoch();
        }
    }

    /// The backbone as it has become; absent while it is the pretrained one.
    pub fn network(&self) -> Option<&CpuBackbone> {
        self.tail.as_ref().map(Tail::network)
    }

    /// Puts what the backbone had become in place again, or the pretrained one.
    ///
    /// # Errors
    /// `BackboneMissing` when an example has no features.
    pub fn take_network(
        &mut self,
        pretrained: &CpuBackbone,
        learned: Option<&CpuBackbone>,
        features: &FeatureCache,
    ) -> EngineResult<()> {
        self.training = LabelledFeatures::new(&self.dataset.training, features)?;
        self.validation = LabelledFeatures::new(&self.dataset.validation, features)?;
        self.tail = learned.map(|network| Tail::resting(pretrained, network, &self.settings));
        if let Some(tail) = &mut self.tail {
            tail.change_settings(self.settings.tuning, &self.settings);
            self.training.make_all_stale();
            self.validation.make_all_stale();
        }
        self.begin_epoch();
        Ok(())
    }

    /// What learns with the head or has learned; absent while it is the pretrained one.
    pub fn tail(&self) -> Option<&Tail> {
        self.tail.as_ref()
    }

    /// Drops what was kept of pictures that are gone.
    pub fn forget(&mut self, example_ids: &[u32]) {
        for example_id in example_ids {
            self.tail.iter_mut().for_each(|tail| tail.forget(*example_id));
        }
    }

    /// Another trainer's tail, with what it saw of the pictures that both have.
    pub(super) fn take_tail(&mut self, tail: Tail, earlier: &Self) {
        let known: HashMap<u32, &[f32]> = earlier.fresh_rows().collect();
        for (rows, examples) in
            [(&mut self.training, &self.dataset.training), (&mut self.validation, &self.dataset.validation)]
        {
            rows.make_all_stale();
            for (row, example) in examples.iter().enumerate() {
                if let Some(features) = known.get(&example.example_id) {
                    rows.set_row(row, features);
                }
            }
        }
        self.tail = Some(tail);
    }

    pub(super) fn fresh_rows(&self) -> impl Iterator<Item = (u32, &[f32])> {
        let training = self.dataset.training.iter().enumerate();
        let validation = self.dataset.validation.iter().enumerate();
        let fresh_training = training.filter(|(row, _)| !self.training.is_stale(*row));
        let fresh_validation = validation.filter(|(row, _)| !self.validation.is_stale(*row));
        fresh_training
            .map(|(row, example)| (example.example_id, self.training.row(row)))
            .chain(fresh_validation.map(|(row, example)| (example.example_id, self.validation.row(row))))
    }

    pub(super) fn num_stale(&self) -> usize {
        self.training.stale_rows().count() + self.validation.stale_rows().count()
    }

    /// The backbone as it was before this epoch.
    pub(super) fn go_back_with_tail(&mut self) {
        let Some(tail) = &mut self.tail else { return };
        tail.go_back();
        // Some rows may already come from the network that is given up.
        self.training.make_all_stale();
        self.validation.make_all_stale();
    }
}

/// Whatever is not learned from is only looked at as it is.
pub(super) fn num_variations(tail: &Tail, dataset: &Dataset, example_id: u32) -> u32 {
    let is_learned_from = dataset.training.iter().any(|example| example.example_id == example_id);
    if is_learned_from { tail.num_variations() } else { 1 }
}

/// # Errors
/// `PicturesNeeded` when what the blocks read of one of these is not at hand; it then also names all others that are
/// missing and that there is room for.
pub(super) fn check_at_hand(tail: &Tail, dataset: &Dataset, pictures: &[Variation]) -> EngineResult<()> {
    let missing = |picture: &&Variation| !tail.has(**picture);
    let mut example_ids: Vec<u32> =
        pictures.iter().filter(missing).map(|(example_id, _)| *example_id).collect();
    if example_ids.is_empty() {
        return Ok(());
    }
    let variations = tail.num_variations();
    let training = dataset.training.iter().map(|example| (example.example_id, variations));
    let validation = dataset.validation.iter().map(|example| (example.example_id, 1));
    let (mut room, map_bytes) = (tail.free_bytes(), tail.map_bytes());
    for (example_id, variations) in training.chain(validation) {
        let bytes = map_bytes * variations as usize;
        let is_complete = (0..variations).all(|variation| tail.has((example_id, variation)));
        if !is_complete && bytes <= room && !example_ids.contains(&example_id) {
            example_ids.push(example_id);
            room -= bytes;
        }
    }
    Err(EngineError::PicturesNeeded { example_ids })
}
