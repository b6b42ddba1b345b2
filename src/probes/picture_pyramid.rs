//! A picture as the sum of layers from coarse to fine, each of which learns by Adam (Kingma & Ba 2015).

use rand::{Rng, RngExt};

/// Largest coarse layer: so many numbers a side.
const COARSEST_SIDE: usize = 4;
const LEARNING_RATE: f32 = 0.05;
/// Ends the climb of a number at `LEARNING_RATE / DECAY`, before colours are glaring.
const DECAY: f32 = 0.03;
/// The finest layer learns this much more slowly, or its pixels would flicker like noise.
const FINEST_SHARE: f32 = 0.5;
const FIRST_DECAY: f32 = 0.9;
const SECOND_DECAY: f32 = 0.99;
const NOISE: f32 = 0.05;

/// Colours between 0 and 1 through a logistic function, so that no step can leave them.
#[derive(Clone, Debug)]
pub struct PicturePyramid {
    side: usize,
    levels: Vec<Level>,
    steps: i32,
}

/// Numbers `[side, side, 3]` with the optimiser's memory of each.
#[derive(Clone, Debug)]
struct Level {
    side: usize,
    values: Vec<f32>,
    firsts: Vec<f32>,
    seconds: Vec<f32>,
}

impl PicturePyramid {
    /// Nearly grey.
    pub fn noise(side: usize, random: &mut impl Rng) -> Self {
        let sides = std::iter::successors(Some(side), |side| {
            (side.is_multiple_of(2) && side / 2 >= COARSEST_SIDE).then_some(side / 2)
        });
        let level = |side: usize| {
            let count = side * side * 3;
            let values = (0..count).map(|_| random.random_range(-NOISE..NOISE)).collect();
            Level { side, values, firsts: vec![0.0; count], seconds: vec![0.0; count] }
        };
        Self { side, levels: sides.map(level).collect(), steps: 0 }
    }

    /// `[side, side, 3]`, each between 0 and 1.
    pub fn picture(&self) -> Vec<f32> {
        let mut sum = vec![0.0; self.side * self.side * 3];
        for level in &self.levels {
            for_each_link(self.side, level.side, |pixel, number, weight| {
                for colour in 0..3 {
                    sum[pixel * 3 + colour] += weight * level.values[number * 3 + colour];
                }
            });
        }
        sum.into_iter().map(|value| 1.0 / (1.0 + (-value).exp())).collect()
    }

    /// One step uphill, given the picture and how what is to grow depends on it: `[side, side, 3]` both.
    pub fn climb(&mut self, picture: &[f32], gradient: &[f32]) {
        self.steps += 1;
        let inner: Vec<f32> = picture
            .iter()
            .zip(gradient)
            .map(|(colour, gradient)| gradient * colour * (1.0 - colour))
            .collect();
        let corrections = [FIRST_DECAY, SECOND_DECAY].map(|decay| 1.0 / (1.0 - decay.powi(self.steps)));
        for (index, level) in self.levels.iter_mut().enumerate() {
            let learning_rate = LEARNING_RATE * if index == 0 { FINEST_SHARE } else { 1.0 };
            let mut gathered = vec![0.0; level.values.len()];
            for_each_link(self.side, level.side, |pixel, number, weight| {
                for colour in 0..3 {
                    gathered[number * 3 + colour] += weight * inner[pixel * 3 + colour];
                }
            });
            level.climb(&gathered, learning_rate, corrections);
        }
    }
}

impl Level {
    fn climb(
        &mut self,
        gradient: &[f32],
        learning_rate: f32,
        [first_correction, second_correction]: [f32; 2],
    ) {
        let moments = self.firsts.iter_mut().zip(&mut self.seconds);
        for ((value, (first, second)), gradient) in self.values.iter_mut().zip(moments).zip(gradient) {
            *first = FIRST_DECAY * *first + (1.0 - FIRST_DECAY) * gradient;
            *second = SECOND_DECAY * *second + (1.0 - SECOND_DECAY) * gradient * gradient;
            let length = (*second * second_correction).sqrt() + 1e-12;
            *value += learning_rate * *first * first_correction / length - DECAY * *value;
        }
    }
}

/// Calls `link` with each pixel of the picture, each number of a level that it is interpolated from, and its share.
fn for_each_link(picture_side: usize, level_side: usize, mut link: impl FnMut(usize, usize, f32)) {
    let scale = level_side as f32 / picture_side as f32;
    let neighbours: Vec<(usize, usize, f32)> = (0..picture_side)
        .map(|position| {
            let at = ((position as f32 + 0.5) * scale - 0.5).clamp(0.0, level_side as f32 - 1.0);
            let low = at as usize;
            (low, (low + 1).min(level_side - 1), at - low as f32)
        })
        .collect();
    for (y, (above, below, down)) in neighbours.iter().enumerate() {
        for (x, (left, right, across)) in neighbours.iter().enumerate() {
            let pixel = y * picture_side + x;
            if level_side == picture_side {
                link(pixel, pixel, 1.0);
                continue;
            }
            link(pixel, above * level_side + left, (1.0 - down) * (1.0 - across));
            link(pixel, above * level_side + right, (1.0 - down) * across);
            link(pixel, below * level_side + left, down * (1.0 - across));
            link(pixel, below * level_side + right, down * across);
        }
    }
}
