//! What the head said about every picture after each remembered epoch.

use super::projection::{principal_coordinates, turned_towards};
use crate::history::History;
use crate::metrics::{index_of_largest, probabilities};
use crate::protocol::{Floats, LearningReplay, Projection};
use crate::training::Trainer;

/// Runs every remembered head over all of the trainer's pictures.
pub fn learning_replay(trainer: &Trainer, history: &History, projection: Projection) -> LearningReplay {
    let class_ids = &trainer.dataset().class_ids;
    let rows: Vec<_> = trainer.rows().collect();
    let features: Vec<f32> = rows.iter().flat_map(|(_, row)| row.iter().copied()).collect();
    let mut replay = LearningReplay {
        projection,
        epochs: Vec::new(),
        example_ids: rows.iter().map(|(example, _)| example.example_id).collect(),
        positions: Floats::default(),
        confidences: Floats::default(),
        predicted_class_ids: Vec::new(),
    };
    let fixed = match projection {
        Projection::Features => Some(principal_coordinates(&features, trainer.head().feature_length())),
        Projection::Logits => None,
    };
    let mut before: Option<Vec<f32>> = None;
    for snapshot in history.snapshots() {
        let mut logits = snapshot.head.logits(&features);
        // What it said then, of the pictures that were there.
        for ((example, _), logits) in rows.iter().zip(logits.chunks_exact_mut(class_ids.len())) {
            let said = snapshot.said.as_ref().and_then(|said| said.get(&example.example_id));
            if let Some(said) = said.filter(|said| said.len() == logits.len()) {
                logits.copy_from_slice(said);
            }
        }
        for ((example, _), logits) in rows.iter().zip(logits.chunks_exact(class_ids.len())) {
            let probabilities = probabilities(logits);
            replay.confidences.0.push(probabilities[example.class_index]);
            replay.predicted_class_ids.push(class_ids[index_of_largest(&probabilities)]);
        }
        let positions = match (&fixed, &before) {
            (Some(fixed), _) => fixed.clone(),
            (None, before) => {
                let found = principal_coordinates(&logits, class_ids.len());
                before.as_ref().map(|before| turned_towards(&found, before)).unwrap_or(found)
            }
        };
        replay.positions.0.extend(&positions);
        replay.epochs.push(snapshot.epoch);
        before = Some(positions);
    }
    replay
}
