//! The part of the backbone that learns with the head, or has learned: its network, and what it reads of each picture.

use std::borrow::Cow;
use std::sync::Arc;

use afterimage_kernels::FeatureMap;

use rand_chacha::ChaCha8Rng;

use crate::backbone::{BranchShares, CpuBackbone, LayerShape};
use crate::cut_maps::Variation;
use crate::error::{EngineError, EngineResult};
use crate::features::normalise;
use crate::head::Head;
use crate::learner::{Learner, StepReport, rule_of};
use crate::protocol::{LayerMovement, SavedTail, TrainingSettings, TuningSettings};
use crate::shown_pictures::ShownPictures;
use crate::tail_tuner::TailTuner;
use crate::tuning::{Learned, TailSettings, Tuner};

/// A copy of the backbone of which some blocks learn.
#[derive(Debug)]
pub struct Tail {
    tuner: TailTuner,
    /// Absent when it has learned and only the head goes on.
    settings: Option<TuningSettings>,
    shown: ShownPictures,
    pretrained: CpuBackbone,
    /// As it was when the epoch began, to go back to when it diverges.
    last_good: CpuBackbone,
}

impl Tail {
    /// The pretrained network before its first step.
    pub fn new(pretrained: &CpuBackbone, tuning: TuningSettings, settings: &TrainingSettings) -> Self {
        let first = pretrained.architecture().first_layer(tuning.first_block as usize);
        let drawn = match tuning.from_scratch {
            true => pretrained.with_untrained_layers(first, settings.seed).ok(),
            false => None,
        };
        let start = drawn.as_ref().unwrap_or(pretrained);
        Self {
            tuner: tuner(start, &tuning, settings),
            settings: Some(tuning),
            shown: ShownPictures::new(tuning.augmentation, settings.seed),
            pretrained: pretrained.clone(),
            last_good: start.clone(),
        }
    }

    /// A network that learned before, of which nothing learns any more.
    pub fn resting(pretrained: &CpuBackbone, network: &CpuBackbone, settings: &TrainingSettings) -> Self {
        // Maps are then what the last block reads, and features what comes of them.
        let tuning = TuningSettings {
            first_block: pretrained.architecture().num_blocks().saturating_sub(1) as u32,
            learning_rate: 1e-7,
            rate_decay: 1.0,
            ..TuningSettings::default()
        };
        let mut tail = Self::new(pretrained, tuning, settings);
        tail.settings = None;
        tail.tuner.restore(network);
        tail.last_good = network.clone();
        tail
    }

    /// Goes on with other settings; what has been learned stays.
    pub fn change_settings(&mut self, tuning: Option<TuningSettings>, settings: &TrainingSettings) {
        self.settings = tuning;
        let Some(tuning) = tuning else { return };
        self.shown.change(tuning.augmentation, settings.seed);
        let changed = tail_settings(&tuning, settings);
        if changed.first_block != self.tuner.settings().first_block {
            self.shown.clear();
        }
        if changed != *self.tuner.settings()
            || batch_norm_learns(&tuning, self.network()) != self.tuner.batch_norm_learns()
        {
            self.tuner = tuner(&self.network().clone(), &tuning, settings);
        }
    }

    /// Multiplies the learning rates of the next steps.
    pub fn set_rate_factor(&mut self, rate_factor: f32) {
        self.tuner.set_rate_factor(rate_factor);
    }

    /// How much branches count for each of so many pictures of a step; nothing where all of them always count once.
    pub fn draw_branch_shares(&self, num_pictures: usize, random: &mut ChaCha8Rng) -> Vec<BranchShares> {
        let chance = self.settings.map_or(0.0, |tuning| tuning.stochastic_depth);
        if chance == 0.0 {
            return Vec::new();
        }
        let (architecture, first_block) = (self.network().architecture(), self.tuner.settings().first_block);
        (0..num_pictures).map(|_| BranchShares::draw(architecture, first_block, chance, random)).collect()
    }

    /// For the pictures of the next step.
    pub fn set_branch_shares(&mut self, shares: Vec<BranchShares>) {
        self.tuner.set_branch_shares(shares);
    }

    /// The network as it is now.
    pub fn network(&self) -> &CpuBackbone {
        self.tuner.network()
    }

    /// The first layer that is not the pretrained network's.
    pub fn first_changed_layer(&self) -> Option<usize> {
        let changed = |layer: &usize| self.network().differs(&self.pretrained, *layer);
        (0..self.network().architecture().layers().len()).find(changed)
    }

    /// What it has learned, for keeping; nothing while it is the pretrained network.
    pub fn saved(&self) -> Option<SavedTail> {
        Some(self.network().saved_tail(self.first_changed_layer()?))
    }

    /// Numbers that no other network has: weights and biases that learn, and where batch norm does, those that it was
    /// folded from as well.
    pub fn num_learning_numbers(&self) -> usize {
        let architecture = self.network().architecture();
        let first = architecture.first_layer(self.tuner.settings().first_block);
        let copies = if self.tuner.batch_norm_learns() { 2 } else { 1 };
        let layers = architecture.layers().iter().skip(first);
        match self.learns() {
            true => copies * layers.map(LayerShape::num_parameters).sum::<usize>(),
            false => 0,
        }
    }

    /// What is kept of one variation of a picture, in bytes.
    pub fn map_bytes(&self) -> usize {
        let picture_side = self.shown.side();
        if self.shown.is_fresh() {
            return picture_side * picture_side * 4;
        }
        let network = self.network();
        let architecture = network.architecture();
        let first = &architecture.layers()[architecture.first_layer(self.tuner.settings().first_block)];
        let side = match first.input {
            Some(input) => architecture.sides(picture_side)[input],
            None => picture_side + network.input_border(picture_side).total(),
        };
        side * side * first.channels_in * size_of::<f32>()
    }

    /// Whether its blocks learn, and do not only rest.
    pub fn learns(&self) -> bool {
        self.settings.is_some()
    }

    /// Variations of each training picture that are at hand at the same time, itself included.
    pub fn num_variations(&self) -> u32 {
        self.shown.num_variations()
    }

    /// Which variation of a training picture an epoch shows, given a random number; 0 is the picture itself.
    pub fn variation(&self, random: u32, epoch: u32) -> u32 {
        self.shown.variation(random, epoch)
    }

    /// Computes and keeps what the blocks read of a picture and its variations, as far as it is not at hand.
    ///
    /// # Errors
    /// `PixelsMalformed`, as `CpuBackbone::features`.
    pub fn show(&mut self, example_id: u32, variations: u32, pixels: &[u8], side: usize) -> EngineResult<()> {
        let Self { tuner, shown, .. } = self;
        shown.show(example_id, variations, (pixels, side), |pixels, side| tuner.cut_map(pixels, side))
    }

    /// The layer of the pretrained network whose map the blocks read, for somebody who computes it elsewhere; nothing
    /// where they read the picture itself, or layers before them have learned, or every epoch varies pictures anew.
    pub fn cut_layer_for_elsewhere(&self) -> Option<usize> {
        let architecture = self.network().architecture();
        let first = architecture.first_layer(self.tuner.settings().first_block);
        let has_learned = |layer| self.network().differs(&self.pretrained, layer);
        if self.shown.is_fresh() || (0..first).any(has_learned) {
            None
        } else {
            architecture.layers()[first].input
        }
    }

    /// What of a picture and its variations is not at hand: which, and its pixels.
    pub fn missing<'a>(
        &'a self,
        example_id: u32,
        variations: u32,
        (pixels, side): (&'a [u8], usize),
    ) -> impl Iterator<Item = (Variation, Cow<'a, [u8]>)> {
        let missing = self.shown.missing(example_id, variations).into_iter();
        let variations = missing.map(move |variation| (example_id, variation));
        variations.map(move |variation| (variation, self.shown.varied(variation, pixels, side)))
    }

    /// Keeps what somebody else found that the blocks read.
    pub fn take_maps(&mut self, maps: impl IntoIterator<Item = (Variation, FeatureMap)>) {
        for (variation, map) in maps {
            self.shown.take_map(variation, map);
        }
    }

    /// Lets go of what there was no room for; what is shown next, of so many pixels a side, takes its place.
    pub fn begin_showing(&mut self, side: usize) {
        self.shown.begin_showing(side);
    }

    /// Whether what the blocks read of a picture is at hand.
    pub fn has(&self, variation: Variation) -> bool {
        self.shown.has(variation)
    }

    /// Drops what was kept of a picture.
    pub fn forget(&mut self, example_id: u32) {
        self.shown.forget(example_id);
    }

    /// What is kept of all pictures, in bytes.
    pub fn kept_bytes(&self) -> usize {
        self.shown.kept_bytes()
    }

    /// How many more bytes may be kept.
    pub fn free_bytes(&self) -> usize {
        self.shown.free_bytes()
    }

    /// Normalised features of pictures with the network as it is, a vector each.
    ///
    /// # Errors
    /// `PicturesNeeded` when what the blocks read of one is not at hand.
    pub fn features(&mut self, example_ids: &[u32]) -> EngineResult<Vec<Vec<f32>>> {
        let Self { tuner, shown, .. } = self;
        let pictures: Vec<Variation> = example_ids.iter().map(|example_id| (*example_id, 0)).collect();
        let maps = maps_of(shown, tuner, &pictures)?;
        let maps: Vec<&FeatureMap> = maps.iter().map(AsRef::as_ref).collect();
        let features = tuner.features_of_batch(&maps);
        Ok(features.iter().map(|features| normalise(features).collect()).collect())
    }

    /// One step of gradient descent for blocks and head.
    ///
    /// # Errors
    /// `PicturesNeeded` when what the blocks read of a picture is not at hand; `PixelsMalformed` when batch norm learns
    /// and the pictures are not all of one size.
    pub fn step(
        &mut self,
        head: &mut Head,
        learner: &mut Learner,
        pictures: &[Variation],
        labels: &[usize],
        weights: Option<&[f32]>,
    ) -> EngineResult<StepReport> {
        let Self { tuner, shown, .. } = self;
        let maps = maps_of(shown, tuner, pictures)?;
        let maps: Vec<&FeatureMap> = maps.iter().map(AsRef::as_ref).collect();
        tuner.step(head, learner, &maps, labels, weights)
    }

    /// What learns, for somebody who takes its steps elsewhere; nothing where they can be taken only here, because batch
    /// norm learns too, or what the blocks read is made anew in every epoch.
    pub fn tuner_for_elsewhere(&self) -> Option<&Tuner> {
        match &self.tuner {
            TailTuner::Folded(tuner) if !self.shown.is_fresh() => Some(tuner),
            _ => None,
        }
    }

    /// What the blocks read of pictures, as it is kept.
    ///
    /// # Errors
    /// `PicturesNeeded` when one is not at hand.
    pub fn kept_maps(&self, pictures: &[Variation]) -> EngineResult<Vec<Arc<FeatureMap>>> {
        let map = |variation: &Variation| self.shown.kept_map(*variation).ok_or_else(|| needed(variation.0));
        pictures.iter().map(|variation| map(variation).cloned()).collect()
    }

    /// Takes over what was learned elsewhere.
    pub fn take_learned(&mut self, learned: Learned) {
        if let TailTuner::Folded(tuner) = &mut self.tuner {
            tuner.take_learned(learned);
        }
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

/// What the blocks read of these variations.
fn maps_of<'a>(
    shown: &'a ShownPictures,
    tuner: &mut TailTuner,
    pictures: &[Variation],
) -> EngineResult<Vec<Cow<'a, FeatureMap>>> {
    let map = |variation: &Variation| {
        let map = shown.map(*variation, |pixels, side| tuner.cut_map(pixels, side))?;
        map.ok_or_else(|| needed(variation.0))
    };
    pictures.iter().map(map).collect()
}

fn needed(example_id: u32) -> EngineError {
    EngineError::PicturesNeeded { example_ids: vec![example_id] }
}

/// From scratch it always does: drawn weights without it would first have to find its scale by themselves.
fn batch_norm_learns(tuning: &TuningSettings, network: &CpuBackbone) -> bool {
    let first = network.architecture().first_layer(tuning.first_block as usize);
    (tuning.batch_norm_learns || tuning.from_scratch) && network.has_batch_norm(first)
}

fn tuner(network: &CpuBackbone, tuning: &TuningSettings, settings: &TrainingSettings) -> TailTuner {
    TailTuner::new(network, tail_settings(tuning, settings), batch_norm_learns(tuning, network))
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
