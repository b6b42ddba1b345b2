//! The split into training and validation: stratified, seeded, and never through a group.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;

use afterimage::dataset::Dataset;
use afterimage::error::EngineError;
use afterimage::protocol::{LabelledExample, Side};

/// `sizes[class]` lists the sizes of that class's groups.
fn examples(sizes: &[&[u32]]) -> Vec<LabelledExample> {
    let mut examples = Vec::new();
    let mut group = 0;
    for (class, groups) in sizes.iter().enumerate() {
        for &size in *groups {
            for _ in 0..size {
                let example_id = examples.len() as u32;
                examples.push(LabelledExample {
                    example_id,
                    class_id: class as u32,
                    group,
                    side: None,
                    weight: None,
                });
            }
            group += 1;
        }
    }
    examples
}

fn split(examples: &[LabelledExample], fraction: f32, seed: u32) -> HashMap<u32, Side> {
    let dataset = Dataset::new(&[0, 1, 2], examples, fraction, seed).unwrap();
    let sides: HashMap<u32, Side> = dataset.sides().iter().map(|side| (side.example_id, side.side)).collect();
    assert_eq!(sides.len(), examples.len(), "every example is on one side");
    sides
}

fn held_of_class(examples: &[LabelledExample], sides: &HashMap<u32, Side>, class_id: u32) -> usize {
    let is_held = |e: &&LabelledExample| e.class_id == class_id && sides[&e.example_id] == Side::Validation;
    examples.iter().filter(is_held).count()
}

#[test]
fn each_class_gives_its_share() {
    let singles = [1; 40];
    let examples = examples(&[&singles, &singles[..20], &singles[..5]]);
    let sides = split(&examples, 0.2, 1);
    let held = [0, 1, 2].map(|class| held_of_class(&examples, &sides, class));
    assert_eq!(held, [8, 4, 1]);
}

#[test]
fn groups_stay_whole_and_every_class_keeps_some_to_learn_from() {
    let examples = examples(&[&[10, 10, 10, 2, 3], &[30], &[1, 1]]);
    for seed in 0..50 {
        let sides = split(&examples, 0.3, seed);
        let mut side_of_group = HashMap::new();
        for example in &examples {
            let side = sides[&example.example_id];
            assert_eq!(*side_of_group.entry(example.group).or_insert(side), side, "a group is on both sides");
        }
        assert!(held_of_class(&examples, &sides, 0) <= 15);
        assert_eq!(held_of_class(&examples, &sides, 1), 0, "its only group is needed for learning");
        assert_eq!(held_of_class(&examples, &sides, 2), 1);
    }
}

#[test]
fn the_smaller_of_two_bursts_is_held_back_also_when_it_comes_later() {
    let bursts = examples(&[&[30, 24], &[30]]);
    let sides = split(&bursts, 0.2, 1);
    assert_eq!(held_of_class(&bursts, &sides, 0), 24);
    assert_eq!(held_of_class(&bursts, &sides, 1), 0);
    let mut later = examples(&[&[30, 40], &[30, 10]]);
    for example in later.iter_mut().filter(|example| example.group % 2 == 0) {
        example.side = Some(Side::Training);
    }
    let sides = split(&later, 0.2, 1);
    assert_eq!([0, 1].map(|class| held_of_class(&later, &sides, class)), [40, 10]);
    assert_eq!(
        held_of_class(&later, &split(&later, 0.0, 1), 0),
        0,
        "nothing is held back when nothing is wanted"
    );
}

#[test]
fn the_seed_decides() {
    let examples = examples(&[&[1; 40], &[1; 40]]);
    assert_eq!(split(&examples, 0.2, 1), split(&examples, 0.2, 1));
    assert_ne!(split(&examples, 0.2, 1), split(&examples, 0.2, 2));
}

#[test]
fn an_example_keeps_its_side_when_others_come() {
    let mut few = examples(&[&[1; 10], &[1; 10]]);
    let before = split(&few, 0.2, 3);
    for example in &mut few {
        example.side = before.get(&example.example_id).copied();
    }
    let mut many = few.clone();
    many.extend((0..60).map(|index| LabelledExample {
        example_id: 100 + index,
        class_id: index % 2,
        group: 100 + index,
        side: None,
        weight: None,
    }));
    let after = split(&many, 0.2, 99);
    assert!(before.iter().all(|(example_id, side)| after[example_id] == *side));
    assert_eq!(held_of_class(&many, &after, 0), 8);
}

#[test]
fn given_sides_are_followed_and_training_wins_within_a_group() {
    let mut given = examples(&[&[4], &[1, 1]]);
    given[0].side = Some(Side::Validation);
    given[1].side = Some(Side::Training);
    given[4].side = Some(Side::Validation);
    let sides = split(&given, 0.0, 1);
    assert_eq!(sides[&0], Side::Training);
    assert_eq!(sides[&4], Side::Validation);
    assert_eq!(sides[&5], Side::Training);
}

#[test]
fn pictures_with_a_weight_are_neither_held_back_nor_counted() {
    let mut given = examples(&[&[1; 10], &[1; 10]]);
    let supposed = (0..40).map(|index| LabelledExample {
        example_id: 100 + index,
        class_id: index % 2,
        group: 100 + index,
        // Whatever it was before.
        side: (index < 4).then_some(Side::Validation),
        weight: Some(0.5),
    });
    let alone = given.clone();
    given.extend(supposed);
    for seed in 0..20 {
        let sides = split(&given, 0.2, seed);
        assert!((100..140).all(|example_id| sides[&example_id] == Side::Training));
        assert_eq!([0, 1].map(|class| held_of_class(&given, &sides, class)), [2, 2], "of ten each");
        assert!(split(&alone, 0.2, seed).iter().all(|(id, side)| sides[id] == *side), "as without them");
    }
    // Where only supposed pictures would be left to learn from, a class's one group stays.
    let mut one_group = examples(&[&[3], &[1, 1]]);
    one_group.push(LabelledExample { group: 50, example_id: 50, weight: Some(0.5), ..one_group[0].clone() });
    assert_eq!(held_of_class(&one_group, &split(&one_group, 0.5, 1), 0), 0);
}

#[test]
fn one_class_is_too_few() {
    let one = examples(&[&[1, 1]]);
    let refused = Dataset::new(&[0, 1, 2], &one, 0.2, 1).err();
    assert_eq!(refused, Some(EngineError::TooFewClasses { found: 1 }));
    assert_eq!(Dataset::new(&[1], &one, 0.2, 1).err(), Some(EngineError::TooFewClasses { found: 0 }));
}
