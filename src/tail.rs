//! The part of the backbone that learns with the head, or has learned: its network, and what it reads of each picture.

use std::sync::Arc;

use afterimage_kernels::FeatureMap;

use crate::augmentation::varied;
use crate::backbone::{CpuBackbone, INPUT_SIDE, convolution_layers, first_layer, layer_sides};
use crate::cut_maps::{CutMaps, Variation};
use crate::error::{EngineError, EngineResult};
use crate::features::normalise;
use crate::head::Head;
use crate::learner::{Learner, StepReport, rule_of};
use crate::protocol::{LayerMovement, SavedTail, TrainingSettings, TuningSettings};
use crate::tuning::{Learned, TailSettings, Tuner};

/// Room for what the learning blocks read; what is beyond is asked for again in every epoch.
const MOST_BYTES: usize = 256 << 20;

/// A copy of the backbone of which some blocks learn.
#[derive(Debug)]
pub struct Tail {
    tuner: Tuner,
    /// Absent when it has learned and only the head goes on.
    settings: Option<TuningSettings>,
    seed: u32,
    maps: CutMaps,
    pretrained: CpuBackbone,
    /// As it was when the epoch began, to go back to when it diverges.
    last_good: CpuBackbone,
}

impl Tail {
    /// The pretrained network before its first step.
    pub fn new(pretrained: &CpuBackbone, tuning: TuningSettings, settings: &TrainingSettings) -> Self {
        let first = first_layer(tuning.first_block as usize);
        let drawn = match tuning.from_scratch {
            true => pretrained.with_untrained_layers(first, settings.seed).ok(),
            false => None,
        };
        let start = drawn.as_ref().unwrap_or(pretrained);
        Self {
            tuner: Tuner::new(start, tail_settings(&tuning, settings)),
            settings: Some(tuning),
            seed: settings.seed,
            maps: CutMaps::new(MOST_BYTES),
            pretrained: pretrained.clone(),
            last_good: start.clone(),
        }
    }

    /// A network that learned before, of which nothing learns any more.
    pub fn resting(pretrained: &CpuBackbone, network: &CpuBackbone, settings: &TrainingSettings) -> Self {
        // Maps are then what the last block reads, and features what comes of them.
        let tuning = TuningSettings {
            first_block: 15,
            learning_rate: 1e-7,
            rate_decay: 1.0,
            from_scratch: false,
            augmentation: None,
        };
        let mut tail = Self::new(pretrained, tuning, settings);
        tail.settings = None;
        tail.tuner.restore(network);
        tail.last_good = network.clone();
        tail
    }

    /// Goes on with other settings; what has been learned stays.
    pub fn change_settings(&mut self, tuning: Option<TuningSettings>, settings: &TrainingSettings) {
        let before = std::mem::replace(&mut self.settings, tuning);
        self.seed = settings.seed;
        let Some(tuning) = tuning else { return };
        let changed = tail_settings(&tuning, settings);
        if changed.first_block != self.tuner.settings().first_block
            || before.and_then(|before| before.augmentation) != tuning.augmentation
        {
            self.maps.clear();
        }
        if changed != *self.tuner.settings() {
            self.tuner = Tuner::new(&self.tuner.network().clone(), changed);
        }
    }

    /// Multiplies the learning rates of the next steps.
    pub fn set_rate_factor(&mut self, rate_factor: f32) {
        self.tuner.set_rate_factor(rate_factor);
    }

    /// The network as it is now.
    pub fn network(&self) -> &CpuBackbone {
        self.tuner.network()
    }

    /// The first layer that is not the pretrained network's.
    pub fn first_changed_layer(&self) -> Option<usize> {
        let changed = |layer: &usize| {
            let [own, other] = [self.network(), &self.pretrained].map(|network| network.convolution(*layer));
            own.zip(other).is_some_and(|(own, other)| own.squared_distance(&other) > 0.0)
        };
        (0..convolution_layers().len()).find(changed)
    }

    /// What it has learned, for keeping; nothing while it is the pretrained network.
    pub fn saved(&self) -> Option<SavedTail> {
        let first = self.first_changed_layer()?;
        Some(SavedTail { first_layer: first as u32, layers: self.network().saved_layers(first) })
    }

    /// Weights and biases that learn.
    pub fn num_learning_numbers(&self) -> usize {
        let layers = convolution_layers();
        let learning = layers.iter().skip(first_layer(self.tuner.settings().first_block));
        match self.learns() {
            true => learning.map(|layer| layer.num_weights() + layer.channels_out).sum(),
            false => 0,
        }
    }

    /// What is kept of one variation of a picture, in bytes.
    pub fn map_bytes(&self) -> usize {
        let layers = convolution_layers();
        let first = &layers[first_layer(self.tuner.settings().first_block)];
        let side = first.input.map_or(INPUT_SIDE + 1, |input| layer_sides(&layers, INPUT_SIDE)[input]);
        side * side * first.channels_in * size_of::<f32>()
    }

    /// Whether its blocks learn, and do not only rest.
    pub fn learns(&self) -> bool {
        self.settings.is_some()
    }

    /// Variations of each training picture, itself included.
    pub fn num_variations(&self) -> u32 {
        1 + self.settings.and_then(|settings| settings.augmentation).map_or(0, |one| one.variations)
    }

    /// Computes and keeps what the blocks read of a picture and its variations, as far as it is not at hand.
    ///
    /// # Errors
    /// `PixelsMalformed`, as `CpuBackbone::features`.
    pub fn show(&mut self, example_id: u32, variations: u32, pixels: &[u8], side: usize) -> EngineResult<()> {
        let augmentation = self.settings.and_then(|settings| settings.augmentation);
        for variation in 0..variations {
            if self.has((example_id, variation)) {
                continue;
            }
            let seen = match (variation, &augmentation) {
                (1.., Some(augmentation)) => {
                    let seed = variation_seed(self.seed, example_id, variation);
                    self.tuner.cut_map(&varied(pixels, side, augmentation, seed), side)?
                }
                _ => self.tuner.cut_map(pixels, side)?,
            };
            self.maps.insert((example_id, variation), seen);
        }
        Ok(())
    }

    /// Lets go of what there was no room for; what is shown next takes its place.
    pub fn end_passing(&mut self) {
        self.maps.end_passing();
    }

    /// Whether what the blocks read of a picture is at hand.
    pub fn has(&self, variation: Variation) -> bool {
        self.maps.get(variation).is_some()
    }

    /// Drops what was kept of a picture.
    pub fn forget(&mut self, example_id: u32) {
        self.maps.forget(example_id);
    }

    /// What is kept of all pictures, in bytes.
    pub fn kept_bytes(&self) -> usize {
        self.maps.kept_bytes()
    }

    /// How many more bytes may be kept.
    pub fn free_bytes(&self) -> usize {
        MOST_BYTES - self.maps.kept_bytes()
    }

    /// Normalised features of a picture with the network as it is.
    ///
    /// # Errors
    /// `PicturesNeeded` when what the blocks read of it is not at hand.
    pub fn features(&mut self, example_id: u32) -> EngineResult<Vec<f32>> {
        let Self { tuner, maps, .. } = self;
        let map = maps.get((example_id, 0)).ok_or_else(|| needed(example_id))?;
        Ok(normalise(&tuner.features(map)).collect())
    }

    /// One step of gradient descent for blocks and head.
    ///
    /// # Errors
    /// `PicturesNeeded` when what the blocks read of a picture is not at hand.
    pub fn step(
        &mut self,
        head: &mut Head,
        learner: &mut Learner,
        pictures: &[Variation],
        labels: &[usize],
        weights: Option<&[f32]>,
    ) -> EngineResult<StepReport> {
        let Self { tuner, maps, .. } = self;
        let map =
            |variation: &Variation| maps.get(*variation).map(Arc::as_ref).ok_or_else(|| needed(variation.0));
        let maps: Vec<&FeatureMap> = pictures.iter().map(map).collect::<EngineResult<_>>()?;
        Ok(tuner.step(head, learner, &maps, labels, weights))
    }

    /// What learns, for somebody who takes its steps elsewhere.
    pub fn tuner(&self) -> &Tuner {
        &self.tuner
    }

    /// What the blocks read of pictures.
    ///
    /// # Errors
    /// `PicturesNeeded` when one is not at hand.
    pub fn maps(&self, pictures: &[Variation]) -> EngineResult<Vec<Arc<FeatureMap>>> {
        let map = |variation: &Variation| self.maps.get(*variation).ok_or_else(|| needed(variation.0));
        pictures.iter().map(|variation| map(variation).cloned()).collect()
    }

    /// Takes over what was learned elsewhere.
    pub fn take_learned(&mut self, learned: Learned) {
        self.tuner.take_learned(learned);
    }

    /// What became of each layer in the epoch, and the next one begins.
    pub fn finish_epoch(&mut self) -> Vec<LayerMovement> {
        if !self.learns() {
            return Vec::new();
        }
        let movement = self.tuner.movement(&self.last_good, &self.pretrained);
        self.last_good = self.tuner.network().clone();
        self.tuner.begin_epoch();
        movement
    }

    /// Forgets what was learned in this epoch.
    pub fn go_back(&mut self) {
        let last_good = self.last_good.clone();
        self.tuner.restore(&last_good);
    }
}

fn needed(example_id: u32) -> EngineError {
    EngineError::PicturesNeeded { example_ids: vec![example_id] }
}

fn tail_settings(tuning: &TuningSettings, settings: &TrainingSettings) -> TailSettings {
    TailSettings {
        first_block: tuning.first_block as usize,
        rule: rule_of(settings.optimiser),
        learning_rate: tuning.learning_rate as f32,
        rate_decay: tuning.rate_decay,
        weight_decay: 0.0,
    }
}

/// Another one for each variation of each picture.
pub fn variation_seed(seed: u32, example_id: u32, variation: u32) -> u64 {
    (u64::from(seed) << 48) ^ (u64::from(example_id) << 8) ^ u64::from(variation)
}
