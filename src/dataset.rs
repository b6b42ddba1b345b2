//! Classes, labelled examples, and the split into training and validation.

use std::collections::{BTreeMap, HashMap, HashSet};

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::error::{EngineError, EngineResult};
use crate::protocol::{ExampleSide, LabelledExample, Side};

/// The examples that have features, with their class as a row number and their side.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dataset {
    /// The class each row number stands for.
    pub class_ids: Vec<u32>,
    pub training: Vec<Example>,
    pub validation: Vec<Example>,
}

/// An example as training sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Example {
    pub example_id: u32,
    /// Position of its class in `Dataset::class_ids`.
    pub class_index: usize,
    /// How much it counts in training, from 0 to 1.
    pub weight: f32,
}

impl Dataset {
    /// Splits the examples; those of unknown classes are left out.
    ///
    /// # Errors
    /// `TooFewClasses` when fewer than two classes have an example.
    pub fn new(
        class_ids: &[u32],
        examples: &[LabelledExample],
        validation_fraction: f32,
        seed: u32,
    ) -> EngineResult<Self> {
        let class_index: HashMap<u32, usize> = class_ids.iter().enumerate().map(|(i, &id)| (id, i)).collect();
        let known: Vec<&LabelledExample> =
            examples.iter().filter(|example| class_index.contains_key(&example.class_id)).collect();
        let non_empty: HashSet<u32> = known.iter().map(|example| example.class_id).collect();
        if non_empty.len() < 2 {
            return Err(EngineError::TooFewClasses { found: non_empty.len() as u32 });
        }
        let validation_groups = choose_validation_groups(class_ids, &known, validation_fraction, seed);
        let mut dataset = Self { class_ids: class_ids.to_vec(), ..Self::default() };
        for example in known {
            let row = Example {
                example_id: example.example_id,
                class_index: class_index[&example.class_id],
                weight: example.weight.filter(|weight| weight.is_finite()).unwrap_or(1.0).clamp(0.0, 1.0),
            };
            if validation_groups.contains(&example.group) {
                dataset.validation.push(row);
            } else {
                dataset.training.push(row);
            }
        }
        Ok(dataset)
    }

    /// The side of every example, for the page to remember.
    pub fn sides(&self) -> Vec<ExampleSide> {
        let on = |side| move |example: &Example| ExampleSide { example_id: example.example_id, side };
        let training = self.training.iter().map(on(Side::Training));
        training.chain(self.validation.iter().map(on(Side::Validation))).collect()
    }

    /// Training examples of each class.
    pub fn class_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.class_ids.len()];
        for example in &self.training {
            counts[example.class_index] += 1;
        }
        counts
    }
}

/// Groups held back: for each class about `fraction` of its examples, in whole groups.
///
/// Groups that already have a side keep it: a picture that was trained on must never be validated on. Pictures with a
/// weight are there to learn from: they, and their groups, are never held back, and they do not count in the share.
/// New groups are taken in a seeded order. A class always keeps a group to learn from, and with two groups or
/// more it always gives one to check on, however large.
fn choose_validation_groups(
    class_ids: &[u32],
    examples: &[&LabelledExample],
    fraction: f32,
    seed: u32,
) -> HashSet<u32> {
    let mut side_of_group: HashMap<u32, Side> = HashMap::new();
    for example in examples {
        let side = if example.weight.is_some() { Some(Side::Training) } else { example.side };
        match side {
            // Training wins a disagreement: what was trained on once cannot be unseen.
            Some(Side::Training) => drop(side_of_group.insert(example.group, Side::Training)),
            Some(Side::Validation) => drop(side_of_group.entry(example.group).or_insert(Side::Validation)),
            None => {}
        }
    }
    for &class_id in class_ids {
        let mut group_sizes: BTreeMap<u32, usize> = BTreeMap::new();
        let counts = |example: &&&LabelledExample| example.class_id == class_id && example.weight.is_none();
        for example in examples.iter().filter(counts) {
            *group_sizes.entry(example.group).or_default() += 1;
        }
        let num_examples: usize = group_sizes.values().sum();
        let share = fraction * num_examples as f32;
        // Even a small class is checked on one picture, where it has one to spare.
        let wanted = if fraction > 0.0 { (share.round() as usize).max(1) } else { 0 };
        let mut held: usize = 0;
        let mut has_training = false;
        let mut open = Vec::new();
        for (&group, &size) in &group_sizes {
            match side_of_group.get(&group) {
                Some(Side::Validation) => held += size,
                Some(Side::Training) => has_training = true,
                None => open.push((group, size)),
            }
        }
        let mut random = ChaCha8Rng::seed_from_u64((u64::from(seed) << 32) | u64::from(class_id));
        open.shuffle(&mut random);
        let num_open = open.len();
        // Two webcam bursts are each far more than the share; the smaller one is then the honest check.
        let smallest_open = open.iter().min_by_key(|(_, size)| *size).map(|(group, _)| *group);
        let can_spare_one = num_open >= 2 || (num_open == 1 && has_training);
        for (position, (group, size)) in open.into_iter().enumerate() {
            let is_last_to_learn_from = !has_training && position + 1 == num_open;
            // A group is held back while at least half of it is still wanted.
            let side = if held + size.div_ceil(2) <= wanted && !is_last_to_learn_from {
                held += size;
                Side::Validation
            } else {
                has_training = true;
                Side::Training
            };
            side_of_group.insert(group, side);
        }
        if let Some(group) = smallest_open
            && held == 0
            && wanted > 0
            && can_spare_one
        {
            side_of_group.insert(group, Side::Validation);
        }
    }
    side_of_group.into_iter().filter(|(_, side)| *side == Side::Validation).map(|(group, _)| group).collect()
}
