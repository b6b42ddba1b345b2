//! Memory for a network's maps: each is kept as long as a later layer reads it, and then filled anew.

use afterimage_kernels::FeatureMap;

/// Maps by layer, and those that nobody reads any more; kept, so that memory is asked for once.
#[derive(Debug, Default)]
pub(super) struct Maps {
    held: Vec<Option<FeatureMap>>,
    free: Vec<FeatureMap>,
}

impl Maps {
    /// Makes room for another picture.
    pub fn begin(&mut self, num_layers: usize) {
        self.free.extend(self.held.drain(..).flatten());
        self.held.resize_with(num_layers, || None);
    }

    /// A map that holds so many values without asking for memory, if there is one.
    pub fn take(&mut self, num_values: usize) -> FeatureMap {
        // The smallest that is large enough, or else the largest.
        let fit = |map: &FeatureMap| match map.room() {
            room if room >= num_values => (0, room),
            room => (1, usize::MAX - room),
        };
        let best = self.free.iter().enumerate().min_by_key(|(_, map)| fit(map)).map(|(index, _)| index);
        best.map(|index| self.free.swap_remove(index)).unwrap_or_default()
    }

    /// Keeps what a layer gave.
    pub fn hold(&mut self, layer: usize, map: FeatureMap) {
        self.held[layer] = Some(map);
    }

    /// What a layer gave, while it is kept.
    pub fn of(&self, layer: usize) -> Option<&FeatureMap> {
        self.held.get(layer)?.as_ref()
    }

    /// Takes back a map that was taken and is not read any more.
    pub fn give_back(&mut self, map: FeatureMap) {
        if map.room() > 0 {
            self.free.push(map);
        }
    }

    /// Nobody reads what this layer gave any more.
    pub fn release(&mut self, layer: usize) {
        self.free.extend(self.held[layer].take());
    }
}

#[cfg(test)]
mod tests {
    use afterimage_kernels::{Border, FeatureMap};

    use super::Maps;

    #[test]
    fn memory_is_used_again_and_the_smallest_that_fits_first() {
        let mut maps = Maps::default();
        maps.begin(3);
        for (layer, side) in [(0, 4), (1, 2), (2, 8)] {
            maps.hold(layer, FeatureMap::zeros(side, 1, Border::default()));
        }
        assert_eq!(maps.of(1).map(FeatureMap::side), Some(2));
        assert_eq!(maps.take(1).room(), 0, "all are read still");
        maps.release(0);
        maps.release(2);
        assert!(maps.of(2).is_none());
        assert_eq!(maps.take(10).room(), 16);
        assert_eq!(maps.take(10).room(), 64);
        maps.begin(3);
        assert_eq!(maps.take(10).room(), 4, "too small, but better than nothing");
    }
}
