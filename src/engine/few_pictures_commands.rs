//! Commands that make more of few pictures: groups without labels, supposed labels, and a learner to compare with.

use super::Engine;
use crate::error::{EngineError, EngineResult};
use crate::features::normalise;
use crate::probes::{NeighbourScores, best_clusters, clusters, neighbour_scores};
use crate::protocol::{EngineEvent, ExampleGroup, NeighbourReport};

/// More groups than this nobody would look through.
const MOST_GROUPS: u32 = 40;
/// Of which the best number is looked for.
const MOST_GROUPS_TRIED: usize = 12;

impl Engine {
    /// By the pretrained network's features, whatever has been learned since. Pictures without features are left out.
    pub(super) fn group_examples(
        &self,
        example_ids: &[u32],
        num_groups: Option<u32>,
        seed: u32,
    ) -> EngineResult<EngineEvent> {
        if num_groups.is_some_and(|num_groups| !(1..=MOST_GROUPS).contains(&num_groups)) {
            return Err(EngineError::SettingOutOfRange { setting: "numGroups".to_owned() });
        }
        let known: Vec<(u32, &[f32])> = example_ids
            .iter()
            .filter_map(|example_id| Some((*example_id, self.features.get(*example_id)?)))
            .collect();
        let rows: Vec<f32> = known.iter().flat_map(|(_, row)| normalise(row)).collect();
        let length = self.features.feature_length();
        let found = match num_groups {
            Some(num_groups) => clusters(&rows, length, num_groups as usize, seed),
            None => best_clusters(&rows, length, MOST_GROUPS_TRIED.min(known.len().div_ceil(2)), seed),
        };
        let num_found = found.group_of.iter().max().map_or(0, |last| last + 1);
        let mut groups: Vec<Vec<(f32, u32)>> = vec![Vec::new(); num_found];
        for (((example_id, _), group), distance) in known.iter().zip(&found.group_of).zip(&found.distances) {
            groups[*group].push((*distance, *example_id));
        }
        groups.retain(|group| !group.is_empty());
        groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
        let typical_first = |mut group: Vec<(f32, u32)>| {
            group.sort_by(|one, other| one.0.total_cmp(&other.0));
            ExampleGroup { example_ids: group.into_iter().map(|(_, example_id)| example_id).collect() }
        };
        Ok(EngineEvent::ExamplesGrouped {
            groups: groups.into_iter().map(typical_first).collect(),
            separation: found.separation,
        })
    }

    pub(super) fn predict_unlabelled(&mut self, example_ids: &[u32]) -> EngineResult<EngineEvent> {
        let trainer = self.trainer.as_mut().ok_or(EngineError::HeadMissing)?;
        Ok(EngineEvent::UnlabelledPredicted { predictions: trainer.predict(example_ids, &self.features)? })
    }

    pub(super) fn measure_neighbours(&mut self, neighbours: u32) -> EngineResult<EngineEvent> {
        if neighbours == 0 {
            return Err(EngineError::SettingOutOfRange { setting: "neighbours".to_owned() });
        }
        let trainer = self.trainer()?;
        trainer.look_at_all()?;
        let NeighbourScores { accuracy, num_examples, confusion } =
            neighbour_scores(trainer, neighbours as usize);
        let report = NeighbourReport { neighbours, accuracy, num_examples: num_examples as u32, confusion };
        Ok(EngineEvent::NeighboursMeasured { report })
    }
}
