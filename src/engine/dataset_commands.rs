//! Commands about the learner's dataset and the head that is trained on it.

use super::{Engine, ImportedHead};
use crate::dataset::Dataset;
use crate::error::{EngineError, EngineResult};
use crate::head::Head;
use crate::pixels::check_length;
use crate::protocol::{Device, EngineEvent, LabelledExample, SavedHead, SavedTail, TrainingSettings};
use crate::tail::Tail;
use crate::training::{
    BatchReport, Progress, Trainer, check_batch_norm, check_first_block, check_stochastic_depth,
};

impl Engine {
    pub(super) fn set_dataset(
        &mut self,
        class_ids: &[u32],
        examples: &[LabelledExample],
        settings: TrainingSettings,
    ) -> EngineResult<EngineEvent> {
        if let Some(backbone) = &self.backbone {
            let network = &backbone.pretrained.on_cpu;
            check_first_block(&settings, network.architecture().num_blocks())?;
            check_batch_norm(&settings, network)?;
            check_stochastic_depth(&settings, network.architecture())?;
        }
        let embedded: Vec<LabelledExample> = examples
            .iter()
            .filter(|example| self.features.get(example.example_id).is_some())
            .cloned()
            .collect();
        let dataset = Dataset::new(class_ids, &embedded, settings.validation_fraction, settings.seed)?;
        let sides = dataset.sides();
        let mut head_kept = match &mut self.trainer {
            Some(trainer) => trainer.update(dataset, &self.features, settings)?,
            None => {
                self.trainer = Some(Trainer::new(dataset, &self.features, settings)?);
                false
            }
        };
        if let Some(ImportedHead { head, class_ids, epoch, tail }) = self.imported_head.take() {
            head_kept = self.take_head(&head, &class_ids, epoch, tail.as_ref()).is_ok();
        }
        self.tune()?;
        self.remember_epoch();
        let trainer = self.trainer()?;
        let num_batches = trainer.num_batches() as u32;
        Ok(EngineEvent::DatasetReady { sides, num_batches, epoch: trainer.epoch(), head_kept })
    }

    pub(super) fn reset_head(&mut self) -> EngineResult<EngineEvent> {
        let trainer = self.trainer.as_mut().ok_or(EngineError::HeadMissing)?;
        let had_tail = trainer.tail().is_some();
        *trainer = Trainer::new(trainer.dataset().clone(), &self.features, trainer.settings().clone())?;
        if had_tail {
            self.forget_surveys();
        }
        self.tune()?;
        self.remember_epoch();
        Ok(EngineEvent::HeadReset)
    }

    pub(super) async fn train_batch(&mut self) -> EngineResult<EngineEvent> {
        let epoch = self.trainer()?.epoch();
        let progress = self.step().await?;
        if self.trainer()?.is_epoch_done() {
            return Ok(EngineEvent::EpochFinished { report: self.end_epoch().await? });
        }
        Ok(match progress {
            Progress::Trained(BatchReport { batch, num_batches, loss }) => EngineEvent::BatchFinished {
                epoch,
                batch: batch as u32,
                num_batches: num_batches as u32,
                loss,
            },
            Progress::Looked { num_done, num_examples } => EngineEvent::PicturesLookedAt {
                epoch,
                num_done: num_done as u32,
                num_examples: num_examples as u32,
            },
        })
    }

    pub(super) async fn show_pictures(
        &mut self,
        example_ids: &[u32],
        pixels: &[u8],
        side: usize,
    ) -> EngineResult<EngineEvent> {
        check_length(pixels, example_ids.len(), side)?;
        let trainer = self.trainer.as_mut().ok_or(EngineError::HeadMissing)?;
        let looking = self.backbone.as_mut().filter(|backbone| backbone.device == Device::Gpu);
        let taken = match looking.and_then(|backbone| backbone.on_gpu.as_mut()) {
            // Should it give up, whatever asks it next will tell.
            Some(gpu) => trainer.show_on_gpu(gpu, example_ids, pixels, side).await.unwrap_or_default(),
            None => None,
        };
        let num_examples = match taken {
            Some(taken) => taken,
            None => trainer.show(example_ids, pixels, side)?,
        } as u32;
        let kept_bytes = trainer.tail().map_or(0, Tail::kept_bytes) as u32;
        Ok(EngineEvent::PicturesShown { num_examples, kept_bytes })
    }

    pub(super) fn predict_examples(&mut self) -> EngineResult<EngineEvent> {
        let trainer = self.trainer()?;
        trainer.look_at_all()?;
        Ok(EngineEvent::ExamplesPredicted { predictions: trainer.predictions() })
    }

    pub(super) fn export_head(&mut self) -> EngineResult<EngineEvent> {
        let fingerprint = self.fingerprint()?;
        let trainer = self.trainer()?;
        let head = trainer.head().save(&fingerprint, &trainer.dataset().class_ids, trainer.epoch());
        let head = SavedHead { tail: trainer.tail().and_then(Tail::saved), ..head };
        Ok(EngineEvent::HeadExported { head })
    }

    pub(super) fn import_head(&mut self, saved: &SavedHead) -> EngineResult<EngineEvent> {
        if saved.fingerprint != self.fingerprint()? {
            return Err(EngineError::HeadMismatch);
        }
        let head = Head::restore(saved, self.features.feature_length())?;
        let SavedHead { class_ids, epoch, tail, .. } = saved.clone();
        match self.trainer {
            Some(_) => {
                self.take_head(&head, &class_ids, epoch, tail.as_ref())?;
                self.tune()?;
            }
            None => self.imported_head = Some(ImportedHead { head, class_ids, epoch, tail }),
        }
        self.remember_epoch();
        Ok(EngineEvent::HeadImported { epoch: saved.epoch })
    }

    pub(super) fn go_back_to_epoch(&mut self, epoch: u32) -> EngineResult<EngineEvent> {
        let Self { backbone, trainer, features, history, .. } = self;
        let pretrained = &backbone.as_ref().ok_or(EngineError::BackboneMissing)?.pretrained.on_cpu;
        let trainer = trainer.as_mut().ok_or(EngineError::HeadMissing)?;
        let snapshot = history.snapshot(epoch).ok_or(EngineError::EpochForgotten { epoch })?;
        let class_ids = trainer.dataset().class_ids.clone();
        let had_tail = trainer.tail().is_some();
        trainer.take_head(&snapshot.head, &class_ids, epoch)?;
        trainer.take_network(pretrained, snapshot.network.as_ref(), features)?;
        if had_tail {
            self.forget_surveys();
        }
        self.tune()?;
        self.remember_epoch();
        Ok(EngineEvent::WentBack { epoch })
    }

    fn take_head(
        &mut self,
        head: &Head,
        class_ids: &[u32],
        epoch: u32,
        tail: Option<&SavedTail>,
    ) -> EngineResult<()> {
        let Self { backbone, trainer, features, .. } = self;
        let pretrained = &backbone.as_ref().ok_or(EngineError::BackboneMissing)?.pretrained.on_cpu;
        let learned = tail.map(|tail| pretrained.with_saved_tail(tail)).transpose()?;
        let trainer = trainer.as_mut().ok_or(EngineError::HeadMissing)?;
        let had_tail = trainer.tail().is_some();
        trainer.take_head(head, class_ids, epoch)?;
        trainer.take_network(pretrained, learned.as_ref(), features)?;
        if had_tail || learned.is_some() {
            self.forget_surveys();
        }
        Ok(())
    }

    /// Lets the backbone learn from now on, where the settings say so.
    fn tune(&mut self) -> EngineResult<()> {
        let trainer = self.trainer.as_mut().ok_or(EngineError::HeadMissing)?;
        if trainer.settings().tuning.is_some() {
            let backbone = self.backbone.as_ref().ok_or(EngineError::BackboneMissing)?;
            trainer.tune(&backbone.pretrained.on_cpu);
        }
        Ok(())
    }

    fn fingerprint(&self) -> EngineResult<String> {
        let backbone = self.backbone.as_ref().ok_or(EngineError::BackboneMissing)?;
        Ok(backbone.info.fingerprint.clone())
    }
}
