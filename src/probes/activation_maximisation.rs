//! A synthetic picture that excites one channel, grown by gradient ascent (Erhan et al. 2009, section 3).
//!
//! The picture is a sum of coarse and fine layers that all learn at the same pace, which keeps high frequencies from
//! winning (Olah et al. 2017, "Preconditioning and Parameterization"); they decay a little with each step (Yosinski
//! et al. 2015, section 3.1), and the picture is shifted at random before each look (Mordvintsev et al. 2015).

use afterimage_kernels::{Border, FeatureMap};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::picture_pyramid::PicturePyramid;
use crate::backbone::{BackwardNetwork, CpuBackbone, Start, Tape};
use crate::error::{EngineError, EngineResult};

/// Pixels that the picture is shifted by at most, in each direction.
const MOST_SHIFT: usize = 8;

/// What is grown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrownChannel {
    pub layer: usize,
    pub channel: usize,
    /// Of the picture, in pixels; a multiple of 32.
    pub side: usize,
    pub seed: u32,
}

/// A picture on its way.
#[derive(Debug)]
pub struct GrowingPicture {
    pub of: GrownChannel,
    pyramid: PicturePyramid,
    random: ChaCha8Rng,
    /// Steps so far.
    pub step: u32,
    /// Mean of the channel's sums over all places, before the activation, at the last look.
    pub excitement: f32,
}

impl GrowingPicture {
    /// Grey noise.
    ///
    /// # Errors
    /// `PlaceUnknown` when the backbone has no such channel, or the side is none that the network can read.
    pub fn new(network: &CpuBackbone, of: GrownChannel) -> EngineResult<Self> {
        let outputs = network.architecture().layers().get(of.layer).map_or(0, |layer| layer.channels_out);
        if of.channel >= outputs || !(32..=256).contains(&of.side) || !of.side.is_multiple_of(32) {
            return Err(EngineError::PlaceUnknown { detail: format!("{of:?}") });
        }
        let mut random = ChaCha8Rng::seed_from_u64(u64::from(of.seed));
        let pyramid = PicturePyramid::noise(of.side, &mut random);
        Ok(Self { of, pyramid, random, step: 0, excitement: 0.0 })
    }

    /// One look, and one step uphill.
    pub fn grow(&mut self, network: &mut CpuBackbone, backward: &BackwardNetwork) {
        let side = self.of.side;
        let normalisation = network.architecture().normalisation();
        let [down, right] = [0; 2].map(|_: usize| self.random.random_range(0..=2 * most_shift(side)));
        let picture = self.pyramid.picture();
        let border = network.input_border(side);
        let mut input = FeatureMap::zeros(side, 3, border);
        for pixel in 0..side * side {
            let start = input.offset(pixel);
            let source = shifted(pixel, side, down, right);
            let colours = &picture[source * 3..source * 3 + 3];
            let values = input.values_mut()[start..start + 3].iter_mut();
            for (number, (value, colour)) in values.zip(colours).enumerate() {
                *value = normalisation.apply(number, colour * 255.0);
            }
        }
        let (excitement, gradient) =
            excitement_and_gradient(network, backward, &input, self.of.layer, self.of.channel);
        self.excitement = excitement;
        let mut of_picture = vec![0.0; side * side * 3];
        for pixel in 0..side * side {
            let source = shifted(pixel, side, down, right);
            let colours = of_picture[source * 3..source * 3 + 3].iter_mut();
            for ((colour, value), deviation) in
                colours.zip(gradient.pixel(pixel)).zip(normalisation.deviation)
            {
                *colour += value * 255.0 / deviation;
            }
        }
        self.pyramid.climb(&picture, &of_picture);
        self.step += 1;
    }

    /// RGBA bytes.
    pub fn pixels(&self) -> Vec<u8> {
        let byte = |colour: &f32| (colour * 255.0).round().clamp(0.0, 255.0) as u8;
        let picture = self.pyramid.picture();
        picture.chunks_exact(3).flat_map(|rgb| [byte(&rgb[0]), byte(&rgb[1]), byte(&rgb[2]), 255]).collect()
    }
}

/// The mean of a channel's sums (before a skip is added), and how it grows with each value of the normalised picture `[side, side, 3]`.
pub fn excitement_and_gradient(
    network: &mut CpuBackbone,
    backward: &BackwardNetwork,
    input: &FeatureMap,
    layer: usize,
    channel: usize,
) -> (f32, FeatureMap) {
    let tape = Tape::record(network, input, layer);
    let sums = network.channel_sums(layer, channel, tape.input_of(layer).unwrap_or(&input.without_border()));
    let num_places = sums.len().max(1) as f32;
    let (side, channels) = tape.map(layer).map_or((0, 0), |map| (map.side(), map.channels()));
    let mut gradient = FeatureMap::zeros(side, channels, Border::default());
    for pixel in gradient.values_mut().chunks_exact_mut(channels.max(1)) {
        pixel[channel] = 1.0 / num_places;
    }
    let gradient = backward.run(&tape, layer, Start::Sums, gradient, None);
    (sums.iter().sum::<f32>() / num_places, gradient)
}

/// The pixel that comes to lie here when the picture is shifted by so much less `most_shift`; what is beyond the edge
/// is mirrored, because a seam would be an edge of its own.
fn shifted(pixel: usize, side: usize, down: usize, right: usize) -> usize {
    let most_shift = most_shift(side);
    let mirrored = |position: usize, shift: usize| {
        let moved = (position + shift).abs_diff(most_shift);
        moved.min(2 * side - 2 - moved)
    };
    mirrored(pixel / side, down) * side + mirrored(pixel % side, right)
}

fn most_shift(side: usize) -> usize {
    MOST_SHIFT.min(side / 4)
}
