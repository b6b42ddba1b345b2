//! Commands about the learner's dataset and the head that is trained on it.

use super::{Engine, ImportedHead};
use crate::backbone::FEATURE_LENGTH;
use crate::dataset::Dataset;
use crate::error::{EngineError, EngineResult};
use crate::head::Head;
use crate::protocol::{EngineEvent, LabelledExample, SavedHead, TrainingSettings};
use crate::training::Trainer;

impl Engine {
    pub(super) fn set_dataset(
        &mut self,
        class_ids: &[u32],
        examples: &[LabelledExample],
        settings: TrainingSettings,
    ) -> EngineResult<EngineEvent> {
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
        if let Some(ImportedHead { head, class_ids, epoch }) = self.imported_head.take() {
            head_kept = self.trainer()?.take_head(&head, &class_ids, epoch).is_ok();
        }
        self.remember_epoch();
        let trainer = self.trainer()?;
        let num_batches = trainer.num_batches() as u32;
        Ok(EngineEvent::DatasetReady { sides, num_batches, epoch: trainer.epoch(), head_kept })
    }

    pub(super) fn reset_head(&mut self) -> EngineResult<EngineEvent> {
        let trainer = self.trainer.as_mut().ok_or(EngineError::HeadMissing)?;
        *trainer = Trainer::new(trainer.dataset().clone(), &self.features, trainer.settings().clone())?;
        self.remember_epoch();
        Ok(EngineEvent::HeadReset)
    }

    pub(super) fn train_batch(&mut self) -> EngineResult<EngineEvent> {
        let trainer = self.trainer()?;
        let epoch = trainer.epoch();
        let batch = trainer.train_batch()?;
        if trainer.is_epoch_done() {
            let report = trainer.finish_epoch()?;
            self.remember_epoch();
            return Ok(EngineEvent::EpochFinished { report });
        }
        Ok(EngineEvent::BatchFinished {
            epoch,
            batch: batch.batch as u32,
            num_batches: batch.num_batches as u32,
            loss: batch.loss,
        })
    }

    pub(super) fn predict_examples(&mut self) -> EngineResult<EngineEvent> {
        Ok(EngineEvent::ExamplesPredicted { predictions: self.trainer()?.predictions() })
    }

    pub(super) fn export_head(&mut self) -> EngineResult<EngineEvent> {
        let fingerprint = self.fingerprint()?;
        let trainer = self.trainer()?;
        let head = trainer.head().save(&fingerprint, &trainer.dataset().class_ids, trainer.epoch());
        Ok(EngineEvent::HeadExported { head })
    }

    pub(super) fn import_head(&mut self, saved: &SavedHead) -> EngineResult<EngineEvent> {
        if saved.fingerprint != self.fingerprint()? {
            return Err(EngineError::HeadMismatch);
        }
        let head = Head::restore(saved, FEATURE_LENGTH)?;
        match &mut self.trainer {
            Some(trainer) => trainer.take_head(&head, &saved.class_ids, saved.epoch)?,
            None => {
                let class_ids = saved.class_ids.clone();
                self.imported_head = Some(ImportedHead { head, class_ids, epoch: saved.epoch });
            }
        }
        self.remember_epoch();
        Ok(EngineEvent::HeadImported { epoch: saved.epoch })
    }

    fn fingerprint(&self) -> EngineResult<String> {
        let backbone = self.backbone.as_ref().ok_or(EngineError::BackboneMissing)?;
        Ok(backbone.info.fingerprint.clone())
    }
}
