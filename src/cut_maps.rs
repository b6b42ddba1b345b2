//! Something about each picture, as what the first learning block reads of it: had once, kept as far as there is room.

use std::collections::HashMap;
use std::sync::Arc;

use afterimage_kernels::FeatureMap;

/// A picture, and which of its variations.
pub type Variation = (u32, u32);

/// What takes room.
pub trait TakesRoom {
    /// How much of it.
    fn num_bytes(&self) -> usize;
}

impl TakesRoom for FeatureMap {
    fn num_bytes(&self) -> usize {
        size_of_val(self.values())
    }
}

/// Maps, or something else, by picture. When the room is used up, further ones stay only until the next are shown.
#[derive(Debug)]
pub struct CutMaps<Map = FeatureMap> {
    most_bytes: usize,
    kept: HashMap<Variation, Arc<Map>>,
    kept_bytes: usize,
    passing: HashMap<Variation, Arc<Map>>,
}

impl<Map: TakesRoom> CutMaps<Map> {
    /// No maps yet, and room for so many bytes.
    pub fn new(most_bytes: usize) -> Self {
        Self { most_bytes, kept: HashMap::new(), kept_bytes: 0, passing: HashMap::new() }
    }

    /// Lets go of the maps that there was no room for.
    pub fn end_passing(&mut self) {
        self.passing.clear();
    }

    /// Adds a map that was not there.
    pub fn insert(&mut self, variation: Variation, map: Map) {
        let bytes = map.num_bytes();
        let map = Arc::new(map);
        if self.kept_bytes + bytes <= self.most_bytes {
            self.kept_bytes += bytes;
            self.kept.insert(variation, map);
        } else {
            self.passing.insert(variation, map);
        }
    }

    /// The map of a picture, if it is at hand. As long as it stays the same one, it stays at the same place.
    pub fn get(&self, variation: Variation) -> Option<&Arc<Map>> {
        self.kept.get(&variation).or_else(|| self.passing.get(&variation))
    }

    /// Drops all variations of a picture.
    pub fn forget(&mut self, example_id: u32) {
        self.passing.retain(|(id, _), _| *id != example_id);
        let mut bytes = 0;
        self.kept.retain(|(id, _), map| {
            let stays = *id != example_id;
            bytes += if stays { map.num_bytes() } else { 0 };
            stays
        });
        self.kept_bytes = bytes;
    }

    /// Drops everything.
    pub fn clear(&mut self) {
        self.kept.clear();
        self.passing.clear();
        self.kept_bytes = 0;
    }

    /// What the kept maps take.
    pub fn kept_bytes(&self) -> usize {
        self.kept_bytes
    }
}

#[cfg(test)]
mod tests {
    use afterimage_kernels::{Border, FeatureMap};

    use super::CutMaps;

    fn map() -> FeatureMap {
        FeatureMap::zeros(2, 4, Border::default())
    }

    #[test]
    fn what_there_is_no_room_for_passes() {
        let mut maps = CutMaps::new(2 * 64);
        for example_id in 0..4 {
            maps.insert((example_id, 0), map());
        }
        let at_hand = |maps: &CutMaps| (0..4).filter(|id| maps.get((*id, 0)).is_some()).collect::<Vec<u32>>();
        assert_eq!(at_hand(&maps), [0, 1, 2, 3]);
        maps.end_passing();
        assert_eq!((at_hand(&maps), maps.kept_bytes()), (vec![0, 1], 128));
        maps.forget(0);
        assert_eq!((at_hand(&maps), maps.kept_bytes()), (vec![1], 64));
        maps.insert((3, 0), map());
        maps.end_passing();
        assert_eq!(at_hand(&maps), [1, 3], "there is room again");
    }
}
