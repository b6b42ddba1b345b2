//! Cross-entropy with label smoothing and class weights, and its derivative.

/// What the loss adds to plain cross-entropy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CrossEntropy {
    /// Share of the target that is spread over all classes (Szegedy et al. 2016, section 7).
    pub label_smoothing: f32,
    /// One weight a class, by which its examples count; the mean is over the weights.
    pub class_weights: Option<Vec<f32>>,
}

impl CrossEntropy {
    /// The mean loss, and its derivative with respect to each logit.
    ///
    /// `logits` is `[labels.len(), stride]` row by row; what stands past `num_classes` is ignored, and its
    /// derivative is zero. `weights` `[labels.len()]` says how much each example counts, beside its class.
    pub fn loss_and_deltas(
        &self,
        logits: &[f32],
        stride: usize,
        num_classes: usize,
        labels: &[usize],
        weights: Option<&[f32]>,
    ) -> (f32, Vec<f32>) {
        let of_class = |label: usize| self.class_weights.as_ref().map_or(1.0, |weights| weights[label]);
        let weight_of =
            |row: usize, label: usize| of_class(label) * weights.map_or(1.0, |weights| weights[row]);
        let total_weight: f32 = labels.iter().enumerate().map(|(row, &label)| weight_of(row, label)).sum();
        let mut deltas = vec![0.0; logits.len()];
        let mut loss = 0.0;
        let rows = logits.chunks_exact(stride).zip(deltas.chunks_exact_mut(stride)).zip(labels);
        for (row, ((logits, deltas), &label)) in rows.enumerate() {
            let logits = &logits[..num_classes];
            let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let sum: f32 = logits.iter().map(|logit| (logit - largest).exp()).sum();
            let share = if total_weight > 0.0 { weight_of(row, label) / total_weight } else { 0.0 };
            for (class, (logit, delta)) in logits.iter().zip(deltas).enumerate() {
                let spread = self.label_smoothing / num_classes as f32;
                let target = spread + if class == label { 1.0 - self.label_smoothing } else { 0.0 };
                let log_probability = logit - largest - sum.ln();
                loss -= share * target * log_probability;
                *delta = share * (log_probability.exp() - target);
            }
        }
        (loss, deltas)
    }
}

#[cfg(test)]
mod tests {
    use super::CrossEntropy;

    const WEIGHTS: Option<&[f32]> = Some(&[1.0, 0.3]);

    #[test]
    fn the_derivative_is_the_slope_of_the_loss() {
        let loss = CrossEntropy { label_smoothing: 0.2, class_weights: Some(vec![0.5, 2.0, 1.0]) };
        let (logits, labels) = (vec![0.3, -1.0, 2.0, 0.0, 1.5, 0.2, -0.4, 0.0], [1, 0]);
        let (_, deltas) = loss.loss_and_deltas(&logits, 4, 3, &labels, WEIGHTS);
        for (index, delta) in deltas.iter().enumerate() {
            let mut moved = logits.clone();
            moved[index] += 1e-2;
            let (above, _) = loss.loss_and_deltas(&moved, 4, 3, &labels, WEIGHTS);
            moved[index] -= 2e-2;
            let (below, _) = loss.loss_and_deltas(&moved, 4, 3, &labels, WEIGHTS);
            assert!((delta - (above - below) / 2e-2).abs() < 1e-3, "{index}");
        }
        assert_eq!([deltas[3], deltas[7]], [0.0, 0.0], "padding has no slope");
    }
}
