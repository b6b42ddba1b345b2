//! How strongly each channel of a layer answers to each of the learner's pictures.

use std::collections::{BTreeMap, HashMap};

use afterimage_kernels::FeatureMap;

use super::layer_maps::indices_from_largest;
use crate::error::{EngineError, EngineResult};
use crate::protocol::{ChannelOrder, ChannelPictures, Floats};

/// Numbers that are kept in all, four bytes each, or the layers asked about longest ago are forgotten.
const MOST_NUMBERS: usize = 24_000_000;

/// Surveys of several layers.
#[derive(Debug, Default)]
pub struct Surveys {
    /// The one used last comes last.
    surveys: Vec<Survey>,
}

/// One layer's answers to every picture it was shown.
#[derive(Debug)]
struct Survey {
    layer: u32,
    side: usize,
    /// By example.
    rows: BTreeMap<u32, Row>,
}

/// Of each channel the mean over all places, the largest value, and where that is.
#[derive(Debug)]
struct Row {
    means: Vec<f32>,
    maxima: Vec<f32>,
    places: Vec<u16>,
}

impl Surveys {
    /// Remembers what a layer made of a picture; gives the number of pictures remembered for this layer.
    pub fn add(&mut self, layer: u32, example_id: u32, map: &FeatureMap) -> usize {
        let mut survey = match self.surveys.iter().position(|survey| survey.layer == layer) {
            Some(index) => self.surveys.remove(index),
            None => Survey { layer, side: map.side(), rows: BTreeMap::new() },
        };
        if survey.side != map.side() {
            survey = Survey { layer, side: map.side(), rows: BTreeMap::new() };
        }
        survey.rows.insert(example_id, Row::of(map));
        let num_examples = survey.rows.len();
        self.surveys.push(survey);
        while self.surveys.len() > 1 && self.numbers() > MOST_NUMBERS {
            self.surveys.remove(0);
        }
        num_examples
    }

    /// Pictures that a layer was shown.
    pub fn num_examples(&self, layer: u32) -> usize {
        self.survey(layer).map_or(0, |survey| survey.rows.len())
    }

    /// Drops these pictures.
    pub fn forget(&mut self, example_ids: &[u32]) {
        for survey in &mut self.surveys {
            for example_id in example_ids {
                survey.rows.remove(example_id);
            }
        }
    }

    /// All channels, first the one of the largest value, with their values; `class_of` knows each picture's class.
    ///
    /// # Errors
    /// `LayerNotSurveyed`.
    pub fn rank(
        &self,
        layer: u32,
        order: ChannelOrder,
        class_of: &HashMap<u32, u32>,
    ) -> EngineResult<(Vec<u32>, Vec<f32>)> {
        let survey = self.survey(layer)?;
        let of_all = || survey.rows.values().map(|row| row.means.as_slice());
        let values = match order {
            ChannelOrder::Strength => Statistics::of(of_all()).means,
            ChannelOrder::Variance => Statistics::of(of_all()).variances,
            ChannelOrder::Class { class_id } => {
                let of_class = |wanted: bool| {
                    let rows = survey.rows.iter();
                    rows.filter(move |(example_id, _)| {
                        class_of.get(example_id).is_some_and(|of_it| (*of_it == class_id) == wanted)
                    })
                    .map(|(_, row)| row.means.as_slice())
                };
                Statistics::of(of_class(true)).lead_over(&Statistics::of(of_class(false)))
            }
        };
        let channels = indices_from_largest(&values);
        let sorted = channels.iter().map(|channel| values[*channel as usize]).collect();
        Ok((channels, sorted))
    }

    /// The pictures by how much they excite one channel.
    ///
    /// # Errors
    /// `LayerNotSurveyed`, or `PlaceUnknown` when the layer has no such channel.
    pub fn pictures(&self, layer: u32, channel: u32) -> EngineResult<ChannelPictures> {
        let survey = self.survey(layer)?;
        let index = channel as usize;
        let mut rows: Vec<(u32, &Row)> = survey.rows.iter().map(|(id, row)| (*id, row)).collect();
        if rows.iter().any(|(_, row)| row.means.len() <= index) {
            return Err(EngineError::PlaceUnknown { detail: format!("layer {layer} channel {channel}") });
        }
        rows.sort_by(|(_, one), (_, other)| other.maxima[index].total_cmp(&one.maxima[index]));
        Ok(ChannelPictures {
            layer,
            channel,
            side: survey.side as u32,
            example_ids: rows.iter().map(|(example_id, _)| *example_id).collect(),
            maxima: Floats(rows.iter().map(|(_, row)| row.maxima[index]).collect()),
            places: rows.iter().map(|(_, row)| u32::from(row.places[index])).collect(),
            means: Floats(rows.iter().map(|(_, row)| row.means[index]).collect()),
        })
    }

    fn survey(&self, layer: u32) -> EngineResult<&Survey> {
        let survey = self.surveys.iter().find(|survey| survey.layer == layer && !survey.rows.is_empty());
        survey.ok_or(EngineError::LayerNotSurveyed { layer })
    }

    fn numbers(&self) -> usize {
        self.surveys.iter().flat_map(|survey| survey.rows.values()).map(|row| row.means.len() * 5 / 2).sum()
    }
}

impl Row {
    fn of(map: &FeatureMap) -> Self {
        let mut means = vec![0.0; map.channels()];
        let mut maxima = vec![f32::NEG_INFINITY; map.channels()];
        let mut places = vec![0; map.channels()];
        for pixel in 0..map.num_pixels() {
            for (channel, value) in map.pixel(pixel).iter().enumerate() {
                means[channel] += value / map.num_pixels() as f32;
                if *value > maxima[channel] {
                    (maxima[channel], places[channel]) = (*value, pixel as u16);
                }
            }
        }
        Self { means, maxima, places }
    }
}

/// Of every channel over some pictures.
struct Statistics {
    count: usize,
    means: Vec<f32>,
    variances: Vec<f32>,
}

impl Statistics {
    fn of<'a>(rows: impl Iterator<Item = &'a [f32]>) -> Self {
        let (mut count, mut sums, mut squares) = (0, Vec::new(), Vec::new());
        for row in rows {
            count += 1;
            sums.resize(row.len(), 0.0_f64);
            squares.resize(row.len(), 0.0_f64);
            for ((sum, square), value) in sums.iter_mut().zip(&mut squares).zip(row) {
                *sum += f64::from(*value);
                *square += f64::from(*value) * f64::from(*value);
            }
        }
        let share = 1.0 / f64::from(u32::max(count as u32, 1));
        let variance = |(sum, square): (&f64, &f64)| (square * share - (sum * share).powi(2)).max(0.0) as f32;
        Self {
            count,
            variances: sums.iter().zip(&squares).map(variance).collect(),
            means: sums.iter().map(|sum| (sum * share) as f32).collect(),
        }
    }

    /// Cohen's d of each channel; 0 where one of the two has no pictures or nothing varies.
    fn lead_over(&self, others: &Self) -> Vec<f32> {
        let length = self.means.len().max(others.means.len());
        if self.count == 0 || others.count == 0 {
            return vec![0.0; length];
        }
        let of_channel = |channel: usize| {
            let spread =
                self.variances[channel] * self.count as f32 + others.variances[channel] * others.count as f32;
            let deviation = (spread / (self.count + others.count) as f32).sqrt();
            let lead = self.means[channel] - others.means[channel];
            if deviation > 0.0 { lead / deviation } else { 0.0 }
        };
        (0..length).map(of_channel).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use afterimage_kernels::{Border, FeatureMap};

    use super::Surveys;
    use crate::error::EngineError;
    use crate::protocol::ChannelOrder;

    /// Three channels, of which the values of the second are given: one a place.
    fn map(values: [f32; 4]) -> FeatureMap {
        let mut map = FeatureMap::zeros(2, 3, Border::default());
        for (pixel, value) in map.values_mut().chunks_exact_mut(3).zip(values) {
            pixel.copy_from_slice(&[1.0, value, 0.5]);
        }
        map
    }

    #[test]
    fn sorts_pictures_by_their_strongest_place() {
        let mut surveys = Surveys::default();
        surveys.add(4, 10, &map([0.0, 0.0, 2.0, 0.0]));
        surveys.add(4, 11, &map([1.0, 5.0, 1.0, 1.0]));
        let Ok(pictures) = surveys.pictures(4, 1) else { unreachable!("it was surveyed") };
        assert_eq!(pictures.example_ids, [11, 10]);
        assert_eq!(pictures.places, [1, 2]);
        assert_eq!(pictures.maxima.0, [5.0, 2.0]);
        assert_eq!(pictures.means.0, [2.0, 0.5]);
        assert!(matches!(surveys.pictures(5, 1), Err(EngineError::LayerNotSurveyed { layer: 5 })));
        assert!(matches!(surveys.pictures(4, 3), Err(EngineError::PlaceUnknown { .. })));
    }

    #[test]
    fn finds_the_channel_that_tells_a_class() {
        let mut surveys = Surveys::default();
        for example in 0..4_u32 {
            let strength = if example < 2 { 3.0 + example as f32 } else { example as f32 / 10.0 };
            surveys.add(0, example, &map([strength; 4]));
        }
        let class_of = HashMap::from([(0, 7), (1, 7), (2, 8), (3, 8)]);
        for (order, first) in [
            (ChannelOrder::Class { class_id: 7 }, 1),
            (ChannelOrder::Class { class_id: 8 }, 0),
            (ChannelOrder::Variance, 1),
            (ChannelOrder::Strength, 1),
        ] {
            let Ok((channels, values)) = surveys.rank(0, order, &class_of) else { unreachable!() };
            assert_eq!(channels[0], first, "{order:?}");
            assert!(values.is_sorted_by(|one, other| one >= other));
        }
    }
}
