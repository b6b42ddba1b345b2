//! Owns all state and handles one command at a time; everything here can be recomputed from the pictures.

mod dataset_commands;
mod few_pictures_commands;
mod gpu_commands;
mod inside_commands;
mod learning_commands;
mod network;
mod network_commands;
mod picture_commands;
mod tuning_commands;
mod tuning_test;

use self::learning_commands::ClassQuestion;
use self::network::CpuNetwork;
use self::picture_commands::vary_picture;
use crate::backbone::GpuBackbone;
use crate::error::{EngineError, EngineResult};
use crate::features::FeatureCache;
use crate::gpu_tuner::GpuTuner;
use crate::head::Head;
use crate::history::History;
use crate::probes::{GrowingPicture, GrownChannel, Surveys, ValuePlace};
use crate::protocol::{BackboneInfo, Device, EngineCommand, EngineEvent, SavedTail};
use crate::training::Trainer;
use crate::weights::{WeightReader, Weights};

/// The engine behind the page: give it commands, one after the other, and it answers each with one event.
pub struct Engine {
    weight_reader: WeightReader,
    backbone: Option<Backbone>,
    /// Of the backbone's length, and empty without one.
    features: FeatureCache,
    trainer: Option<Trainer>,
    /// What computes the learning blocks where the GPU was chosen for them.
    gpu_tuner: Option<GpuTuner>,
    history: History,
    surveys: Surveys,
    growing: Option<GrowingPicture>,
    /// A head that was imported before there was a dataset to use it on.
    imported_head: Option<ImportedHead>,
}

/// The backbone on each device that has it.
struct Backbone {
    info: BackboneInfo,
    pretrained: CpuNetwork,
    on_gpu: Option<GpuBackbone>,
    /// What the last question was about that was not about the pretrained one.
    learned: Option<CpuNetwork>,
    /// What the GPU will need; nothing in a build that has no GPU.
    for_gpu: Option<Weights>,
    device: Device,
}

struct ImportedHead {
    head: Head,
    class_ids: Vec<u32>,
    epoch: u32,
    tail: Option<SavedTail>,
}

impl Default for Engine {
    fn default() -> Self {
        Self {
            weight_reader: WeightReader::default(),
            backbone: None,
            features: FeatureCache::new(0),
            trainer: None,
            gpu_tuner: None,
            history: History::default(),
            surveys: Surveys::default(),
            growing: None,
            imported_head: None,
        }
    }
}

impl Engine {
    /// Does what the command asks; a command that fails changes nothing.
    pub async fn handle(&mut self, command: EngineCommand) -> EngineEvent {
        self.answer(command).await.unwrap_or_else(|error| EngineEvent::Failed { error })
    }

    async fn answer(&mut self, command: EngineCommand) -> EngineResult<EngineEvent> {
        let goes_on = matches!(
            command,
            EngineCommand::TrainEpoch | EngineCommand::TrainBatch | EngineCommand::ShowPictures { .. }
        );
        if !goes_on {
            self.bring_back().await?;
        }
        match command {
            EngineCommand::ReceiveWeights { offset, bytes, is_last } => {
                self.receive_weights(offset, &bytes, is_last)
            }
            EngineCommand::DrawNetwork { network, seed } => self.draw_network(network, seed),
            EngineCommand::ConnectGpu { preflight } => self.connect_gpu(&preflight).await,
            EngineCommand::MeasureBackbone { device, side } => {
                self.measure_backbone(device, side as usize).await
            }
            EngineCommand::ChooseBackboneDevice { device } => self.choose_backbone_device(device),
            EngineCommand::Embed { example_ids, pixels, side } => {
                self.embed(example_ids, &pixels, side as usize).await
            }
            EngineCommand::RestoreFeatures { .. } if self.backbone.is_none() => {
                Err(EngineError::BackboneMissing)
            }
            EngineCommand::RestoreFeatures { example_ids, features } => {
                self.features.insert(&example_ids, &features.0)?;
                Ok(EngineEvent::FeaturesRestored { num_examples: example_ids.len() as u32 })
            }
            EngineCommand::ForgetExamples { example_ids } => {
                let num_examples = self.features.remove(&example_ids) as u32;
                self.surveys.forget(&example_ids);
                self.trainer.iter_mut().for_each(|trainer| trainer.forget(&example_ids));
                Ok(EngineEvent::ExamplesForgotten { num_examples })
            }
            EngineCommand::SetDataset { class_ids, examples, settings } => {
                self.set_dataset(&class_ids, &examples, settings)
            }
            EngineCommand::ResetHead => self.reset_head(),
            EngineCommand::ChooseTuningDevice { device } => self.choose_tuning_device(device).await,
            EngineCommand::TrainEpoch => self.train_epoch().await,
            EngineCommand::ShowPictures { example_ids, pixels, side } => {
                self.show_pictures(&example_ids, &pixels, side as usize).await
            }
            EngineCommand::TrainBatch => self.train_batch().await,
            EngineCommand::PredictExamples => self.predict_examples(),
            EngineCommand::Classify { pixels, side, with_evidence, epoch } => {
                self.classify(&pixels, side as usize, with_evidence, epoch).await
            }
            EngineCommand::GoBackToEpoch { epoch } => self.go_back_to_epoch(epoch),
            EngineCommand::ExportHead => self.export_head(),
            EngineCommand::ImportHead { head } => self.import_head(&head),
            question => self.answer_question(question).await,
        }
    }

    /// What changes nothing of what the learner made: answers about the inside of the network.
    async fn answer_question(&mut self, question: EngineCommand) -> EngineResult<EngineEvent> {
        match question {
            EngineCommand::DescribeNetwork => self.describe_network(),
            EngineCommand::VaryPicture { pixels, side, augmentation, seed } => {
                vary_picture(&pixels, side as usize, &augmentation, seed)
            }
            EngineCommand::SeeLayers { pixels, side, layers } => {
                self.see_layers(&pixels, side as usize, &layers).await
            }
            EngineCommand::SurveyLayer { layer, example_ids, pixels, side } => {
                self.survey_layer(layer, &example_ids, &pixels, side as usize).await
            }
            EngineCommand::RankChannels { layer, order } => self.rank_channels(layer, order),
            EngineCommand::SeeChannelPictures { layer, channel } => {
                Ok(EngineEvent::ChannelPicturesSeen { pictures: self.surveys.pictures(layer, channel)? })
            }
            EngineCommand::SeeChannelWeights { layer, channel } => self.see_channel_weights(layer, channel),
            EngineCommand::GrowPicture { layer, channel, side, steps, seed, restart } => {
                let [layer, channel, side] = [layer, channel, side].map(|number| number as usize);
                self.grow_picture(GrownChannel { layer, channel, side, seed }, steps, restart)
            }
            EngineCommand::SilenceChannels { pixels, side, channels } => {
                self.silence_channels(&pixels, side as usize, &channels)
            }
            EngineCommand::ExplainValue { pixels, side, layer, channel, row, column, epoch } => {
                let [layer, channel, row, column] =
                    [layer, channel, row, column].map(|number| number as usize);
                let place = ValuePlace { layer, channel, row, column };
                self.explain_value(&pixels, side as usize, place, epoch)
            }
            EngineCommand::SeeClassMap { pixels, side, layer, class_id, against, epoch } => {
                self.see_class_map(&pixels, side as usize, layer, ClassQuestion { class_id, against, epoch })
            }
            EngineCommand::WeighNeurons { pixels, side, class_id, against, most, epoch } => {
                let question = ClassQuestion { class_id, against, epoch };
                self.weigh_neurons(&pixels, side as usize, question, most as usize).await
            }
            EngineCommand::PredictUnlabelled { example_ids } => self.predict_unlabelled(&example_ids),
            EngineCommand::GroupExamples { example_ids, num_groups, seed } => {
                self.group_examples(&example_ids, num_groups, seed)
            }
            EngineCommand::MeasureNeighbours { neighbours } => self.measure_neighbours(neighbours),
            EngineCommand::ReplayLearning { projection } => self.replay_learning(projection),
            EngineCommand::SeeHeadWeights { epoch } => self.see_head_weights(epoch),
            _ => Err(EngineError::CommandMalformed { detail: "not a question".to_owned() }),
        }
    }

    fn trainer(&mut self) -> EngineResult<&mut Trainer> {
        self.trainer.as_mut().ok_or(EngineError::HeadMissing)
    }
}
