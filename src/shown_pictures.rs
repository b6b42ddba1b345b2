//! What is at hand of the pictures that blocks learn from: what the first of them reads of each variation, or, where
//! every epoch varies the pictures anew, the pictures themselves.

use std::borrow::Cow;
use std::sync::Arc;

use afterimage_kernels::FeatureMap;

use crate::augmentation::varied;
use crate::backbone::INPUT_SIDE;
use crate::cut_maps::{CutMaps, TakesRoom, Variation};
use crate::error::EngineResult;
use crate::protocol::Augmentation;

/// Room for it; what is beyond is asked for again in every epoch.
const MOST_BYTES: usize = 256 << 20;

/// Maps or pictures, and how they are varied.
#[derive(Debug)]
pub struct ShownPictures {
    /// Pixels a side of what was shown last.
    side: usize,
    seed: u32,
    augmentation: Option<Augmentation>,
    maps: CutMaps,
    pictures: CutMaps<Picture>,
}

/// RGBA bytes of a square.
#[derive(Debug)]
struct Picture {
    pixels: Vec<u8>,
    side: usize,
}

impl TakesRoom for Picture {
    fn num_bytes(&self) -> usize {
        self.pixels.len()
    }
}

impl ShownPictures {
    /// Nothing yet.
    pub fn new(augmentation: Option<Augmentation>, seed: u32) -> Self {
        let (maps, pictures) = (CutMaps::new(MOST_BYTES), CutMaps::new(MOST_BYTES));
        Self { side: INPUT_SIDE, seed, augmentation, maps, pictures }
    }

    /// Another way to vary, or another seed; with another way, what is at hand is dropped.
    pub fn change(&mut self, augmentation: Option<Augmentation>, seed: u32) {
        if augmentation != self.augmentation {
            self.clear();
        }
        (self.augmentation, self.seed) = (augmentation, seed);
    }

    /// Pixels a side of the pictures; before the first, as the network was trained.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Whether every epoch varies the pictures anew.
    pub fn is_fresh(&self) -> bool {
        self.augmentation.is_some_and(|augmentation| augmentation.fresh_each_epoch)
    }

    /// Variations of each training picture that are at hand at the same time, itself included.
    pub fn num_variations(&self) -> u32 {
        match self.augmentation {
            Some(augmentation) if !augmentation.fresh_each_epoch => 1 + augmentation.variations,
            _ => 1,
        }
    }

    /// Which variation of a training picture an epoch shows, given a random number; 0 is the picture itself.
    pub fn variation(&self, random: u32, epoch: u32) -> u32 {
        match self.is_fresh() {
            true => epoch + 1,
            false => random % self.num_variations(),
        }
    }

    /// Takes in a picture and its variations, as far as they are not at hand. `cut` makes of pixels what the blocks read.
    ///
    /// # Errors
    /// Those of `cut`.
    pub fn show(
        &mut self,
        example_id: u32,
        variations: u32,
        (pixels, side): (&[u8], usize),
        mut cut: impl FnMut(&[u8], usize) -> EngineResult<FeatureMap>,
    ) -> EngineResult<()> {
        if self.is_fresh() {
            if !self.has((example_id, 0)) {
                self.pictures.insert((example_id, 0), Picture { pixels: pixels.to_vec(), side });
            }
            return Ok(());
        }
        for variation in self.missing(example_id, variations) {
            let seen = self.varied((example_id, variation), pixels, side);
            self.maps.insert((example_id, variation), cut(&seen, side)?);
        }
        Ok(())
    }

    /// Which of a picture's variations are not at hand.
    pub fn missing(&self, example_id: u32, variations: u32) -> Vec<u32> {
        (0..variations).filter(|variation| !self.has((example_id, *variation))).collect()
    }

    /// Takes in what somebody else found that the blocks read of a variation.
    pub fn take_map(&mut self, variation: Variation, map: FeatureMap) {
        self.maps.insert(variation, map);
    }

    /// What the blocks read of a picture, if it is at hand.
    ///
    /// # Errors
    /// Those of `cut`.
    pub fn map(
        &self,
        variation: Variation,
        mut cut: impl FnMut(&[u8], usize) -> EngineResult<FeatureMap>,
    ) -> EngineResult<Option<Cow<'_, FeatureMap>>> {
        if !self.is_fresh() {
            return Ok(self.kept_map(variation).map(|map| Cow::Borrowed(map.as_ref())));
        }
        let Some(picture) = self.pictures.get((variation.0, 0)) else { return Ok(None) };
        let Picture { pixels, side } = picture.as_ref();
        cut(&self.varied(variation, pixels, *side), *side).map(|map| Some(Cow::Owned(map)))
    }

    /// The same where it is kept, and not made anew every time.
    pub fn kept_map(&self, variation: Variation) -> Option<&Arc<FeatureMap>> {
        self.maps.get(variation)
    }

    /// The pixels of a variation.
    pub fn varied<'a>(
        &self,
        (example_id, variation): Variation,
        pixels: &'a [u8],
        side: usize,
    ) -> Cow<'a, [u8]> {
        match (variation, &self.augmentation) {
            (1.., Some(augmentation)) => {
                let seed = variation_seed(self.seed, example_id, variation);
                Cow::Owned(varied(pixels, side, augmentation, seed))
            }
            _ => Cow::Borrowed(pixels),
        }
    }

    /// Whether what the blocks read of a variation is at hand.
    pub fn has(&self, (example_id, variation): Variation) -> bool {
        match self.is_fresh() {
            true => self.pictures.get((example_id, 0)).is_some(),
            false => self.maps.get((example_id, variation)).is_some(),
        }
    }

    /// Lets go of what there was no room for; what is shown next, of so many pixels a side, takes its place.
    pub fn begin_showing(&mut self, side: usize) {
        self.side = side;
        self.maps.end_passing();
        self.pictures.end_passing();
    }

    /// Drops what is at hand of a picture.
    pub fn forget(&mut self, example_id: u32) {
        self.maps.forget(example_id);
        self.pictures.forget(example_id);
    }

    /// Drops everything.
    pub fn clear(&mut self) {
        self.maps.clear();
        self.pictures.clear();
    }

    /// What is kept of all pictures, in bytes.
    pub fn kept_bytes(&self) -> usize {
        self.maps.kept_bytes() + self.pictures.kept_bytes()
    }

    /// How many more bytes may be kept.
    pub fn free_bytes(&self) -> usize {
        MOST_BYTES - self.kept_bytes()
    }
}

/// Another one for each variation of each picture.
pub fn variation_seed(seed: u32, example_id: u32, variation: u32) -> u64 {
    (u64::from(seed) << 48) ^ (u64::from(example_id) << 8) ^ u64::from(variation)
}

#[cfg(test)]
mod tests {
    use afterimage_kernels::{Border, FeatureMap};

    use super::ShownPictures;
    use crate::error::EngineResult;
    use crate::protocol::Augmentation;

    const SIDE: usize = 4;

    /// The red of every pixel.
    fn cut(pixels: &[u8], side: usize) -> EngineResult<FeatureMap> {
        let mut map = FeatureMap::zeros(side, 1, Border::default());
        map.values_mut()
            .iter_mut()
            .zip(pixels.iter().step_by(4))
            .for_each(|(to, from)| *to = f32::from(*from));
        Ok(map)
    }

    fn shown(augmentation: Augmentation) -> ShownPictures {
        let mut shown = ShownPictures::new(Some(augmentation), 1);
        let pixels: Vec<u8> = (0..SIDE * SIDE * 4).map(|at| at as u8).collect();
        let variations = shown.num_variations();
        assert!(shown.show(7, variations, (&pixels, SIDE), cut).is_ok());
        shown
    }

    fn values(shown: &ShownPictures, variation: u32) -> Option<Vec<f32>> {
        shown.map((7, variation), cut).ok().flatten().map(|map| map.values().to_vec())
    }

    #[test]
    fn fresh_pictures_take_no_more_room_and_are_others_in_every_epoch() {
        let fresh = shown(Augmentation { fresh_each_epoch: true, ..Augmentation::default() });
        assert_eq!((fresh.kept_bytes(), fresh.num_variations()), (SIDE * SIDE * 4, 1));
        let of_epoch = |epoch| values(&fresh, fresh.variation(3, epoch));
        let found: Vec<_> = (0..20).map(of_epoch).collect();
        assert!(found.iter().all(Option::is_some) && found[0] != found[1] && found[1] != found[2]);
        assert_eq!(found[5], of_epoch(5));
        let itself: Vec<f32> = (0..SIDE * SIDE).map(|pixel| (pixel * 4) as f32).collect();
        assert_eq!(values(&fresh, 0), Some(itself), "what it is evaluated on");
    }

    #[test]
    fn so_many_variations_are_kept_as_what_the_blocks_read() {
        let mut kept = shown(Augmentation { variations: 2, ..Augmentation::default() });
        assert_eq!((kept.kept_bytes(), kept.num_variations()), (3 * SIDE * SIDE * 4, 3));
        assert_eq!([0, 1, 2, 3].map(|random| kept.variation(random, 9)), [0, 1, 2, 0]);
        assert!(kept.has((7, 2)) && !kept.has((7, 3)) && values(&kept, 3).is_none());
        kept.change(None, 1);
        assert_eq!((kept.kept_bytes(), kept.has((7, 0))), (0, false));
    }
}
