//! Two dimensions out of many: principal components (Pearson 1901), turned to follow one another.

/// Directions that are iterated at once; more than the two wanted, so that close ones separate.
const NUM_DIRECTIONS: usize = 4;
const NUM_ROUNDS: usize = 40;

/// Coordinates of each row along the two directions in which the rows differ most: `[rows, 2]`.
///
/// `rows` is `[rows, width]`. The signs are arbitrary but always the same for the same rows.
pub fn principal_coordinates(rows: &[f32], width: usize) -> Vec<f32> {
    let num_rows = rows.len() / width.max(1);
    let mut centred = rows.to_vec();
    for column in 0..width {
        let values = rows.iter().skip(column).step_by(width);
        let mean = values.sum::<f32>() / num_rows.max(1) as f32;
        centred.iter_mut().skip(column).step_by(width).for_each(|value| *value -= mean);
    }
    let mut directions: Vec<Vec<f32>> =
        (0..NUM_DIRECTIONS.min(width)).map(|index| seed(index, width)).collect();
    for _ in 0..NUM_ROUNDS {
        for direction in &mut directions {
            *direction = times_covariance(&centred, width, direction);
        }
        orthonormalise(&mut directions);
    }
    // The iteration leaves the strongest first, as each direction is freed of those before it.
    let along =
        |row: &[f32], index: usize| directions.get(index).map_or(0.0, |direction| dot(row, direction));
    centred.chunks_exact(width.max(1)).flat_map(|row| [along(row, 0), along(row, 1)]).collect()
}

/// Turns or mirrors points `[rows, 2]` so that they lie as close as they can to `before` (Schönemann 1966).
pub fn turned_towards(points: &[f32], before: &[f32]) -> Vec<f32> {
    let mut products = [0.0_f32; 4];
    for (point, target) in points.chunks_exact(2).zip(before.chunks_exact(2)) {
        for (index, product) in products.iter_mut().enumerate() {
            *product += point[index / 2] * target[index % 2];
        }
    }
    let [xx, xy, yx, yy] = products;
    let (turn, mirror) = ((xx + yy).hypot(xy - yx), (xx - yy).hypot(xy + yx));
    if turn == 0.0 && mirror == 0.0 {
        return points.to_vec();
    }
    let [from_x, from_y] = if turn >= mirror {
        let (cosine, sine) = ((xx + yy) / turn, (xy - yx) / turn);
        [[cosine, sine], [-sine, cosine]]
    } else {
        let (cosine, sine) = ((xx - yy) / mirror, (xy + yx) / mirror);
        [[cosine, sine], [sine, -cosine]]
    };
    let turned = |point: &[f32]| [0, 1].map(|axis| point[0] * from_x[axis] + point[1] * from_y[axis]);
    points.chunks_exact(2).flat_map(turned).collect()
}

/// Different for each index, and in no direction in particular.
fn seed(index: usize, width: usize) -> Vec<f32> {
    (0..width).map(|column| ((column * 7919 + index * 104_729 + 13) % 1009) as f32 / 504.5 - 1.0).collect()
}

fn times_covariance(centred: &[f32], width: usize, direction: &[f32]) -> Vec<f32> {
    let mut product = vec![0.0; width];
    for row in centred.chunks_exact(width) {
        let along = dot(row, direction);
        for (sum, value) in product.iter_mut().zip(row) {
            *sum += along * value;
        }
    }
    product
}

/// Gram and Schmidt; a direction of which nothing is left becomes zero.
fn orthonormalise(directions: &mut [Vec<f32>]) {
    for index in 0..directions.len() {
        let (before, rest) = directions.split_at_mut(index);
        let Some(direction) = rest.first_mut() else { continue };
        let length_before = dot(direction, direction).sqrt();
        // Twice, because rounding leaves something of the others the first time.
        for earlier in before.iter().chain(before.iter()) {
            let along = dot(direction, earlier);
            for (value, earlier) in direction.iter_mut().zip(earlier) {
                *value -= along * earlier;
            }
        }
        let length = dot(direction, direction).sqrt();
        let is_left = length > 1e-5 * length_before && length > 1e-20;
        let factor = if is_left { 1.0 / length } else { 0.0 };
        direction.iter_mut().for_each(|value| *value *= factor);
    }
}

fn dot(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

#[cfg(test)]
mod tests {
    use super::{principal_coordinates, turned_towards};

    fn close(one: &[f32], other: &[f32]) -> bool {
        one.len() == other.len() && one.iter().zip(other).all(|(one, other)| (one - other).abs() < 1e-3)
    }

    #[test]
    fn finds_the_directions_of_most_difference() {
        // A long and a short axis, both oblique, and a third without any difference.
        let rows: Vec<f32> = [(-3.0, 0.0), (3.0, 0.0), (0.0, 1.0), (0.0, -1.0), (1.5, 0.5), (-1.5, -0.5)]
            .iter()
            .flat_map(|(long, short)| [0.6 * long - 0.8 * short, 0.8 * long + 0.6 * short, 5.0])
            .collect();
        let found = principal_coordinates(&rows, 3);
        let distances = |points: &[f32], width: usize| -> Vec<f32> {
            let points: Vec<&[f32]> = points.chunks_exact(width).collect();
            points
                .iter()
                .flat_map(|one| points.iter().map(move |other| (one, other)))
                .map(|(one, other)| {
                    one.iter().zip(*other).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt()
                })
                .collect()
        };
        assert!(close(&distances(&found, 2), &distances(&rows, 3)));
        let spread = |axis: usize| found.iter().skip(axis).step_by(2).map(|value| value * value).sum::<f32>();
        assert!(spread(0) > 4.0 * spread(1) && spread(1) > 1.0);
    }

    #[test]
    fn rows_that_do_not_differ_stay_in_the_middle() {
        assert!(close(&principal_coordinates(&[2.0, 1.0, 2.0, 1.0], 2), &[0.0; 4]));
    }

    #[test]
    fn turning_undoes_a_turn_and_a_mirror() {
        let before = [1.0, 0.0, 0.0, 2.0, -1.5, 0.5];
        let turned: Vec<f32> =
            before.chunks_exact(2).flat_map(|p| [0.6 * p[0] - 0.8 * p[1], 0.8 * p[0] + 0.6 * p[1]]).collect();
        let mirrored: Vec<f32> = turned.chunks_exact(2).flat_map(|p| [p[0], -p[1]]).collect();
        assert!(close(&turned_towards(&turned, &before), &before));
        assert!(close(&turned_towards(&mirrored, &before), &before));
        assert_eq!(turned_towards(&before, &[0.0; 6]), before);
    }
}
