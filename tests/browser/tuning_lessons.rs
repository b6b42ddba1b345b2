//! The same lessons given to two engines, of which one teaches its blocks on WebGPU: told apart by nothing but the time.

use afterimage::engine::Engine;
use afterimage::error::EngineError;
use afterimage::protocol::{
    Augmentation, Device, EngineCommand, EngineEvent, EpochReport, LabelledExample, SavedHead,
    TrainingSettings, TuningSettings,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::synthetic_pixels;
use crate::tuning::preflight;

const SIDE: usize = 64;
const PER_CLASS: u32 = 4;
const CLOSE: f32 = 1e-3;

/// An engine whose blocks learn on a device.
struct Pupil(Engine);

impl Pupil {
    async fn new(device: Device) -> Self {
        Self::with_pictures_varied(device, None).await
    }

    async fn with_pictures_varied(device: Device, augmentation: Option<Augmentation>) -> Self {
        let mut pupil = Self(crate::engine_with_float32_backbone().await);
        if device == Device::Gpu {
            let event = pupil.send(EngineCommand::ConnectGpu { preflight: preflight() }).await;
            assert!(matches!(event, EngineEvent::GpuConnected { .. }), "{event:?}");
        }
        match pupil.send(EngineCommand::ChooseTuningDevice { device }).await {
            EngineEvent::TuningDeviceChosen { device: chosen, checks } => {
                assert_eq!((chosen, checks.len()), (device, if device == Device::Gpu { 2 } else { 0 }));
                // To the last bit the same would mean that the CPU was compared with itself.
                assert!(checks.iter().all(|check| check.passed && check.max_difference > 0.0), "{checks:?}");
            }
            other => panic!("{other:?}"),
        }
        pupil.take_lessons(augmentation).await;
        pupil
    }

    async fn pair() -> [Self; 2] {
        [Self::new(Device::Cpu).await, Self::new(Device::Gpu).await]
    }

    async fn send(&mut self, command: EngineCommand) -> EngineEvent {
        self.0.handle(command).await
    }

    async fn take_lessons(&mut self, augmentation: Option<Augmentation>) {
        let ids: Vec<u32> = (0..2 * PER_CLASS).collect();
        let command =
            EngineCommand::Embed { example_ids: ids.clone(), pixels: pictures(&ids), side: SIDE as u32 };
        assert!(matches!(self.send(command).await, EngineEvent::Embedded { .. }));
        let example = |example_id: u32| LabelledExample {
            example_id,
            class_id: example_id / PER_CLASS,
            group: example_id,
            side: None,
            weight: None,
        };
        let tuning =
            TuningSettings { first_block: 14, rate_decay: 0.8, augmentation, ..TuningSettings::default() };
        let settings = TrainingSettings {
            batch_size: 4,
            validation_fraction: 0.25,
            tuning: Some(tuning),
            ..TrainingSettings::default()
        };
        let examples = ids.into_iter().map(example).collect();
        let event = self.send(EngineCommand::SetDataset { class_ids: vec![0, 1], examples, settings }).await;
        assert!(matches!(event, EngineEvent::DatasetReady { num_batches: 2, .. }), "{event:?}");
    }

    /// One step, after showing what it needs.
    async fn step(&mut self) -> EngineEvent {
        match self.send(EngineCommand::TrainBatch).await {
            EngineEvent::Failed { error: EngineError::PicturesNeeded { example_ids } } => {
                let pixels = pictures(&example_ids);
                let command = EngineCommand::ShowPictures { example_ids, pixels, side: SIDE as u32 };
                assert!(matches!(self.send(command).await, EngineEvent::PicturesShown { .. }));
                self.send(EngineCommand::TrainBatch).await
            }
            event => event,
        }
    }

    async fn epoch(&mut self) -> EpochReport {
        for _ in 0..10 {
            match self.step().await {
                EngineEvent::EpochFinished { report } => return report,
                EngineEvent::BatchFinished { .. } | EngineEvent::PicturesLookedAt { .. } => {}
                other => panic!("{other:?}"),
            }
        }
        panic!("an epoch has an end")
    }

    async fn classify(&mut self) -> Vec<f32> {
        let command = EngineCommand::Classify {
            pixels: synthetic_pixels(3, SIDE),
            side: SIDE as u32,
            with_evidence: false,
            epoch: None,
        };
        match self.send(command).await {
            EngineEvent::Classified { probabilities, .. } => probabilities.0,
            other => panic!("{other:?}"),
        }
    }

    async fn export(&mut self) -> SavedHead {
        match self.send(EngineCommand::ExportHead).await {
            EngineEvent::HeadExported { head } => head,
            other => panic!("{other:?}"),
        }
    }

    async fn go_back_to(&mut self, epoch: u32) {
        let event = self.send(EngineCommand::GoBackToEpoch { epoch }).await;
        assert_eq!(event, EngineEvent::WentBack { epoch });
    }
}

fn pictures(ids: &[u32]) -> Vec<u8> {
    ids.iter().flat_map(|id| synthetic_pixels(*id as usize, SIDE)).collect()
}

fn assert_close(what: &str, one: f32, other: f32) {
    assert!((one - other).abs() <= CLOSE * one.abs().max(1e-3), "{what}: {one} {other}");
}

fn assert_same(of_cpu: &EpochReport, of_gpu: &EpochReport) {
    assert_eq!((of_cpu.epoch, &of_cpu.confusion), (of_gpu.epoch, &of_gpu.confusion));
    assert_close("training loss", of_cpu.training.loss, of_gpu.training.loss);
    let [validation, other] = [of_cpu, of_gpu].map(|report| report.validation.unwrap());
    assert_close("validation loss", validation.loss, other.loss);
    let [movement, other] = [of_cpu, of_gpu].map(|report| report.movement.clone().unwrap());
    assert_close("head's gradient", movement.gradient_norm, other.gradient_norm);
    assert_close("head's update", movement.update_norm, other.update_norm);
    assert_eq!((movement.layers.len(), other.layers.len()), (7, 7));
    for (layer, other) in movement.layers.iter().zip(&other.layers) {
        assert_eq!(layer.layer, other.layer);
        assert!(layer.gradient_norm > 0.0 && layer.update_norm > 0.0, "{layer:?}");
        assert_close(&format!("gradient of {layer:?}"), layer.gradient_norm, other.gradient_norm);
        assert_close(&format!("update of {layer:?}"), layer.update_norm, other.update_norm);
        assert_close(&format!("distance of {layer:?}"), layer.distance, other.distance);
    }
}

#[wasm_bindgen_test]
async fn epochs_on_webgpu_are_reported_as_on_the_cpu_and_so_is_what_follows_going_back() {
    let [mut cpu, mut gpu] = Pupil::pair().await;
    for _ in 0..2 {
        assert_same(&cpu.epoch().await, &gpu.epoch().await);
    }
    let [kept, other] = [cpu.export().await.tail.unwrap(), gpu.export().await.tail.unwrap()];
    assert_eq!((kept.first_layer, kept.layers.len()), (other.first_layer, other.layers.len()));
    assert_ne!(kept, other, "to the last bit the same would mean that the CPU learned both times");

    // A question in the middle of an epoch is about the network as it is then, and changes nothing.
    assert!(matches!(cpu.step().await, EngineEvent::BatchFinished { .. }));
    let before = gpu.classify().await;
    assert!(matches!(gpu.step().await, EngineEvent::BatchFinished { .. }));
    let [of_cpu, of_gpu] = [cpu.classify().await, gpu.classify().await];
    assert_ne!(before, of_gpu);
    assert_close("probability", of_cpu[0], of_gpu[0]);
    assert_same(&cpu.epoch().await, &gpu.epoch().await);

    cpu.go_back_to(1).await;
    gpu.go_back_to(1).await;
    let again = gpu.epoch().await;
    assert_eq!(again.epoch, 2);
    assert_same(&cpu.epoch().await, &again);
}

#[wasm_bindgen_test]
async fn what_blocks_read_comes_from_the_device_that_looks_at_pictures() {
    let varied = Some(Augmentation { variations: 2, ..Augmentation::default() });
    let mut cpu = Pupil::with_pictures_varied(Device::Cpu, varied).await;
    let mut gpu = Pupil::with_pictures_varied(Device::Gpu, varied).await;
    // What is learned is learned on the CPU by both.
    let event = gpu.send(EngineCommand::ChooseTuningDevice { device: Device::Cpu }).await;
    assert!(matches!(event, EngineEvent::TuningDeviceChosen { .. }), "{event:?}");
    let event = gpu.send(EngineCommand::ChooseBackboneDevice { device: Device::Gpu }).await;
    assert!(matches!(event, EngineEvent::BackboneDeviceChosen { .. }), "{event:?}");
    let [of_cpu, of_gpu] = [cpu.epoch().await, gpu.epoch().await];
    assert_same(&of_cpu, &of_gpu);
    assert_ne!(of_cpu, of_gpu, "to the last bit the same would mean that the CPU looked both times");
}

#[wasm_bindgen_test]
async fn what_every_epoch_varies_anew_is_learned_on_the_cpu_whatever_was_chosen() {
    let fresh = Some(Augmentation { fresh_each_epoch: true, ..Augmentation::default() });
    let mut cpu = Pupil::with_pictures_varied(Device::Cpu, fresh).await;
    let mut gpu = Pupil::with_pictures_varied(Device::Gpu, fresh).await;
    for _ in 0..2 {
        assert_eq!(cpu.epoch().await, gpu.epoch().await, "to the last bit");
    }
    let learned = cpu.export().await;
    assert!(learned.tail.is_some());
    assert_eq!(learned, gpu.export().await);
}

#[wasm_bindgen_test]
async fn a_run_that_diverges_on_webgpu_goes_back_to_the_last_good_network() {
    let mut gpu = Pupil::new(Device::Gpu).await;
    gpu.epoch().await;
    let good = gpu.export().await;
    let mut wild = good.clone();
    for (index, weight) in wild.output.weight.0.iter_mut().enumerate() {
        *weight = if index % 2 == 0 { f32::MAX } else { -f32::MAX };
    }
    let event = gpu.send(EngineCommand::ImportHead { head: wild }).await;
    assert_eq!(event, EngineEvent::HeadImported { epoch: 1 });
    let event = gpu.step().await;
    assert_eq!(event, EngineEvent::Failed { error: EngineError::TrainingDiverged { epoch: 1 } });
    assert_eq!(gpu.export().await.tail, good.tail);
    gpu.send(EngineCommand::ImportHead { head: good }).await;
    assert_eq!(gpu.epoch().await.epoch, 2);
}

#[wasm_bindgen_test]
async fn a_gpu_that_gives_up_in_the_middle_of_an_epoch_loses_nothing() {
    let [mut cpu, mut gpu] = Pupil::pair().await;
    cpu.epoch().await;
    gpu.epoch().await;
    let good = gpu.export().await;
    assert!(matches!(gpu.step().await, EngineEvent::BatchFinished { .. }));
    // As from a device that was lost.
    let script = "globalThis.mapAsyncOfTest = GPUBuffer.prototype.mapAsync;
        GPUBuffer.prototype.mapAsync = () => Promise.reject(new Error('the device was lost'));";
    js_sys::eval(script).unwrap();
    let event = gpu.step().await;
    js_sys::eval("GPUBuffer.prototype.mapAsync = globalThis.mapAsyncOfTest;").unwrap();
    match event {
        EngineEvent::Failed { error: EngineError::TuningLeftGpu { epoch: 1, .. } } => {}
        other => panic!("{other:?}"),
    }
    assert_eq!(gpu.export().await, good, "this epoch's first step is forgotten");
    // The CPU that has forgotten its optimiser's memory is where the other one is now.
    cpu.go_back_to(1).await;
    assert_same(&cpu.epoch().await, &gpu.epoch().await);
}
