//! The network as it was after each epoch, for as far back as there is room.

use std::collections::HashMap;

use crate::backbone::CpuBackbone;
use crate::head::Head;

/// Beyond this many numbers every second epoch is forgotten, but neither the first nor the last.
const MOST_NUMBERS: usize = 24_000_000;

/// The network after one epoch.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Epochs trained by then.
    pub epoch: u32,
    pub head: Head,
    /// Absent while the backbone is the pretrained one.
    pub network: Option<CpuBackbone>,
    /// What it said about the pictures, where that cannot be had again from features as they are now.
    pub said: Option<HashMap<u32, Vec<f32>>>,
    /// What of it nothing else keeps.
    pub num_numbers: usize,
}

/// Heads for the same classes and of one shape, in the order of their epochs.
#[derive(Clone, Debug, Default)]
pub struct History {
    class_ids: Vec<u32>,
    snapshots: Vec<Snapshot>,
}

impl History {
    /// Remembers the network after an epoch. Later epochs, and heads for other classes or of another shape, are
    /// forgotten.
    pub fn remember(&mut self, snapshot: Snapshot, class_ids: &[u32]) {
        let hidden_units = snapshot.head.hidden_units();
        let has_other_shape = |earlier: &Snapshot| earlier.head.hidden_units() != hidden_units;
        if self.class_ids != class_ids || self.snapshots.first().is_some_and(has_other_shape) {
            self.snapshots.clear();
            class_ids.clone_into(&mut self.class_ids);
        }
        self.snapshots.retain(|earlier| earlier.epoch < snapshot.epoch);
        self.snapshots.push(snapshot);
        while self.snapshots.len() > 3 && self.num_numbers() > MOST_NUMBERS {
            let last = self.snapshots.len() - 1;
            let mut index = 0;
            self.snapshots.retain(|_| {
                index += 1;
                (index - 1) % 2 == 0 || index - 1 == last
            });
        }
    }

    fn num_numbers(&self) -> usize {
        self.snapshots.iter().map(|snapshot| snapshot.num_numbers).sum()
    }

    /// The network after so many epochs.
    pub fn snapshot(&self, epoch: u32) -> Option<&Snapshot> {
        self.snapshots.iter().find(|snapshot| snapshot.epoch == epoch)
    }

    /// All of them, the oldest first.
    pub fn snapshots(&self) -> &[Snapshot] {
        &self.snapshots
    }
}

#[cfg(test)]
mod tests {
    use super::{History, Snapshot};
    use crate::head::Head;

    fn snapshot(epoch: u32, head: &Head) -> Snapshot {
        let head = head.clone();
        Snapshot { epoch, num_numbers: head.num_numbers(), head, network: None, said: None }
    }

    fn epochs(history: &History) -> Vec<u32> {
        history.snapshots().iter().map(|snapshot| snapshot.epoch).collect()
    }

    #[test]
    fn going_back_forgets_what_came_after() {
        let (mut history, head) = (History::default(), Head::new(4, 2, None, 1));
        for epoch in [0, 1, 2, 3, 1] {
            history.remember(snapshot(epoch, &head), &[7, 8]);
        }
        assert_eq!(epochs(&history), [0, 1]);
        history.remember(snapshot(2, &head), &[7, 9]);
        assert_eq!(epochs(&history), [2]);
        history.remember(snapshot(3, &Head::new(4, 2, Some(3), 1)), &[7, 9]);
        assert_eq!(epochs(&history), [3]);
    }

    #[test]
    fn a_long_history_gets_thinner_but_keeps_its_ends() {
        let (mut history, head) = (History::default(), Head::new(1280, 50, Some(1024), 1));
        for epoch in 0..80 {
            history.remember(snapshot(epoch, &head), &[7, 8]);
        }
        let kept = epochs(&history);
        assert!(kept.len() < 24 && kept.first() == Some(&0) && kept.last() == Some(&79), "{kept:?}");
    }
}
