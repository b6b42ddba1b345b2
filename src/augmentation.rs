//! Pictures changed at random while they still show the same thing: more to learn from few.
//!
//! Turning, zooming, shifting and mirroring are one look-up with straight lines between pixels; beyond the edge the
//! picture is mirrored, or black. Then colours, then a grey patch (Zhong et al. 2020, section 3.2).

use rand::Rng;
use rand::distr::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::protocol::Augmentation;

/// The luma weights of Rec. 601.
const LUMA: [f32; 3] = [0.299, 0.587, 0.114];
const GREY: u8 = 127;
const BLACK: [u8; 4] = [0, 0, 0, 255];
/// A patch is at most so many times as long as wide.
const MOST_OBLONG: f32 = 2.0;

/// One RGBA picture of `side` × `side` pixels, varied; the same numbers give the same picture.
pub fn varied(pixels: &[u8], side: usize, augmentation: &Augmentation, seed: u64) -> Vec<u8> {
    let mut chance = Chance(ChaCha8Rng::seed_from_u64(seed));
    let mut found = moved(pixels, side, augmentation, &mut chance);
    recolour(&mut found, augmentation.colour, &mut chance);
    erase(&mut found, side, augmentation.erase, &mut chance);
    found
}

struct Chance(ChaCha8Rng);

impl Chance {
    /// Evenly between `low` and `high`.
    fn between(&mut self, low: f32, high: f32) -> f32 {
        Uniform::new_inclusive(low, high).map_or(low, |range| range.sample(&mut self.0))
    }

    fn around_zero(&mut self, most: f32) -> f32 {
        self.between(-most, most)
    }

    /// A whole number, each equally likely.
    fn whole_around_zero(&mut self, most: i32) -> i32 {
        Uniform::new_inclusive(-most, most).map_or(0, |range| range.sample(&mut self.0))
    }

    fn flips(&mut self) -> bool {
        self.0.next_u32() & 1 == 1
    }
}

fn moved(pixels: &[u8], side: usize, augmentation: &Augmentation, chance: &mut Chance) -> Vec<u8> {
    let Augmentation { flip, shift, zoom, turn_degrees, black_beyond_edge, .. } = *augmentation;
    let mirror = if flip && chance.flips() { -1.0 } else { 1.0 };
    let (sine, cosine) = chance.around_zero(turn_degrees).to_radians().sin_cos();
    // Twice as large is as far as half as large.
    let scale = (1.0 + zoom).powf(chance.around_zero(1.0));
    let most = shift * side as f32;
    let [right, down] = [0, 1].map(|_| match black_beyond_edge {
        true => chance.whole_around_zero(most.round() as i32) as f32,
        false => chance.around_zero(shift) * side as f32,
    });
    let middle = (side as f32 - 1.0) / 2.0;
    let mut found = Vec::with_capacity(pixels.len());
    for row in 0..side {
        for column in 0..side {
            // From the place in the new picture back to where it comes from.
            let x = mirror * (column as f32 - middle - right) / scale;
            let y = (row as f32 - middle - down) / scale;
            let from = [cosine * x + sine * y + middle, cosine * y - sine * x + middle];
            found.extend(interpolated(pixels, side, from, black_beyond_edge));
        }
    }
    found
}

/// Between the four pixels around a place.
fn interpolated(pixels: &[u8], side: usize, [x, y]: [f32; 2], black_beyond_edge: bool) -> [u8; 4] {
    let [left, top] = [x, y].map(f32::floor);
    let [across, along] = [x - left, y - top];
    let is_inside = |place: f32| (0.0..side as f32).contains(&place);
    let at = |column: f32, row: f32| {
        if black_beyond_edge && !(is_inside(column) && is_inside(row)) {
            return BLACK.as_slice();
        }
        let start = (mirrored(row, side) * side + mirrored(column, side)) * 4;
        &pixels[start..start + 4]
    };
    let [upper_left, upper_right] = [at(left, top), at(left + 1.0, top)];
    let [lower_left, lower_right] = [at(left, top + 1.0), at(left + 1.0, top + 1.0)];
    std::array::from_fn(|channel| {
        let between = |one: &[u8], other: &[u8], share: f32| {
            f32::from(one[channel]) * (1.0 - share) + f32::from(other[channel]) * share
        };
        let upper = between(upper_left, upper_right, across);
        let lower = between(lower_left, lower_right, across);
        (upper * (1.0 - along) + lower * along).round() as u8
    })
}

/// A whole number made a place of the picture, as if it were mirrored at its edges again and again.
fn mirrored(place: f32, side: usize) -> usize {
    let within = (place as i64).rem_euclid(2 * side as i64) as usize;
    within.min(2 * side - 1 - within)
}

/// Brightness, then contrast, then saturation.
fn recolour(pixels: &mut [u8], most: f32, chance: &mut Chance) {
    let [brightness, contrast, saturation] = [0; 3].map(|_| 1.0 + chance.around_zero(most));
    if most == 0.0 {
        return;
    }
    let luma = |colour: &[u8]| {
        colour.iter().zip(LUMA).map(|(value, weight)| f32::from(*value) * weight).sum::<f32>()
    };
    let (colours, _) = pixels.as_chunks_mut::<4>();
    let mean = brightness * colours.iter().map(|colour| luma(&colour[..3])).sum::<f32>()
        / colours.len().max(1) as f32;
    for colour in colours {
        let brightened = |value: f32| (value * brightness - mean) * contrast + mean;
        let grey = brightened(luma(&colour[..3]));
        for value in &mut colour[..3] {
            *value = (grey + (brightened(f32::from(*value)) - grey) * saturation).round() as u8;
        }
    }
}

fn erase(pixels: &mut [u8], side: usize, most: f32, chance: &mut Chance) {
    let area = chance.between(0.0, most) * (side * side) as f32;
    let oblong = MOST_OBLONG.powf(chance.around_zero(1.0));
    let [width, height] =
        [(area * oblong).sqrt(), (area / oblong).sqrt()].map(|length| (length as usize).min(side));
    let [left, top] = [width, height].map(|length| chance.between(0.0, (side - length) as f32) as usize);
    for row in pixels.chunks_exact_mut(side * 4).skip(top).take(height) {
        for colour in row.as_chunks_mut::<4>().0.iter_mut().skip(left).take(width) {
            colour[..3].fill(GREY);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::varied;
    use crate::protocol::Augmentation;

    const SIDE: usize = 16;
    const NOTHING: Augmentation = Augmentation {
        variations: 1,
        fresh_each_epoch: false,
        flip: false,
        shift: 0.0,
        black_beyond_edge: false,
        zoom: 0.0,
        turn_degrees: 0.0,
        colour: 0.0,
        erase: 0.0,
    };

    fn picture() -> Vec<u8> {
        (0..SIDE * SIDE).flat_map(|at| [(at * 7 % 256) as u8, (at % SIDE * 16) as u8, 90, 255]).collect()
    }

    fn changed(augmentation: Augmentation, seed: u64) -> Vec<u8> {
        varied(&picture(), SIDE, &augmentation, seed)
    }

    #[test]
    fn nothing_asked_for_changes_nothing() {
        assert_eq!(changed(NOTHING, 3), picture());
    }

    #[test]
    fn a_seed_gives_the_same_picture_and_another_seed_another() {
        let all = Augmentation {
            flip: true,
            shift: 0.1,
            zoom: 0.2,
            turn_degrees: 15.0,
            colour: 0.3,
            erase: 0.2,
            ..NOTHING
        };
        assert_eq!(changed(all, 3), changed(all, 3));
        assert_ne!(changed(all, 3), changed(all, 4));
    }

    #[test]
    fn a_mirrored_picture_has_its_columns_the_other_way_round() {
        let flip = Augmentation { flip: true, ..NOTHING };
        let mut mirrored = Vec::new();
        for row in picture().chunks_exact(SIDE * 4) {
            mirrored.extend(row.as_chunks::<4>().0.iter().rev().flatten().copied());
        }
        let found: Vec<Vec<u8>> = (0..16).map(|seed| changed(flip, seed)).collect();
        assert!(found.iter().all(|one| *one == picture() || *one == mirrored));
        assert!(found.contains(&picture()) && found.contains(&mirrored), "each about half of the time");
    }

    #[test]
    fn a_shift_moves_what_was_in_the_middle() {
        let shift = Augmentation { shift: 0.3, ..NOTHING };
        let mut spot = vec![0; SIDE * SIDE * 4];
        spot[(8 * SIDE + 8) * 4..][..4].fill(255);
        let sum = |pixels: &[u8]| pixels.iter().step_by(4).map(|value| u32::from(*value)).sum::<u32>();
        for seed in 0..8 {
            let found = varied(&spot, SIDE, &shift, seed);
            assert_ne!(found, spot);
            assert!(
                sum(&found).abs_diff(255) < 6,
                "the spot is shared among its neighbours, and none of it lost"
            );
        }
    }

    /// As `RandomCrop(side, padding)` and `RandomHorizontalFlip` of torchvision give them.
    #[test]
    fn black_beyond_the_edge_makes_crops_of_the_padded_picture() {
        let augmentation = Augmentation { flip: true, shift: 0.125, black_beyond_edge: true, ..NOTHING };
        let (padding, original) = (2_i64, picture());
        let crop = |left: i64, top: i64, is_mirrored: bool| -> Vec<u8> {
            let place = |at: usize| ((at % SIDE) as i64, (at / SIDE) as i64);
            (0..SIDE * SIDE)
                .flat_map(|at| {
                    let (x, y) = place(at);
                    let x = x + left - padding;
                    let (x, y) = (if is_mirrored { SIDE as i64 - 1 - x } else { x }, y + top - padding);
                    let inside = (0..SIDE as i64).contains(&x) && (0..SIDE as i64).contains(&y);
                    let start = (y * SIDE as i64 + x) as usize * 4;
                    if inside {
                        [0, 1, 2, 3].map(|channel| original[start + channel])
                    } else {
                        [0, 0, 0, 255]
                    }
                })
                .collect()
        };
        let places = (0..=2 * padding).flat_map(|left| (0..=2 * padding).map(move |top| (left, top)));
        let crops: Vec<Vec<u8>> =
            places.flat_map(|(left, top)| [crop(left, top, false), crop(left, top, true)]).collect();
        let mut counts = vec![0; crops.len()];
        for seed in 0..2000 {
            let found = changed(augmentation, seed);
            let position = crops.iter().position(|crop| *crop == found);
            counts[position.unwrap_or_else(|| unreachable!("each is a crop: seed {seed}"))] += 1;
        }
        // 40 are expected of each of the 50.
        assert!(counts.iter().all(|count| (15..75).contains(count)), "{counts:?}");
    }

    #[test]
    fn colours_change_and_grey_stays_grey() {
        let colour = Augmentation { colour: 0.5, ..NOTHING };
        let grey: Vec<u8> = (0..SIDE * SIDE).flat_map(|at| [at as u8, at as u8, at as u8, 255]).collect();
        for seed in 0..8 {
            let found = varied(&grey, SIDE, &colour, seed);
            assert_ne!(found, grey);
            assert!(
                found
                    .as_chunks::<4>()
                    .0
                    .iter()
                    .all(|[red, green, blue, alpha]| red == green && green == blue && *alpha == 255)
            );
        }
    }

    #[test]
    fn at_most_so_much_is_covered() {
        let erase = Augmentation { erase: 0.25, ..NOTHING };
        let covered =
            |found: &[u8]| found.as_chunks::<4>().0.iter().filter(|colour| colour[..3] == [127; 3]).count();
        let counts: Vec<usize> = (0..16).map(|seed| covered(&changed(erase, seed))).collect();
        assert!(counts.iter().all(|count| *count <= SIDE * SIDE / 4), "{counts:?}");
        assert!(counts.iter().any(|count| *count > SIDE * SIDE / 16), "{counts:?}");
    }
}
