//! The head as it was after each epoch, for as far back as there is room.

use crate::head::Head;

/// Beyond this many numbers every second epoch is forgotten, but neither the first nor the last.
const MOST_NUMBERS: usize = 12_000_000;

/// One remembered head.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Epochs trained by then.
    pub epoch: u32,
    pub head: Head,
}

/// Heads for the same classes and of one shape, in the order of their epochs.
#[derive(Clone, Debug, Default)]
pub struct History {
    class_ids: Vec<u32>,
    snapshots: Vec<Snapshot>,
}

impl History {
    /// Remembers a head. Epochs from `epoch` on, and heads for other classes or of another shape, are forgotten.
    pub fn remember(&mut self, epoch: u32, head: &Head, class_ids: &[u32]) {
        let has_other_shape = |snapshot: &Snapshot| snapshot.head.hidden_units() != head.hidden_units();
        if self.class_ids != class_ids || self.snapshots.first().is_some_and(has_other_shape) {
            self.snapshots.clear();
            class_ids.clone_into(&mut self.class_ids);
        }
        self.snapshots.retain(|snapshot| snapshot.epoch < epoch);
        self.snapshots.push(Snapshot { epoch, head: head.clone() });
        let numbers_a_head = head.num_numbers();
        if self.snapshots.len() > 3 && self.snapshots.len() * numbers_a_head > MOST_NUMBERS {
            let last = self.snapshots.len() - 1;
            let mut index = 0;
            self.snapshots.retain(|_| {
                index += 1;
                (index - 1) % 2 == 0 || index - 1 == last
            });
        }
    }

    /// The head after so many epochs.
    pub fn head(&self, epoch: u32) -> Option<&Head> {
        self.snapshots.iter().find(|snapshot| snapshot.epoch == epoch).map(|snapshot| &snapshot.head)
    }

    /// All of them, the oldest first.
    pub fn snapshots(&self) -> &[Snapshot] {
        &self.snapshots
    }
}

#[cfg(test)]
mod tests {
    use super::History;
    use crate::head::Head;

    fn epochs(history: &History) -> Vec<u32> {
        history.snapshots().iter().map(|snapshot| snapshot.epoch).collect()
    }

    #[test]
    fn going_back_forgets_what_came_after() {
        let (mut history, head) = (History::default(), Head::new(4, 2, None, 1));
        for epoch in [0, 1, 2, 3, 1] {
            history.remember(epoch, &head, &[7, 8]);
        }
        assert_eq!(epochs(&history), [0, 1]);
        history.remember(2, &head, &[7, 9]);
        assert_eq!(epochs(&history), [2]);
        history.remember(3, &Head::new(4, 2, Some(3), 1), &[7, 9]);
        assert_eq!(epochs(&history), [3]);
    }

    #[test]
    fn a_long_history_gets_thinner_but_keeps_its_ends() {
        let (mut history, head) = (History::default(), Head::new(1280, 50, Some(1024), 1));
        for epoch in 0..40 {
            history.remember(epoch, &head, &[7, 8]);
        }
        let kept = epochs(&history);
        assert!(kept.len() < 12 && kept.first() == Some(&0) && kept.last() == Some(&39), "{kept:?}");
    }
}
