//! How learning rates change over the epochs of a run.

use crate::protocol::{Schedule, ScheduleShape};

/// What a step schedule multiplies by, at each of its two steps (He et al. 2015, section 3.4).
const STEP_FACTOR: f32 = 0.1;

/// What learning rates are multiplied by after so many epochs, counted from the very first one; a part of an epoch
/// counts as well.
pub fn rate_factor(schedule: Option<&Schedule>, epochs_done: f32) -> f32 {
    let Some(Schedule { shape, first_epoch, epochs, warm_up_epochs }) = schedule else { return 1.0 };
    let of_run = (epochs_done - *first_epoch as f32).max(0.0);
    let warm_up = *warm_up_epochs as f32;
    if of_run < warm_up {
        // The first step is not one of nothing.
        return ((of_run + 0.1) / (warm_up + 0.1)).min(1.0);
    }
    let share = ((of_run - warm_up) / (*epochs as f32 - warm_up).max(1.0)).min(1.0);
    match shape {
        ScheduleShape::Constant => 1.0,
        ScheduleShape::Step if share < 0.5 => 1.0,
        ScheduleShape::Step if share < 0.75 => STEP_FACTOR,
        ScheduleShape::Step => STEP_FACTOR * STEP_FACTOR,
        // Loshchilov & Hutter 2017, section 3, without restarts.
        ScheduleShape::Cosine => 0.5 * (1.0 + (std::f32::consts::PI * share).cos()),
    }
}

#[cfg(test)]
mod tests {
    use super::rate_factor;
    use crate::protocol::{Schedule, ScheduleShape};

    fn factors<const COUNT: usize>(
        shape: ScheduleShape,
        warm_up_epochs: u32,
        at: [f32; COUNT],
    ) -> [f32; COUNT] {
        let schedule = Schedule { shape, first_epoch: 50, epochs: 20, warm_up_epochs };
        at.map(|epochs| rate_factor(Some(&schedule), 50.0 + epochs))
    }

    #[test]
    fn shapes_begin_whole_and_end_small() {
        assert_eq!(factors(ScheduleShape::Constant, 0, [0.0, 10.0, 20.0]), [1.0, 1.0, 1.0]);
        let stepped = factors(ScheduleShape::Step, 0, [0.0, 9.9, 10.0, 15.0, 99.0]);
        assert!(
            stepped.iter().zip([1.0, 1.0, 0.1, 0.01, 0.01]).all(|(one, other)| (one - other).abs() < 1e-6)
        );
        let [first, middle, last] = factors(ScheduleShape::Cosine, 0, [0.0, 10.0, 20.0]);
        assert!(first == 1.0 && (middle - 0.5).abs() < 1e-6 && last.abs() < 1e-6);
        assert_eq!(rate_factor(None, 7.0), 1.0);
    }

    #[test]
    fn a_warm_up_rises_to_the_whole_rate() {
        let rising = factors(ScheduleShape::Cosine, 4, [0.0, 1.0, 3.0, 4.0]);
        assert!(rising[0] > 0.0 && rising.is_sorted() && rising[3] == 1.0, "{rising:?}");
    }
}
