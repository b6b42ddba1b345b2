//! Pictures in groups that look alike to the network: k-means (Lloyd 1982) from k-means++ (Arthur & Vassilvitskii 2007).

use rand::distr::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// Chance decides where groups begin, so the best of several tries counts.
const TRIES: u64 = 6;
const MOST_ROUNDS: usize = 60;

/// Which group each row is in, and how far from its middle.
#[derive(Clone, Debug, PartialEq)]
pub struct Clusters {
    /// `[rows]`, numbers below the number of groups.
    pub group_of: Vec<usize>,
    /// `[rows]`, squared.
    pub distances: Vec<f32>,
    /// Mean over the rows of how much nearer the own middle is than the next one, from 0 to 1 (the silhouette of
    /// Rousseeuw 1987, by distances to middles; 0 for a row that is alone in its group, as there).
    pub separation: f32,
}

/// Groups `rows` `[count, length]`; the same seed gives the same groups. There are never more groups than rows.
pub fn clusters(rows: &[f32], length: usize, num_groups: usize, seed: u32) -> Clusters {
    let count = rows.len() / length.max(1);
    if count == 0 {
        return Clusters { group_of: Vec::new(), distances: Vec::new(), separation: 0.0 };
    }
    let num_groups = num_groups.clamp(1, count);
    let one_try = |number| {
        let mut random = ChaCha8Rng::seed_from_u64((u64::from(seed) << 8) | number);
        let mut middles = spread_middles(rows, length, num_groups, &mut random);
        let mut group_of = vec![usize::MAX; count];
        for _ in 0..MOST_ROUNDS {
            let next: Vec<usize> =
                rows.chunks_exact(length).map(|row| nearest(row, &middles, length).0).collect();
            if next == group_of {
                break;
            }
            group_of = next;
            move_middles(rows, length, &group_of, &mut middles);
        }
        with_distances(rows, length, group_of, &middles)
    };
    let total = |clusters: &Clusters| clusters.distances.iter().sum::<f32>();
    let better = |one: Clusters, other: Clusters| if total(&other) < total(&one) { other } else { one };
    (1..TRIES).map(one_try).fold(one_try(0), better)
}

/// The number of groups from 2 to `most` that are best told apart, with its groups.
pub fn best_clusters(rows: &[f32], length: usize, most: usize, seed: u32) -> Clusters {
    let all = (2..=most.max(2)).map(|num_groups| clusters(rows, length, num_groups, seed));
    all.max_by(|one, other| one.separation.total_cmp(&other.separation))
        .unwrap_or_else(|| clusters(rows, length, 1, seed))
}

/// Each next middle is a row that is likelier the farther it is from those before.
fn spread_middles(rows: &[f32], length: usize, num_groups: usize, random: &mut ChaCha8Rng) -> Vec<f32> {
    let count = rows.len() / length.max(1);
    let mut between = |most: f32| Uniform::new_inclusive(0.0, most).map_or(0.0, |range| range.sample(random));
    let first = (between(count as f32) as usize).min(count.saturating_sub(1));
    let mut middles = rows.chunks_exact(length).nth(first).unwrap_or_default().to_vec();
    while middles.len() < num_groups * length {
        let distances: Vec<f32> =
            rows.chunks_exact(length).map(|row| nearest(row, &middles, length).1).collect();
        let mut left = between(distances.iter().sum());
        let chosen = distances.iter().position(|distance| {
            left -= distance;
            left <= 0.0 && *distance > 0.0
        });
        let farthest = || index_of_largest(&distances);
        let chosen = chosen.unwrap_or_else(farthest);
        middles.extend_from_slice(rows.chunks_exact(length).nth(chosen).unwrap_or_default());
    }
    middles
}

/// To the mean of its rows; a middle without rows stays.
fn move_middles(rows: &[f32], length: usize, group_of: &[usize], middles: &mut [f32]) {
    for (group, middle) in middles.chunks_exact_mut(length).enumerate() {
        let own =
            || rows.chunks_exact(length).zip(group_of).filter(|(_, own)| **own == group).map(|(row, _)| row);
        let count = own().count() as f32;
        if count > 0.0 {
            middle.fill(0.0);
            for row in own() {
                for (sum, value) in middle.iter_mut().zip(row) {
                    *sum += value / count;
                }
            }
        }
    }
}

fn with_distances(rows: &[f32], length: usize, group_of: Vec<usize>, middles: &[f32]) -> Clusters {
    let is_alone = |group: usize| group_of.iter().filter(|other| **other == group).count() == 1;
    let mut separation = 0.0;
    let mut distances = Vec::with_capacity(group_of.len());
    for (row, group) in rows.chunks_exact(length).zip(&group_of) {
        let all: Vec<f32> =
            middles.chunks_exact(length).map(|middle| squared_distance(row, middle)).collect();
        let others =
            all.iter().enumerate().filter(|(other, _)| other != group).map(|(_, distance)| *distance);
        let (own, next) = (all[*group], others.fold(f32::INFINITY, f32::min));
        // Its own middle is itself, which says nothing about how well it fits there.
        if next.is_finite() && next > 0.0 && !is_alone(*group) {
            separation += 1.0 - (own / next).sqrt();
        }
        distances.push(own);
    }
    let count = group_of.len().max(1) as f32;
    Clusters { group_of, distances, separation: separation / count }
}

fn nearest(row: &[f32], middles: &[f32], length: usize) -> (usize, f32) {
    let distances = middles.chunks_exact(length).map(|middle| squared_distance(row, middle)).enumerate();
    distances.fold((0, f32::INFINITY), |best, one| if one.1 < best.1 { one } else { best })
}

fn squared_distance(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| (one - other) * (one - other)).sum()
}

fn index_of_largest(values: &[f32]) -> usize {
    values.iter().enumerate().max_by(|one, other| one.1.total_cmp(other.1)).map_or(0, |(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::{best_clusters, clusters};

    /// Rows around three middles, in turn.
    fn rows(count: usize) -> Vec<f32> {
        let middles = [[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]];
        (0..count)
            .flat_map(|row| {
                let [x, y] = middles[row % 3];
                [x + (row * 7 % 5) as f32 * 0.2, y + (row * 11 % 7) as f32 * 0.2]
            })
            .collect()
    }

    #[test]
    fn rows_around_the_same_middle_are_one_group() {
        let found = clusters(&rows(30), 2, 3, 1);
        for row in 0..30 {
            assert_eq!(found.group_of[row] == found.group_of[0], row % 3 == 0, "{row}");
        }
        assert!(found.separation > 0.8 && found.distances.iter().all(|distance| *distance < 2.0));
        assert_eq!(found, clusters(&rows(30), 2, 3, 1), "nothing is left to chance");
    }

    #[test]
    fn the_number_of_groups_is_found() {
        let found = best_clusters(&rows(30), 2, 8, 1);
        assert_eq!(found.group_of.iter().max(), Some(&2));
    }

    #[test]
    fn a_row_alone_in_its_group_is_no_sign_of_a_good_number_of_groups() {
        let two_groups = [0.0, 1.0, 2.0, 10.0, 11.0, 12.0];
        let found = best_clusters(&two_groups, 1, 6, 1);
        assert_eq!(found.group_of.iter().max(), Some(&1), "not six groups of one");
        assert!(found.separation > 0.8);
        assert_eq!(clusters(&two_groups, 1, 6, 1).separation, 0.0);
        // Of three rows in two groups two have company, each half a step from its middle.
        let found = clusters(&[0.0, 1.0, 10.0], 1, 2, 1);
        let expected = ((1.0 - 0.5 / 10.0) + (1.0 - 0.5 / 9.0)) / 3.0;
        assert!((found.separation - expected).abs() < 1e-5, "{}", found.separation);
    }

    #[test]
    fn few_rows_and_equal_rows_make_no_trouble() {
        assert_eq!(clusters(&[], 2, 3, 1).group_of, [0; 0]);
        assert_eq!(clusters(&[1.0, 2.0], 2, 3, 1).group_of, [0]);
        let same = clusters(&[1.0; 12], 2, 3, 1);
        assert!(same.distances.iter().all(|distance| *distance == 0.0));
    }
}
