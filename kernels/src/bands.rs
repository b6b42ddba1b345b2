//! Splits work among threads: a map into bands of lines, a layer into its panels.

/// Calls `work` with the number of the first line of each band and the band itself; together the bands are
/// all of `values`, lines of `line_length` values.
pub(crate) fn for_each_band(
    values: &mut [f32],
    line_length: usize,
    work: impl Fn(usize, &mut [f32]) + Send + Sync,
) {
    #[cfg(feature = "threads")]
    {
        use rayon::prelude::{IndexedParallelIterator, ParallelIterator, ParallelSliceMut};
        let lines_a_band = (values.len() / line_length).div_ceil(rayon::current_num_threads());
        let bands = values.par_chunks_mut(lines_a_band * line_length).enumerate();
        bands.for_each(|(index, band)| work(index * lines_a_band, band));
    }
    #[cfg(not(feature = "threads"))]
    {
        debug_assert_eq!(values.len() % line_length, 0);
        work(0, values);
    }
}

/// Calls `work` with each item, in any order.
pub(crate) fn for_each_item<T: Send>(items: Vec<T>, work: impl Fn(T) + Send + Sync) {
    #[cfg(feature = "threads")]
    {
        use rayon::prelude::{IntoParallelIterator, ParallelIterator};
        items.into_par_iter().for_each(work);
    }
    #[cfg(not(feature = "threads"))]
    items.into_iter().for_each(work);
}
