//! What the first learning layer reads of each picture, on the GPU: sent once and kept as far as there is room.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use afterimage_kernels::FeatureMap;
use wgpu::{Buffer, Device, Queue};

use super::launches::{Owned, bytes_of, zeros};
use super::shape::MapShape;

/// Maps are kept in buffers of this many bytes, made one after the other.
const SHELF_BYTES: u64 = 16 << 20;

/// Where a map lies.
#[derive(Clone)]
pub struct Place {
    pub buffer: Buffer,
    pub offset: u64,
}

/// Maps of one shape. They are known by their memory, so that one that was computed anew is another one.
pub struct CutStore {
    map_bytes: u64,
    most_maps: usize,
    shelves: Vec<Owned>,
    maps_a_shelf: usize,
    kept: HashMap<usize, Kept>,
    free: Vec<usize>,
    /// Of the batch under way; as many maps as the largest batch had.
    passing: Option<(Owned, usize)>,
}

struct Kept {
    /// As long as this is held, no other map can get the same address.
    map: Weak<FeatureMap>,
    slot: usize,
}

impl CutStore {
    pub fn new(shape: MapShape, room: u64) -> Self {
        let map_bytes = u64::from(shape.num_values()) * 4;
        Self {
            map_bytes,
            most_maps: (room / map_bytes.max(1)) as usize,
            shelves: Vec::new(),
            maps_a_shelf: (SHELF_BYTES / map_bytes.max(1)).max(1) as usize,
            kept: HashMap::new(),
            free: Vec::new(),
            passing: None,
        }
    }

    /// Sends what is not there; all places hold until the next call. Nothing when a map has another shape.
    pub fn places(&mut self, device: &Device, queue: &Queue, maps: &[Arc<FeatureMap>]) -> Option<Vec<Place>> {
        self.sweep(maps.len());
        let place = |(index, map): (usize, &Arc<FeatureMap>)| {
            let known = self.kept.get(&address(map)).map(|kept| kept.slot);
            if let Some(slot) = known {
                return Some(self.place_of(slot));
            }
            let place = match self.free_slot(device) {
                Some(slot) => {
                    self.kept.insert(address(map), Kept { map: Arc::downgrade(map), slot });
                    self.place_of(slot)
                }
                None => self.passing_place(device, maps.len(), index),
            };
            let bytes = bytes_of(map.without_border().values());
            (bytes.len() as u64 == self.map_bytes).then(|| {
                queue.write_buffer(&place.buffer, place.offset, &bytes);
                place
            })
        };
        maps.iter().enumerate().map(place).collect()
    }

    /// Makes room of what nobody else keeps any more, when there is too little.
    fn sweep(&mut self, wanted: usize) {
        if self.kept.len() + wanted <= self.most_maps {
            return;
        }
        let free = &mut self.free;
        self.kept.retain(|_, kept| {
            let stays = kept.map.strong_count() > 0;
            if !stays {
                free.push(kept.slot);
            }
            stays
        });
    }

    fn free_slot(&mut self, device: &Device) -> Option<usize> {
        if self.free.is_empty() {
            let first = self.shelves.len() * self.maps_a_shelf;
            let last = (first + self.maps_a_shelf).min(self.most_maps);
            if first < last {
                self.shelves.push(zeros(device, self.map_bytes / 4 * (last - first) as u64));
                self.free.extend((first..last).rev());
            }
        }
        self.free.pop()
    }

    fn place_of(&self, slot: usize) -> Place {
        let offset = (slot % self.maps_a_shelf) as u64 * self.map_bytes;
        Place { buffer: Buffer::clone(&self.shelves[slot / self.maps_a_shelf]), offset }
    }

    fn passing_place(&mut self, device: &Device, batch: usize, index: usize) -> Place {
        if self.passing.as_ref().is_some_and(|(_, room)| *room < batch) {
            self.passing = None;
        }
        let numbers = self.map_bytes / 4 * batch as u64;
        let (buffer, _) = self.passing.get_or_insert_with(|| (zeros(device, numbers), batch));
        Place { buffer: Buffer::clone(buffer), offset: index as u64 * self.map_bytes }
    }
}

fn address(map: &Arc<FeatureMap>) -> usize {
    Arc::as_ptr(map) as usize
}
