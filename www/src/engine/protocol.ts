/** The contract with the engine. Generated from src/protocol.rs by `cargo test`; do not edit. */

/**
 * What went wrong. The page's `text/` says what happened and what to do next.
 */
export type EngineError = { code: "weightsForeign" } | { code: "weightsTooNew"; found: number; supported: number } | { code: "weightsTruncated"; receivedBytes: number } | { code: "weightsCorrupt"; place: string } | { code: "weightsUnexpected"; tensor: string } | { code: "backboneMissing" } | { code: "pixelsMalformed"; expectedBytes: number; foundBytes: number } | { code: "featuresMalformed"; expectedValues: number; foundValues: number } | { code: "tooFewClasses"; found: number } | { code: "headMismatch" } | { code: "headMissing" } | { code: "settingOutOfRange"; setting: string } | { code: "trainingDiverged"; epoch: number } | { code: "gpuFailed"; detail: string } | { code: "readBackFailed"; detail: string } | { code: "panicked"; detail: string } | { code: "commandMalformed"; detail: string };

/**
 * Everything the page may ask.
 */
export type EngineCommand = { kind: "receiveWeights"; offset: number; bytes: Uint8Array; isLast: boolean } | { kind: "connectGpu"; preflight: GpuPreflight } | { kind: "measureBackbone"; device: Device; side: number } | { kind: "chooseBackboneDevice"; device: Device } | { kind: "embed"; exampleIds: number[]; pixels: Uint8Array; side: number } | { kind: "restoreFeatures"; exampleIds: number[]; features: Float32Array } | { kind: "forgetExamples"; exampleIds: number[] } | { kind: "setDataset"; classIds: number[]; examples: LabelledExample[]; settings: TrainingSettings } | { kind: "resetHead" } | { kind: "trainEpoch" } | { kind: "trainBatch" } | { kind: "predictExamples" } | { kind: "classify"; pixels: Uint8Array; side: number; withEvidence: boolean } | { kind: "exportHead" } | { kind: "importHead"; head: SavedHead };

/**
 * Everything the engine may say.
 */
export type EngineEvent = { kind: "weightsReceived"; receivedBytes: number; decodedTensors: number; numTensors: number } | { kind: "backboneReady"; backbone: BackboneInfo } | { kind: "gpuConnected"; checks: SelfTestCheck[] } | { kind: "gpuRefused"; reason: GpuRefusal; checks: SelfTestCheck[] } | { kind: "backboneMeasured"; device: Device } | { kind: "backboneDeviceChosen"; device: Device } | { kind: "embedded"; exampleIds: number[]; features: Float32Array } | { kind: "featuresRestored"; numExamples: number } | { kind: "examplesForgotten"; numExamples: number } | { kind: "datasetReady"; sides: ExampleSide[]; numBatches: number; epoch: number; headKept: boolean } | { kind: "headReset" } | { kind: "batchFinished"; epoch: number; batch: number; numBatches: number; loss: number } | { kind: "epochFinished"; report: EpochReport } | { kind: "examplesPredicted"; predictions: ExamplePrediction[] } | { kind: "classified"; classIds: number[]; probabilities: Float32Array; evidence: ClassEvidence | undefined } | { kind: "headExported"; head: SavedHead } | { kind: "headImported"; epoch: number } | { kind: "failed"; error: EngineError };

/**
 * Where arithmetic runs.
 */
export type Device = "cpu" | "gpu";

/**
 * What the worker found out about the GPU in JavaScript, before it is opened.
 */
export interface GpuPreflight {
    /**
     * `navigator.gpu` exists.
     */
    hasWebgpu: boolean;
    /**
     * `requestAdapter` gave an adapter.
     */
    hasAdapter: boolean;
    /**
     * The adapter's `maxStorageBuffersPerShaderStage`.
     */
    maxStorageBuffers: number;
    /**
     * The adapter's `maxStorageBufferBindingSize` in bytes.
     */
    maxBufferBytes: number;
}

/**
 * Why the GPU is not used.
 */
export type GpuRefusal = { reason: "noWebgpu" } | { reason: "noAdapter" } | { reason: "limitTooSmall"; limit: string; needed: number; found: number } | { reason: "notBuilt" } | { reason: "deviceFailed"; detail: string } | { reason: "selfTestFailed"; operation: string; detail: string };

/**
 * One operation of the self-test, compared with the CPU device.
 */
export interface SelfTestCheck {
    operation: string;
    /**
     * Largest absolute difference to the CPU device.
     */
    maxDifference: number;
    passed: boolean;
}

/**
 * The network in use, for the page's labels and storage keys.
 */
export interface BackboneInfo {
    /**
     * Changes whenever the features would: kept features are valid only for the same value.
     */
    fingerprint: string;
    featureLength: number;
    numParameters: number;
    /**
     * Side of the square input the network was trained on, in pixels.
     */
    inputSide: number;
}

/**
 * One picture of the learner, as far as the engine cares.
 */
export interface LabelledExample {
    exampleId: number;
    classId: number;
    /**
     * Near-identical pictures (one webcam burst, one source file) share a group and a side.
     */
    group: number;
    /**
     * The side it was on before, so that a picture once trained on is never validated on.
     */
    side: Side | undefined;
}

/**
 * The side of the split an example is on.
 */
export type Side = "training" | "validation";

/**
 * An example and its side.
 */
export interface ExampleSide {
    exampleId: number;
    side: Side;
}

/**
 * How the head learns. Ranges are checked by the engine.
 */
export interface TrainingSettings {
    optimiser: Optimiser;
    /**
     * 1e-6 to 100.
     */
    learningRate: number;
    /**
     * 0 to 1; decoupled for AdamW, added to the gradient otherwise.
     */
    weightDecay: number;
    /**
     * 1 to 4096 pictures a step.
     */
    batchSize: number;
    /**
     * 0 to 0.5: how much of the target is spread over all classes.
     */
    labelSmoothing: number;
    /**
     * Weigh each class by the inverse of its number of pictures.
     */
    balanceClasses: boolean;
    /**
     * Units of the one hidden layer, 1 to 1024; absent for a linear head.
     */
    hiddenUnits: number | undefined;
    /**
     * 0 to 0.5 of each class is held back.
     */
    validationFraction: number;
    seed: number;
}

/**
 * The rule that turns gradients into steps.
 */
export type Optimiser = "sgd" | "adam" | "adamW";

/**
 * Everything measured at the end of an epoch.
 */
export interface EpochReport {
    /**
     * Number of epochs trained so far.
     */
    epoch: number;
    training: Scores;
    /**
     * Absent when no picture was held back.
     */
    validation: Scores | undefined;
    /**
     * The classes, in the order of the rows and columns below.
     */
    classIds: number[];
    /**
     * The confusion matrix of the validation pictures (of the training pictures when none were held
     * back): row = true class, column = predicted class, row by row.
     */
    confusion: number[];
}

/**
 * Mean loss and share of right answers.
 */
export interface Scores {
    loss: number;
    accuracy: number;
    numExamples: number;
}

/**
 * What the head says about one of the learner's pictures.
 */
export interface ExamplePrediction {
    exampleId: number;
    predictedClassId: number;
    /**
     * Probability of the predicted class.
     */
    confidence: number;
    side: Side | undefined;
}

/**
 * Where in a picture the evidence for each class lies. A logit is its bias plus its places, exactly.
 */
export interface ClassEvidence {
    /**
     * Places a side of the grid that is laid over the picture.
     */
    gridSide: number;
    /**
     * `[classes, grid_side × grid_side]`, class by class; positive speaks for the class.
     */
    places: Float32Array;
    /**
     * What each class has whatever the picture shows: `[classes]`.
     */
    biases: Float32Array;
    /**
     * `[classes]`
     */
    logits: Float32Array;
}

/**
 * A trained head, as plain numbers. Matrices are row by row.
 */
export interface SavedHead {
    /**
     * The backbone whose features it reads.
     */
    fingerprint: string;
    classIds: number[];
    epoch: number;
    /**
     * Absent for a linear head.
     */
    hidden: SavedLayer | undefined;
    output: SavedLayer;
}

/**
 * One linear layer.
 */
export interface SavedLayer {
    /**
     * `[inputs, outputs]`
     */
    weight: Float32Array;
    /**
     * `[outputs]`
     */
    bias: Float32Array;
}

export const defaultTrainingSettings: TrainingSettings = {
  optimiser: "sgd",
  learningRate: 0.01,
  weightDecay: 0.001,
  batchSize: 16,
  labelSmoothing: 0,
  balanceClasses: true,
  hiddenUnits: undefined,
  validationFraction: 0.2,
  seed: 1,
};
