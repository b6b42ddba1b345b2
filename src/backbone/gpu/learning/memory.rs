//! How much memory a step takes, and so how many pictures go through the network at once.

use super::shape::{MapShape, TailShape, WayIn};

/// Numbers that the partial sums of one layer's gradient may take.
pub const MOST_PARTIAL_NUMBERS: u32 = 1 << 21;

/// Memory for the gradients by the maps, shared by those that are not needed at the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradientMemory {
    /// Which memory each layer's gradient lies in.
    pub memory_of_layer: Vec<usize>,
    /// Values a picture of each memory.
    pub sizes: Vec<u32>,
}

impl GradientMemory {
    /// Goes back through the layers as the launches will.
    pub fn new(shape: &TailShape) -> Self {
        let mut sizes: Vec<u32> = Vec::new();
        let mut is_free: Vec<bool> = Vec::new();
        let mut memory_of_layer = vec![0; shape.layers.len()];
        for layer in (0..shape.layers.len()).rev() {
            let needed = shape.maps[layer].num_values();
            // What has to grow least.
            let free = (0..sizes.len()).filter(|memory| is_free[*memory]);
            let best = free.min_by_key(|memory| (needed.saturating_sub(sizes[*memory]), sizes[*memory]));
            let memory = best.unwrap_or_else(|| {
                sizes.push(0);
                is_free.push(false);
                sizes.len() - 1
            });
            is_free[memory] = false;
            sizes[memory] = sizes[memory].max(needed);
            memory_of_layer[layer] = memory;
            // The gradient behind has been read by now, unless it waits to join further in front.
            let behind = layer + 1;
            if behind < shape.layers.len() {
                let waits = shape.layers[behind]
                    .skip
                    .is_some_and(|skip| (1..behind).any(|other| shape.layers[other].input == skip));
                is_free[memory_of_layer[behind]] = !waits;
                if let WayIn::JoinedBy(past) = shape.way_in(behind) {
                    is_free[memory_of_layer[past]] = true;
                }
            }
        }
        Self { memory_of_layer, sizes }
    }
}

/// How many of `wanted` pictures go through at once, at least one: what fits `room`, with no buffer larger than
/// `most_buffer_bytes`.
pub fn pictures_at_once(shape: &TailShape, wanted: u32, room: u64, most_buffer_bytes: u64) -> u32 {
    let gradients = GradientMemory::new(shape);
    let sizes = || {
        let maps = shape.maps.iter().copied().chain([shape.cut]).map(MapShape::num_values);
        maps.chain(gradients.sizes.iter().copied()).map(|values| u64::from(values) * 4)
    };
    let fitting = room / sizes().sum::<u64>().max(1);
    let bindable = most_buffer_bytes / sizes().max().unwrap_or(1).max(1);
    u64::from(wanted).min(fitting).min(bindable).max(1) as u32
}

/// How long the slices are into which a gradient's sum over `length` is cut, and how many they are: so many that there
/// is enough to do at once, and the partial sums of `numbers` each have room.
pub fn slices(length: u32, numbers: u32, least_length: u32) -> [u32; 2] {
    let room = (MOST_PARTIAL_NUMBERS / numbers).max(1);
    let wanted = length.div_ceil(least_length).min(room).max(1);
    let of_slice = length.div_ceil(wanted);
    [of_slice, length.div_ceil(of_slice)]
}

#[cfg(test)]
mod tests {
    use super::super::shape::{TailShape, WayIn, tests::two_blocks};
    use super::{GradientMemory, MOST_PARTIAL_NUMBERS, pictures_at_once, slices};

    fn shape() -> TailShape {
        TailShape::new(two_blocks(), 7).unwrap_or_else(|error| unreachable!("{error}"))
    }

    #[test]
    fn no_gradient_is_written_over_before_it_was_read() {
        let shape = shape();
        let memory = GradientMemory::new(&shape);
        let mut owner = vec![None; memory.sizes.len()];
        for layer in (0..shape.layers.len()).rev() {
            let own = memory.memory_of_layer[layer];
            assert!(memory.sizes[own] >= shape.maps[layer].num_values());
            // What made this gradient still has all it read.
            if layer + 1 < shape.layers.len() {
                let behind = memory.memory_of_layer[layer + 1];
                assert_eq!(owner[behind], Some(layer + 1));
                assert_ne!(own, behind);
                if let WayIn::JoinedBy(past) = shape.way_in(layer + 1) {
                    assert_eq!(owner[memory.memory_of_layer[past]], Some(past));
                    assert_ne!(own, memory.memory_of_layer[past]);
                }
            }
            owner[own] = Some(layer);
        }
        assert!(memory.sizes.len() <= 4, "{:?}", memory.sizes);
    }

    #[test]
    fn a_batch_goes_through_in_as_many_pieces_as_memory_asks_for() {
        let shape = shape();
        let plenty = 1 << 30;
        assert_eq!(pictures_at_once(&shape, 16, plenty, plenty), 16);
        let widest = 7 * 7 * 48 * 4;
        assert_eq!(pictures_at_once(&shape, 16, plenty, 5 * widest + 3), 5);
        assert!((2..7).contains(&pictures_at_once(&shape, 16, 40 * widest, plenty)));
        assert_eq!(pictures_at_once(&shape, 16, 1, 1), 1);
    }

    #[test]
    fn sums_are_cut_only_as_far_as_there_is_room() {
        assert_eq!(slices(640, 1000, 64), [64, 10]);
        assert_eq!(slices(640, 1 << 20, 64), [320, 2]);
        assert_eq!(slices(640, 1 << 23, 64), [640, 1]);
        assert_eq!(slices(1, 8, 64), [1, 1]);
        // Room for nine would leave the last of them nothing.
        assert_eq!(slices(64, MOST_PARTIAL_NUMBERS / 9, 1), [8, 8]);
        assert_eq!(slices(63, MOST_PARTIAL_NUMBERS / 9, 1), [7, 9]);
    }
}
