//! Loss, accuracy and the confusion matrix from logits; plain functions of plain numbers.

use crate::protocol::Scores;

/// Probabilities that sum to one (softmax), from one row of logits.
pub fn probabilities(logits: &[f32]) -> Vec<f32> {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let exponentials: Vec<f32> = logits.iter().map(|logit| (logit - largest).exp()).collect();
    let sum: f32 = exponentials.iter().sum();
    exponentials.into_iter().map(|exponential| exponential / sum).collect()
}

/// Index of the largest value; the first one where several are equal.
pub fn index_of_largest(values: &[f32]) -> usize {
    let mut best = 0;
    for (index, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = index;
        }
    }
    best
}

/// Mean cross-entropy (without smoothing or weights, so that sets can be compared) and accuracy.
///
/// `logits` is `[labels.len(), num_classes]` row by row; `None` when there is nothing to score.
pub fn scores(logits: &[f32], labels: &[usize]) -> Option<Scores> {
    if labels.is_empty() {
        return None;
    }
    let num_classes = logits.len() / labels.len();
    let mut loss = 0.0_f64;
    let mut num_right = 0;
    for (row, &label) in logits.chunks_exact(num_classes).zip(labels) {
        let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let log_sum = row.iter().map(|logit| (logit - largest).exp()).sum::<f32>().ln() + largest;
        loss += f64::from(log_sum - row[label]);
        num_right += usize::from(index_of_largest(row) == label);
    }
    let num_examples = labels.len() as u32;
    Some(Scores {
        loss: (loss / f64::from(num_examples)) as f32,
        accuracy: num_right as f32 / num_examples as f32,
        num_examples,
    })
}

/// Counts by true class (row) and predicted class (column), row by row.
pub fn confusion_matrix(logits: &[f32], labels: &[usize], num_classes: usize) -> Vec<u32> {
    let mut counts = vec![0; num_classes * num_classes];
    for (row, &label) in logits.chunks_exact(num_classes).zip(labels) {
        counts[label * num_classes + index_of_largest(row)] += 1;
    }
    counts
}
