//! What a trainer's network makes of its pictures: scores, predictions, and all of it to look back at.

use super::Trainer;
use crate::dataset::Example;
use crate::history::Snapshot;
use crate::labelled_features::LabelledFeatures;
use crate::metrics;
use crate::protocol::{EpochReport, ExamplePrediction, Scores, Side};

impl Trainer {
    /// Scores and the confusion matrix of the head as it is. Pictures whose class is only supposed are left out.
    pub fn evaluate(&self) -> EpochReport {
        let (training_logits, training_labels) = self.certain_training();
        let validation_logits = self.head.logits(self.validation.features());
        let num_classes = self.dataset.class_ids.len();
        let validation = metrics::scores(&validation_logits, self.validation.labels());
        let confusion = match validation {
            Some(_) => metrics::confusion_matrix(&validation_logits, self.validation.labels(), num_classes),
            None => metrics::confusion_matrix(&training_logits, &training_labels, num_classes),
        };
        let nothing = Scores { loss: 0.0, accuracy: 0.0, num_examples: 0 };
        EpochReport {
            epoch: self.epoch,
            training: metrics::scores(&training_logits, &training_labels).unwrap_or(nothing),
            validation,
            class_ids: self.dataset.class_ids.clone(),
            confusion,
            movement: None,
        }
    }

    /// Logits `[rows, classes]` and labels of the training pictures whose class somebody has said: a guess says nothing
    /// about how often the head is right.
    fn certain_training(&self) -> (Vec<f32>, Vec<usize>) {
        let logits = self.head.logits(self.training.features());
        let rows = logits.chunks_exact(self.dataset.class_ids.len()).zip(&self.dataset.training);
        let certain = rows.filter(|(_, example)| example.weight >= 1.0);
        let (rows, labels): (Vec<&[f32]>, Vec<usize>) =
            certain.map(|(row, example)| (row, example.class_index)).unzip();
        (rows.concat(), labels)
    }

    /// What the head says about every example it has features for.
    pub fn predictions(&self) -> Vec<ExamplePrediction> {
        let num_classes = self.dataset.class_ids.len();
        let of = |rows: &LabelledFeatures, examples: &[Example], side| {
            let logits = self.head.logits(rows.features());
            let predict =
                |(example, row): (&Example, &[f32])| self.prediction(example.example_id, row, Some(side));
            examples.iter().zip(logits.chunks_exact(num_classes)).map(predict).collect::<Vec<_>>()
        };
        let mut predictions = of(&self.training, &self.dataset.training, Side::Training);
        predictions.extend(of(&self.validation, &self.dataset.validation, Side::Validation));
        predictions
    }

    /// Every example with its side and its normalised features.
    pub fn rows_with_sides(&self) -> impl Iterator<Item = (Side, &Example, &[f32])> {
        let num_training = self.dataset.training.len();
        let side = move |row| if row < num_training { Side::Training } else { Side::Validation };
        self.rows().enumerate().map(move |(row, (example, features))| (side(row), example, features))
    }

    /// What logits `[classes]` say about an example.
    pub(super) fn prediction(
        &self,
        example_id: u32,
        logits: &[f32],
        side: Option<Side>,
    ) -> ExamplePrediction {
        let probabilities = metrics::probabilities(logits);
        let best = metrics::index_of_largest(&probabilities);
        ExamplePrediction {
            example_id,
            predicted_class_id: self.dataset.class_ids[best],
            confidence: probabilities[best],
            side,
        }
    }

    /// The network as it is, to look back at.
    pub fn snapshot(&self) -> Snapshot {
        let num_classes = self.dataset.class_ids.len();
        let said = |(example_id, row): (u32, &[f32])| (example_id, self.head.logits(row));
        let tail = self.tail.as_ref();
        let of_tail = tail.map_or(0, |tail| tail.num_learning_numbers() + num_classes * self.rows().count());
        Snapshot {
            epoch: self.epoch,
            head: self.head.clone(),
            network: self.network().cloned(),
            said: tail.map(|_| self.fresh_rows().map(said).collect()),
            num_numbers: self.head.num_numbers() + of_tail,
        }
    }
}
