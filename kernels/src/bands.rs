//! Splits work among threads: a map into bands of lines, a layer into its panels.

/// Waking a thread takes as long as about so many multiply-adds; less work than this is not split.
#[cfg(feature = "threads")]
const LEAST_MULTIPLY_ADDS: usize = 200_000;

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
        use rayon::prelude::{IndexedParallelIterator, ParallelIterator, ParallelSliceMut};
        let lines_a_band = (values.len() / line_length).div_ceil(rayon::current_num_threads());
        let bands = values.par_chunks_mut(lines_a_band * line_length).enumerate();
        return bands.for_each(|(index, band)| work(index * lines_a_band, band));
    }
    debug_assert!(values.len().is_multiple_of(line_length) && multiply_adds > 0);
    work(0, values);
}

/// Calls `work` with each item, in any order.
pub(crate) fn for_each_item<T: Send>(items: Vec<T>, multiply_adds: usize, work: impl Fn(T) + Send + Sync) {
    #[cfg(feature = "threads")]
    if multiply_adds >= LEAST_MULTIPLY_ADDS {
        use rayon::prelude::{IntoParallelIterator, ParallelIterator};
        return items.into_par_iter().for_each(work);
    }
    debug_assert!(multiply_adds > 0);
    items.into_iter().for_each(work);
}
