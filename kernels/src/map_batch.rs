//! The maps of all pictures of a batch, for layers that must see them together.

use crate::bands::for_each_band;
use crate::{Activation, Border, FeatureMap};

/// Maps of one shape, one after the other and without borders: `[pictures, side, side, channels]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapBatch {
    side: usize,
    channels: usize,
    values: Vec<f32>,
}

impl MapBatch {
    /// Nothing but zeros.
    pub fn zeros(num_pictures: usize, side: usize, channels: usize) -> Self {
        Self { side, channels, values: vec![0.0; num_pictures * side * side * channels] }
    }

    /// Maps of the shape of the first one, without their borders; others are left out.
    pub fn from_maps<'a>(maps: impl IntoIterator<Item = &'a FeatureMap>) -> Self {
        let mut batch = Self::default();
        for map in maps {
            if batch.values.is_empty() {
                (batch.side, batch.channels) = (map.side(), map.channels());
            }
            if (map.side(), map.channels()) == (batch.side, batch.channels) {
                (0..map.num_pixels()).for_each(|pixel| batch.values.extend_from_slice(map.pixel(pixel)));
            }
        }
        batch
    }

    /// Maps whose channels have these means, each the same at all places: `[pictures, channels]` → this. It is also the
    /// way back through `channel_means`, when every number is divided by the places.
    pub fn from_channels(of_pictures: &[f32], side: usize, channels: usize) -> Self {
        let places = of_pictures
            .chunks_exact(channels.max(1))
            .flat_map(|picture| std::iter::repeat_n(picture, side * side));
        Self { side, channels, values: places.flatten().copied().collect() }
    }

    /// How many maps there are.
    pub fn num_pictures(&self) -> usize {
        self.values.len() / self.picture_length().max(1)
    }

    /// Pixels a side.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Values a pixel.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Values of one picture.
    pub fn picture_length(&self) -> usize {
        self.side * self.side * self.channels
    }

    /// Pixels of all pictures.
    pub fn num_pixels(&self) -> usize {
        self.values.len() / self.channels.max(1)
    }

    /// `[pictures, side, side, channels]`
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// `[pictures, side, side, channels]`
    pub fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    /// Each picture's map on its own.
    pub fn maps(&self) -> impl Iterator<Item = FeatureMap> {
        self.values.chunks_exact(self.picture_length().max(1)).map(|picture| {
            let mut map = FeatureMap::zeros(self.side, self.channels, Border::default());
            map.values_mut().copy_from_slice(picture);
            map
        })
    }

    /// The mean of each channel of each picture: `[pictures, channels]`.
    pub fn channel_means(&self) -> Vec<f32> {
        self.maps().flat_map(|map| map.channel_means()).collect()
    }

    /// One place of every picture: `[pictures, channels]`.
    pub(crate) fn place(&self, place: usize) -> Vec<f32> {
        let pictures = self.values.chunks_exact(self.picture_length().max(1));
        pictures.flat_map(|picture| &picture[place * self.channels..][..self.channels]).copied().collect()
    }

    /// The other way round.
    pub(crate) fn set_place(&mut self, place: usize, values: &[f32]) {
        let (length, channels) = (self.picture_length().max(1), self.channels);
        for (picture, values) in self.values.chunks_exact_mut(length).zip(values.chunks_exact(channels)) {
            picture[place * channels..][..channels].copy_from_slice(values);
        }
    }

    /// Adds maps of the same shape.
    pub fn add(&mut self, other: &Self) {
        for (value, other) in self.values.iter_mut().zip(&other.values) {
            *value += other;
        }
    }

    /// Keeps of this gradient what an activation lets through, given what it handed on.
    pub fn through(&mut self, activation: Activation, outputs: &Self) {
        for (gradient, output) in self.values.iter_mut().zip(&outputs.values) {
            if !activation.lets_through(*output) {
                *gradient = 0.0;
            }
        }
    }

    /// Calls `work` with a few pixels at a time, and with the number of the first of them.
    pub(crate) fn for_each_pixels(
        &mut self,
        multiply_adds: usize,
        work: impl Fn(usize, &mut [f32]) + Send + Sync,
    ) {
        if !self.values.is_empty() {
            for_each_band(&mut self.values, self.channels, multiply_adds, work);
        }
    }

    /// Calls `work` with a few pictures at a time, and with the number of the first of them.
    pub(crate) fn for_each_pictures(
        &mut self,
        multiply_adds: usize,
        work: impl Fn(usize, &mut [f32]) + Send + Sync,
    ) {
        let length = self.picture_length();
        if !self.values.is_empty() {
            for_each_band(&mut self.values, length, multiply_adds, work);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MapBatch;
    use crate::{Border, FeatureMap};

    fn map(side: usize, first: f32) -> FeatureMap {
        let mut map = FeatureMap::zeros(side, 2, Border::default());
        map.values_mut().iter_mut().enumerate().for_each(|(index, value)| *value = first + index as f32);
        map
    }

    #[test]
    fn maps_come_out_as_they_went_in() {
        let (one, other) = (map(2, 1.0), map(2, 20.0));
        let bordered = other.with_border(Border { before: 1, after: 2 });
        let batch = MapBatch::from_maps([&one, &bordered, &map(3, 7.0)]);
        assert_eq!((batch.num_pictures(), batch.num_pixels(), batch.picture_length()), (2, 8, 8));
        let maps: Vec<Vec<f32>> = batch.maps().map(|map| map.values().to_vec()).collect();
        assert_eq!(maps, [one.values(), other.values()]);
        assert_eq!(batch.channel_means(), [4.0, 5.0, 23.0, 24.0]);
        assert_eq!(MapBatch::default().num_pictures(), 0);
    }

    #[test]
    fn channels_are_spread_over_all_places() {
        let batch = MapBatch::from_channels(&[1.0, 2.0, 3.0, 4.0], 2, 2);
        assert_eq!(batch.values()[..8], [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0]);
        assert_eq!(batch.channel_means(), [1.0, 2.0, 3.0, 4.0]);
    }
}
