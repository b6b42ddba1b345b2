//! Stochastic depth: how much the branch of each residual block counts for one picture in one step.
//!
//! Huang et al. 2016, "Deep networks with stochastic depth", section 3: by chance a picture goes past a block. What goes
//! through it counts the more, so that the mean stays, and a network that is looked at needs no correction.

use rand::Rng;

use super::architecture::Architecture;

/// By layer that adds its block's branch to what the block read: 0 where the picture goes past it. Layers that are not
/// named count once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BranchShares(Vec<(usize, f32)>);

impl BranchShares {
    /// For one picture and the blocks from `first_block` on, each gone past with the same chance, 0 to 1.
    pub fn draw(architecture: &Architecture, first_block: usize, chance: f32, random: &mut impl Rng) -> Self {
        let first = architecture.first_layer(first_block);
        let layers = architecture.layers().iter().enumerate().skip(first);
        let mut share = |(number, _)| {
            let is_past = f64::from(random.next_u32()) < f64::from(chance) * 2_f64.powi(32);
            (number, if is_past { 0.0 } else { 1.0 / (1.0 - chance) })
        };
        Self(layers.filter(|(_, layer)| layer.skip.is_some()).map(&mut share).collect())
    }

    /// How much the branch that ends in this layer counts.
    pub fn of(&self, layer: usize) -> f32 {
        self.0.iter().find(|(number, _)| *number == layer).map_or(1.0, |(_, share)| *share)
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;

    use super::BranchShares;
    use crate::backbone::Architecture;
    use crate::protocol::NetworkName;

    #[test]
    fn only_blocks_that_add_are_gone_past_and_the_mean_stays() {
        let architecture = Architecture::of(NetworkName::EfficientNetLite0);
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let drawn: Vec<BranchShares> =
            (0..4000).map(|_| BranchShares::draw(&architecture, 8, 0.25, &mut random)).collect();
        let first = architecture.first_layer(8);
        for (number, layer) in architecture.layers().iter().enumerate() {
            let mean = drawn.iter().map(|shares| shares.of(number)).sum::<f32>() / drawn.len() as f32;
            match layer.skip.is_some() && number >= first {
                true => {
                    assert!((mean - 1.0).abs() < 0.03, "layer {number}: {mean}");
                    let past = drawn.iter().filter(|shares| shares.of(number) == 0.0).count();
                    assert!((900..1100).contains(&past), "layer {number}: {past} of 4000");
                }
                false => assert!(drawn.iter().all(|shares| shares.of(number) == 1.0)),
            }
        }
    }
}
