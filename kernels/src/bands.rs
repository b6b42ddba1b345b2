//! Splits work among threads: a map into bands of lines, a layer into its panels.

/// Handing a part to another thread takes as long as about so many multiply-adds; less work is not split.
#[cfg(feature = "threads")]
const LEAST_MULTIPLY_ADDS: usize = 100_000;

/// Calls `work` while the other threads wait for parts of it without going to sleep.
///
/// A layer of the network takes less time than waking a thread does, and there are fifty in a picture.
#[cfg_attr(not(feature = "threads"), inline)]
pub fn with_threads_awake<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(feature = "threads")]
    return threads::with_threads_awake(work);
    #[cfg(not(feature = "threads"))]
    work()
}

/// Calls `work` with the number of the first line of each band and the band itself; together the bands are
/// all of `values`, lines of `line_length` values.
pub(crate) fn for_each_band(
    values: &mut [f32],
    line_length: usize,
    multiply_adds: usize,
    work: impl Fn(usize, &mut [f32]) + Send + Sync,
) {
    #[cfg(feature = "threads")]
    if multiply_adds >= LEAST_MULTIPLY_ADDS {
        let lines_a_band = (values.len() / line_length).div_ceil(rayon::current_num_threads());
        let bands = values.chunks_mut(lines_a_band * line_length).enumerate();
        return threads::for_each(bands, |(index, band)| work(index * lines_a_band, band));
    }
    debug_assert!(values.len().is_multiple_of(line_length) && multiply_adds > 0);
    work(0, values);
}

/// Calls `work` with each item, in any order.
pub(crate) fn for_each_item<T: Send>(items: Vec<T>, multiply_adds: usize, work: impl Fn(T) + Send + Sync) {
    #[cfg(feature = "threads")]
    if multiply_adds >= LEAST_MULTIPLY_ADDS {
        let items_a_part = items.len().div_ceil(rayon::current_num_threads());
        let mut rest = items;
        let parts = std::iter::from_fn(|| {
            let part = rest.split_off(rest.len().saturating_sub(items_a_part));
            (!part.is_empty()).then_some(part)
        });
        return threads::for_each(parts, |part| part.into_iter().for_each(&work));
    }
    debug_assert!(multiply_adds > 0);
    items.into_iter().for_each(work);
}

#[cfg(feature = "threads")]
mod threads {
    use std::hint::spin_loop;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    /// Looks in vain, about a millisecond together, after which a thread sleeps all the same: on a machine that is
    /// busy with something else, looking on would only keep the others from their work.
    const MOST_LOOKS_IN_VAIN: u32 = 20_000;

    pub fn with_threads_awake<R>(work: impl FnOnce() -> R) -> R {
        let is_done = AtomicBool::new(false);
        rayon::in_place_scope(|scope| {
            let (own, is_done) = (rayon::current_thread_index(), &is_done);
            scope.spawn_broadcast(move |_, thread| {
                if own != Some(thread.index()) {
                    work_until(|| is_done.load(Ordering::Acquire));
                }
            });
            let result = work();
            is_done.store(true, Ordering::Release);
            result
        })
    }

    /// Calls `work` with each part, the first on this thread. rayon's own loops send a thread that waits for
    /// another one to sleep; this one looks on.
    pub fn for_each<T: Send>(mut parts: impl Iterator<Item = T>, work: impl Fn(T) + Send + Sync) {
        let num_done = AtomicUsize::new(0);
        rayon::in_place_scope(|scope| {
            let (work, num_done) = (&work, &num_done);
            let first = parts.next();
            let mut num_given = 0;
            for part in parts {
                num_given += 1;
                scope.spawn(move |_| {
                    work(part);
                    num_done.fetch_add(1, Ordering::Release);
                });
            }
            if let Some(first) = first {
                work(first);
            }
            work_until(|| num_done.load(Ordering::Acquire) == num_given);
        });
    }

    /// Does what parts there are, until there is no need to, or there have been none for a while.
    fn work_until(is_enough: impl Fn() -> bool) {
        let mut in_vain = 0;
        while !is_enough() && in_vain < MOST_LOOKS_IN_VAIN {
            if rayon::yield_now() == Some(rayon::Yield::Executed) {
                in_vain = 0;
            } else {
                in_vain += 1;
                spin_loop();
            }
        }
    }
}
