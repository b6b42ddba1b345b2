//! The simplest learner there is, for comparison: a picture is what most of its nearest neighbours are
//! (Cover & Hart 1967).

use crate::protocol::Side;
use crate::training::Trainer;

/// How often the neighbours are right, and about how many pictures.
#[derive(Clone, Debug, PartialEq)]
pub struct NeighbourScores {
    pub accuracy: f32,
    pub num_examples: usize,
    /// `[classes, classes]`, row = true class.
    pub confusion: Vec<u32>,
}

/// Lets the `count` nearest training pictures vote on each picture that was held back, or, where none was, on each
/// training picture without itself. Nearness is that of normalised features; of classes with as many votes the one
/// with the nearest neighbour wins.
pub fn neighbour_scores(trainer: &Trainer, count: usize) -> NeighbourScores {
    let num_classes = trainer.dataset().class_ids.len();
    let rows: Vec<_> = trainer.rows_with_sides().collect();
    let has_validation = rows.iter().any(|(side, ..)| *side == Side::Validation);
    let mut confusion = vec![0; num_classes * num_classes];
    let (mut right, mut num_examples) = (0, 0);
    for (index, (side, example, row)) in rows.iter().enumerate() {
        if has_validation && *side == Side::Training {
            continue;
        }
        let mut near: Vec<(f32, usize)> = rows
            .iter()
            .enumerate()
            .filter(|(other, (side, ..))| *side == Side::Training && *other != index)
            .map(|(_, (_, other, features))| (likeness(row, features), other.class_index))
            .collect();
        near.sort_by(|one, other| other.0.total_cmp(&one.0));
        let Some(class) = elected(&near[..count.min(near.len())], num_classes) else { continue };
        confusion[example.class_index * num_classes + class] += 1;
        num_examples += 1;
        right += usize::from(class == example.class_index);
    }
    NeighbourScores { accuracy: right as f32 / num_examples.max(1) as f32, num_examples, confusion }
}

/// `near` begins with the nearest.
fn elected(near: &[(f32, usize)], num_classes: usize) -> Option<usize> {
    let mut votes = vec![0; num_classes];
    for (_, class) in near {
        votes[*class] += 1;
    }
    let most = votes.iter().copied().max()?;
    near.iter().map(|(_, class)| *class).find(|class| votes[*class] == most)
}

fn likeness(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

#[cfg(test)]
mod tests {
    use super::elected;

    #[test]
    fn most_votes_win_and_then_the_nearest() {
        assert_eq!(elected(&[(0.9, 2), (0.8, 1), (0.7, 1)], 3), Some(1));
        assert_eq!(elected(&[(0.9, 2), (0.8, 1)], 3), Some(2));
        assert_eq!(elected(&[], 3), None);
    }
}
