//! What the page kept before batch norm could learn is still understood.
#![allow(clippy::unwrap_used)]

use afterimage::protocol::{SavedTail, TuningSettings};
use serde_json::json;

#[test]
fn a_tail_without_batch_norm_is_one_with_everything_folded() {
    let kept = json!({ "firstLayer": 20, "layers": [{ "weight": [1.0, 2.0], "bias": [3.0] }] });
    let tail: SavedTail = serde_json::from_value(kept).unwrap();
    assert_eq!((tail.first_layer, tail.norms.len()), (20, 0));
    let again: SavedTail = serde_json::from_value(serde_json::to_value(&tail).unwrap()).unwrap();
    assert_eq!(again, tail);
}

#[test]
fn settings_without_it_leave_it_at_rest() {
    // The page fills in numbers that are missing; what may be absent altogether is told apart here.
    let kept = json!({
        "firstBlock": 3,
        "learningRate": 0.01,
        "headLearningRate": 0.001,
        "rateDecay": 1.0,
        "stochasticDepth": 0.0,
        "fromScratch": false,
        "augmentation": {
            "variations": 4, "flip": true, "shift": 0.1, "zoom": 0.0, "turnDegrees": 0.0, "colour": 0.0, "erase": 0.0
        },
    });
    let tuning: TuningSettings = serde_json::from_value(kept).unwrap();
    let augmentation = tuning.augmentation.unwrap();
    assert!(!tuning.batch_norm_learns && !augmentation.fresh_each_epoch && !augmentation.black_beyond_edge);
}
