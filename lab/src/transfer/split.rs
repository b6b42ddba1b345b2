//! Puts a part of each class aside to test on, where the pictures come without such a part.

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::Outcome;
use super::pictures::Picture;

/// One in so many pictures of each class is tested on, as CIFAR-10 has 10,000 of 60,000.
const ONE_IN: usize = 6;

/// Training and test pictures, both in the order they came in. Every class has at least one of each.
///
/// # Errors
/// A sentence that names a class with fewer than two readable pictures.
pub(crate) fn split(
    pictures: Vec<Picture>,
    classes: &[String],
    seed: u64,
) -> Outcome<(Vec<Picture>, Vec<Picture>)> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut is_test = vec![false; pictures.len()];
    for (class, name) in classes.iter().enumerate() {
        let mut members: Vec<usize> =
            (0..pictures.len()).filter(|index| pictures[*index].class == class).collect();
        if members.len() < 2 {
            return Err(format!(
                "The class {name} has fewer than two readable pictures; one to learn from and one to test on are needed."
            )
            .into());
        }
        members.shuffle(&mut random);
        for index in members.iter().take((members.len() / ONE_IN).max(1)) {
            is_test[*index] = true;
        }
    }
    let (mut training, mut test) = (Vec::new(), Vec::new());
    for (picture, is_test) in pictures.into_iter().zip(is_test) {
        if is_test { test.push(picture) } else { training.push(picture) }
    }
    Ok((training, test))
}
