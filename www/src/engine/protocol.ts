/** The contract with the engine. Generated from src/protocol.rs by `cargo test`; do not edit. */

/**
 * What went wrong. The page's `text/` says what happened and what to do next.
 */
export type EngineError = { code: "weightsForeign" } | { code: "weightsTooNew"; found: number; supported: number } | { code: "weightsTruncated"; receivedBytes: number } | { code: "weightsCorrupt"; place: string } | { code: "weightsUnexpected"; tensor: string } | { code: "backboneMissing" } | { code: "pixelsMalformed"; expectedBytes: number; foundBytes: number } | { code: "featuresMalformed"; expectedValues: number; foundValues: number } | { code: "tooFewClasses"; found: number } | { code: "headMismatch" } | { code: "headMissing" } | { code: "placeUnknown"; detail: string } | { code: "epochForgotten"; epoch: number } | { code: "layerNotSurveyed"; layer: number } | { code: "headNotLinear" } | { code: "settingOutOfRange"; setting: string } | { code: "batchNormMissing"; network: NetworkName } | { code: "picturesNeeded"; exampleIds: number[] } | { code: "trainingDiverged"; epoch: number } | { code: "gpuFailed"; detail: string } | { code: "tuningLeftGpu"; epoch: number; detail: string } | { code: "readBackFailed"; detail: string } | { code: "panicked"; detail: string } | { code: "commandMalformed"; detail: string };

/**
 * Everything the page may ask.
 */
export type EngineCommand = { kind: "receiveWeights"; offset: number; bytes: Uint8Array; isLast: boolean } | { kind: "drawNetwork"; network: NetworkName; seed: number } | { kind: "connectGpu"; preflight: GpuPreflight } | { kind: "measureBackbone"; device: Device; side: number } | { kind: "chooseBackboneDevice"; device: Device } | { kind: "chooseTuningDevice"; device: Device } | { kind: "embed"; exampleIds: number[]; pixels: Uint8Array; side: number } | { kind: "restoreFeatures"; exampleIds: number[]; features: Float32Array } | { kind: "forgetExamples"; exampleIds: number[] } | { kind: "setDataset"; classIds: number[]; examples: LabelledExample[]; settings: TrainingSettings } | { kind: "resetHead" } | { kind: "trainEpoch" } | { kind: "trainBatch" } | { kind: "showPictures"; exampleIds: number[]; pixels: Uint8Array; side: number } | { kind: "varyPicture"; pixels: Uint8Array; side: number; augmentation: Augmentation; seed: number } | { kind: "predictExamples" } | { kind: "classify"; pixels: Uint8Array; side: number; withEvidence: boolean; epoch: number | undefined } | { kind: "describeNetwork" } | { kind: "seeLayers"; pixels: Uint8Array; side: number; layers: LayerChoice[] } | { kind: "surveyLayer"; layer: number; exampleIds: number[]; pixels: Uint8Array; side: number } | { kind: "rankChannels"; layer: number; order: ChannelOrder } | { kind: "seeChannelPictures"; layer: number; channel: number } | { kind: "seeChannelWeights"; layer: number; channel: number } | { kind: "growPicture"; layer: number; channel: number; side: number; steps: number; seed: number; restart: boolean } | { kind: "silenceChannels"; pixels: Uint8Array; side: number; channels: ChannelPlace[] } | { kind: "explainValue"; pixels: Uint8Array; side: number; layer: number; channel: number; row: number; column: number; epoch: number | undefined } | { kind: "seeClassMap"; pixels: Uint8Array; side: number; layer: number; classId: number; against: number | undefined; epoch: number | undefined } | { kind: "weighNeurons"; pixels: Uint8Array; side: number; classId: number; against: number | undefined; most: number; epoch: number | undefined } | { kind: "replayLearning"; projection: Projection } | { kind: "seeHeadWeights"; epoch: number | undefined } | { kind: "goBackToEpoch"; epoch: number } | { kind: "predictUnlabelled"; exampleIds: number[] } | { kind: "groupExamples"; exampleIds: number[]; numGroups: number | undefined; seed: number } | { kind: "measureNeighbours"; neighbours: number } | { kind: "exportHead" } | { kind: "importHead"; head: SavedHead };

/**
 * Everything the engine may say.
 */
export type EngineEvent = { kind: "weightsReceived"; receivedBytes: number; decodedTensors: number; numTensors: number } | { kind: "backboneReady"; backbone: BackboneInfo } | { kind: "gpuConnected"; checks: SelfTestCheck[] } | { kind: "gpuRefused"; reason: GpuRefusal; checks: SelfTestCheck[] } | { kind: "backboneMeasured"; device: Device } | { kind: "backboneDeviceChosen"; device: Device } | { kind: "tuningDeviceChosen"; device: Device; checks: SelfTestCheck[] } | { kind: "embedded"; exampleIds: number[]; features: Float32Array } | { kind: "featuresRestored"; numExamples: number } | { kind: "examplesForgotten"; numExamples: number } | { kind: "datasetReady"; sides: ExampleSide[]; numBatches: number; epoch: number; headKept: boolean } | { kind: "headReset" } | { kind: "batchFinished"; epoch: number; batch: number; numBatches: number; loss: number } | { kind: "picturesLookedAt"; epoch: number; numDone: number; numExamples: number } | { kind: "picturesShown"; numExamples: number; keptBytes: number } | { kind: "pictureVaried"; side: number; pixels: Uint8Array } | { kind: "epochFinished"; report: EpochReport } | { kind: "examplesPredicted"; predictions: ExamplePrediction[] } | { kind: "classified"; classIds: number[]; probabilities: Float32Array; evidence: ClassEvidence | undefined } | { kind: "networkDescribed"; layers: LayerInfo[] } | { kind: "layersSeen"; layers: SeenLayer[]; classIds: number[]; probabilities: Float32Array } | { kind: "layerSurveyed"; layer: number; numExamples: number } | { kind: "channelsRanked"; layer: number; order: ChannelOrder; channels: number[]; values: Float32Array } | { kind: "channelPicturesSeen"; pictures: ChannelPictures } | { kind: "channelWeightsSeen"; weights: ChannelWeights } | { kind: "pictureGrown"; layer: number; channel: number; step: number; excitement: number; side: number; pixels: Uint8Array } | { kind: "channelsSilenced"; classIds: number[]; before: Float32Array; after: Float32Array } | { kind: "valueExplained"; value: ExplainedValue } | { kind: "classMapSeen"; map: ClassMap } | { kind: "neuronsWeighed"; sum: WeighedNeurons } | { kind: "learningReplayed"; replay: LearningReplay } | { kind: "headWeightsSeen"; head: HeadWeights } | { kind: "wentBack"; epoch: number } | { kind: "unlabelledPredicted"; predictions: ExamplePrediction[] } | { kind: "examplesGrouped"; groups: ExampleGroup[]; separation: number } | { kind: "neighboursMeasured"; report: NeighbourReport } | { kind: "headExported"; head: SavedHead } | { kind: "headImported"; epoch: number } | { kind: "failed"; error: EngineError };

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
export type GpuRefusal = { reason: "noWebgpu" } | { reason: "noAdapter" } | { reason: "limitTooSmall"; limit: string; needed: number; found: number } | { reason: "noShaders"; network: NetworkName } | { reason: "notBuilt" } | { reason: "deviceFailed"; detail: string } | { reason: "selfTestFailed"; operation: string; detail: string };

/**
 * One operation of the self-test, compared with the CPU device.
 */
export interface SelfTestCheck {
    operation: string;
    /**
     * Largest absolute difference to the CPU device; for a step of training, relative to how far it went.
     */
    maxDifference: number;
    passed: boolean;
}

/**
 * A network that can look at pictures.
 */
export type NetworkName = "efficientnet-lite0" | "resnet18";

/**
 * The network in use, for the page's labels and storage keys.
 */
export interface BackboneInfo {
    network: NetworkName;
    /**
     * False for a network that was drawn at random.
     */
    isPretrained: boolean;
    /**
     * Changes whenever the features would: kept features are valid only for the same value.
     */
    fingerprint: string;
    featureLength: number;
    /**
     * Weights and biases, as `describeNetwork` counts them.
     */
    numParameters: number;
    /**
     * `TuningSettings.firstBlock` is less than this.
     */
    numBlocks: number;
    /**
     * Side of the square input the network was trained on, in pixels.
     */
    inputSide: number;
    /**
     * What the network subtracts from a byte of red, green and blue, and divides by.
     */
    pixelMean: [number, number, number];
    pixelDeviation: [number, number, number];
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
    /**
     * 0 to 1: how much it counts in training, where its class is only supposed; absent for one.
     */
    weight: number | undefined;
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
     * Absent when the rate stays the same.
     */
    schedule: Schedule | undefined;
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
     * Absent when only the head learns.
     */
    tuning: TuningSettings | undefined;
    /**
     * 0 to 0.5 of each class is held back.
     */
    validationFraction: number;
    seed: number;
}

/**
 * The rule that turns gradients into steps.
 */
export type Optimiser = "sgd" | "nesterov" | "adam" | "adamW";

/**
 * How learning rates change over a run.
 */
export interface Schedule {
    shape: ScheduleShape;
    /**
     * Epochs trained before the run.
     */
    firstEpoch: number;
    /**
     * 1 to 100000, of the run.
     */
    epochs: number;
    /**
     * Of these, how many it takes to rise to the whole rate.
     */
    warmUpEpochs: number;
}

/**
 * What becomes of the rate after the warm-up.
 */
export type ScheduleShape = "constant" | "step" | "cosine";

/**
 * Which blocks learn besides the head, and how. Ranges are checked by the engine.
 */
export interface TuningSettings {
    /**
     * The first block that learns, less than the network has; everything behind it learns as well, and for 0 what is
     * before it too.
     */
    firstBlock: number;
    /**
     * 1e-7 to 1, of the last layer; smaller than the head's, because what is there is good already.
     */
    learningRate: number;
    /**
     * 1e-7 to 1, of the head as long as blocks learn: it has learned before them, as a rule, and then should not run
     * ahead of what they give it (Kumar et al. 2022, "Fine-tuning can distort pretrained features").
     */
    headLearningRate: number;
    /**
     * 0.1 to 1: what the rate is multiplied by from each block to the one before.
     */
    rateDecay: number;
    /**
     * 0 to 0.5: the chance with which a picture goes past a block that adds to what it reads, anew for each picture, block
     * and step (Huang et al. 2016, "Deep networks with stochastic depth", section 3). 0 where blocks end in an activation.
     */
    stochasticDepth: number;
    /**
     * Begin with drawn weights in all blocks instead of the pretrained ones, to see what those are worth.
     */
    fromScratch: boolean;
    /**
     * Batch norm learns as well, each batch normalised by what it is like itself; for networks whose weight file keeps
     * it apart. Where such a network begins from scratch it learns in any case.
     */
    batchNormLearns?: boolean;
    /**
     * Absent when pictures are shown as they are.
     */
    augmentation: Augmentation | undefined;
}

/**
 * How a picture may be changed while it still shows the same thing. Only training pictures are.
 */
export interface Augmentation {
    /**
     * 1 to 32: how many variations of each picture there are besides itself.
     */
    variations: number;
    /**
     * Instead of so many, another one in every epoch. What is kept is then the picture, and everything before the first
     * block that learns is computed anew each time.
     */
    freshEachEpoch?: boolean;
    /**
     * Left and right may be exchanged.
     */
    flip: boolean;
    /**
     * 0 to 0.3 of the side, in each direction.
     */
    shift: number;
    /**
     * A shift is one of whole pixels, and what is beyond the edge is black: a random crop of a padded picture. Otherwise
     * pictures are mirrored at their edges.
     */
    blackBeyondEdge?: boolean;
    /**
     * 0 to 0.5: how much larger or smaller.
     */
    zoom: number;
    /**
     * 0 to 45, in each direction.
     */
    turnDegrees: number;
    /**
     * 0 to 0.5: how much brightness, contrast and saturation change.
     */
    colour: number;
    /**
     * 0 to 0.5 of the area may be covered with grey.
     */
    erase: number;
}

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
    /**
     * Absent when nothing was trained.
     */
    movement: Movement | undefined;
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
 * One layer of the whole network, from the first convolution to the probabilities.
 */
export interface LayerInfo {
    /**
     * As in the weight file: `stem`, `blocks.3.expand`, `head`, or `conv1`, `maxpool`, `layer2.0.downsample.0`; then
     * `pooling`, `hidden`, `classes`, `softmax`.
     */
    name: string;
    kind: LayerKind;
    /**
     * The block it belongs to, from 0.
     */
    block: number | undefined;
    /**
     * The layer whose values it takes; absent for the picture.
     */
    input: number | undefined;
    /**
     * The layer whose values are added to its own, before the activation.
     */
    skip: number | undefined;
    channelsIn: number;
    channelsOut: number;
    /**
     * Side of the kernel, and pixels from one place to the next.
     */
    kernel: number;
    stride: number;
    /**
     * Places a side for a picture of the side that the network was trained on; 1 after pooling.
     */
    side: number;
    activation: ActivationKind;
    numParameters: number;
    /**
     * For one such picture.
     */
    numMultiplyAdds: number;
}

/**
 * How a layer computes a value.
 */
export type LayerKind = "convolution" | "depthwise" | "pointwise" | "maxPooling" | "pooling" | "linear" | "softmax";

/**
 * What happens to a sum before it is handed on.
 */
export type ActivationKind = "none" | "relu" | "relu6";

/**
 * Which channels of a layer to hand out as maps.
 */
export interface LayerChoice {
    layer: number;
    /**
     * These, in this order; when empty, the strongest.
     */
    channels: number[];
    /**
     * How many of the strongest (by mean), strongest first.
     */
    strongest: number;
}

/**
 * What a layer made of a picture.
 */
export interface SeenLayer {
    layer: number;
    /**
     * Places a side.
     */
    side: number;
    /**
     * The channels of `maps`.
     */
    channels: number[];
    /**
     * `[channels.len(), side, side]`
     */
    maps: Float32Array;
    /**
     * Mean and largest value of every channel of the layer, in their order.
     */
    means: Float32Array;
    maxima: Float32Array;
}

/**
 * One channel of one layer.
 */
export interface ChannelPlace {
    layer: number;
    channel: number;
}

/**
 * How to sort the channels of a layer, over all surveyed pictures.
 */
export type ChannelOrder = { by: "strength" } | { by: "variance" } | { by: "class"; classId: number };

/**
 * How strongly the learner's pictures excite one channel.
 */
export interface ChannelPictures {
    layer: number;
    channel: number;
    /**
     * Places a side.
     */
    side: number;
    /**
     * Most excited first.
     */
    exampleIds: number[];
    /**
     * Largest value in each picture, and where it is: row × side + column.
     */
    maxima: Float32Array;
    places: number[];
    /**
     * Mean over each picture's places.
     */
    means: Float32Array;
}

/**
 * What a channel is made of.
 */
export interface ChannelWeights {
    layer: number;
    channel: number;
    bias: number;
    /**
     * Channels of the input in the order of `weights`; all of them, the strongest (by size) first. For a
     * depthwise layer only its own.
     */
    inputs: number[];
    /**
     * `[inputs.len(), kernel, kernel]`
     */
    weights: Float32Array;
}

/**
 * One value of the network with everything it is the sum of.
 */
export interface ExplainedValue {
    layer: number;
    channel: number;
    row: number;
    column: number;
    /**
     * Where the patch begins in the input; negative where it reaches over the border, where everything is 0.
     */
    firstRow: number;
    firstColumn: number;
    /**
     * Channels of the input in the order of the terms.
     */
    inputChannels: number[];
    /**
     * `[input_channels.len(), kernel, kernel]`; for pooling the kernel is the whole map, for softmax the scores.
     */
    inputs: Float32Array;
    /**
     * What each input is multiplied by; for softmax ones, for max pooling 1 where the largest is and 0 elsewhere.
     */
    weights: Float32Array;
    bias: number;
    /**
     * What each term is multiplied by besides, before the bias: features are scaled to one length before the
     * head reads them. 1 elsewhere.
     */
    scale: number;
    /**
     * Bias and all terms, before the skip and the activation.
     */
    sum: number;
    /**
     * What is added to the sum before the activation.
     */
    skip: number | undefined;
    /**
     * What the engine itself computed here.
     */
    value: number;
}

/**
 * Which places of a layer speak for a class (Selvaraju et al. 2017, section 3, without the final ReLU).
 */
export interface ClassMap {
    layer: number;
    classId: number;
    /**
     * Places a side.
     */
    side: number;
    /**
     * `[side, side]`; positive speaks for the class.
     */
    places: Float32Array;
    /**
     * How much each channel adds, its mean gradient times its sum: `[channels]`.
     */
    channels: Float32Array;
}

/**
 * A score as the sum of what single neurons add to it.
 */
export interface WeighedNeurons {
    classId: number;
    /**
     * When present, the sum is the lead of `class_id` over this class.
     */
    against: number | undefined;
    /**
     * The neurons that add most, by size, and what each adds.
     */
    neurons: number[];
    shares: Float32Array;
    /**
     * Their activations, before scaling, and the weights they meet.
     */
    activations: Float32Array;
    weights: Float32Array;
    /**
     * What all other neurons add together.
     */
    rest: number;
    bias: number;
    /**
     * The score that the parts add up to.
     */
    score: number;
}

/**
 * What the pictures' places in two dimensions are computed from.
 */
export type Projection = "logits" | "features";

/**
 * Every remembered epoch, for all pictures at once.
 */
export interface LearningReplay {
    projection: Projection;
    /**
     * In the order of the rows below.
     */
    epochs: number[];
    exampleIds: number[];
    /**
     * Principal components (Pearson 1901): `[epochs, examples, 2]`, each epoch turned to lie as close to the one
     * before as it can (Schönemann 1966).
     */
    positions: Float32Array;
    /**
     * Probability of each picture's own class: `[epochs, examples]`.
     */
    confidences: Float32Array;
    /**
     * Class that the head takes each picture for: `[epochs, examples]`.
     */
    predictedClassIds: number[];
}

/**
 * The head's weights as they were.
 */
export interface HeadWeights {
    epoch: number;
    classIds: number[];
    /**
     * Neurons that the last layer reads: features, or hidden units.
     */
    inputs: number;
    /**
     * `[classes, inputs]`
     */
    weights: Float32Array;
    /**
     * `[classes]`
     */
    biases: Float32Array;
}

/**
 * How far one epoch's steps went.
 */
export interface Movement {
    /**
     * Mean loss of the epoch's pictures, each as its batch found it before the step.
     */
    batchLoss: number;
    /**
     * Length of the loss's gradient by the head, the mean over the epoch's batches, before clipping.
     */
    gradientNorm: number;
    /**
     * How far the head's weights moved in all, and how long they are now.
     */
    updateNorm: number;
    weightNorm: number;
    /**
     * Of each layer of the backbone that learned.
     */
    layers: LayerMovement[];
}

/**
 * How far one layer went in an epoch.
 */
export interface LayerMovement {
    /**
     * As `describeNetwork` counts.
     */
    layer: number;
    /**
     * Length of the loss's gradient by the layer's weights, the mean over the epoch's batches, before clipping.
     */
    gradientNorm: number;
    /**
     * How far the weights moved.
     */
    updateNorm: number;
    /**
     * How far they are now from where the pretrained network has them.
     */
    distance: number;
}

/**
 * Pictures that look alike to the network.
 */
export interface ExampleGroup {
    /**
     * The most typical first.
     */
    exampleIds: number[];
}

/**
 * How well the nearest neighbours do.
 */
export interface NeighbourReport {
    /**
     * How many neighbours voted.
     */
    neighbours: number;
    accuracy: number;
    numExamples: number;
    /**
     * Row = true class, column = predicted class, row by row.
     */
    confusion: number[];
}

/**
 * A trained head, with what learned behind it, as plain numbers. Matrices are row by row.
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
    /**
     * Absent while the backbone is the pretrained one.
     */
    tail: SavedTail | undefined;
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

/**
 * What the backbone learned: everything from one layer on, as numbers.
 */
export interface SavedTail {
    firstLayer: number;
    /**
     * Weights are `[outputs, inputs, kernel, kernel]`, with one input where a layer is depthwise; a layer that has none
     * is there all the same.
     */
    layers: SavedLayer[];
    /**
     * One for each layer, or none at all. A layer that has numbers here has weights as they are before batch norm is
     * folded into them, and no biases.
     */
    norms?: SavedNorm[];
}

/**
 * One batch norm: a number a channel each, or no numbers.
 */
export interface SavedNorm {
    /**
     * What a normalised value is multiplied by.
     */
    scale: Float32Array;
    /**
     * What is added then.
     */
    shift: Float32Array;
    /**
     * The running statistics.
     */
    mean: Float32Array;
    variance: Float32Array;
}

export const defaultTrainingSettings: TrainingSettings = {
  optimiser: "sgd",
  learningRate: 0.01,
  schedule: undefined,
  weightDecay: 0.001,
  batchSize: 16,
  labelSmoothing: 0,
  balanceClasses: true,
  hiddenUnits: undefined,
  tuning: undefined,
  validationFraction: 0.2,
  seed: 1,
};

export const defaultTuningSettings: TuningSettings = {
  firstBlock: 8,
  learningRate: 0.005,
  headLearningRate: 0.001,
  rateDecay: 1,
  stochasticDepth: 0.2,
  fromScratch: false,
  batchNormLearns: false,
  augmentation: undefined,
};

export const defaultAugmentation: Augmentation = {
  variations: 8,
  freshEachEpoch: false,
  flip: true,
  shift: 0.15,
  blackBeyondEdge: false,
  zoom: 0.2,
  turnDegrees: 15,
  colour: 0.2,
  erase: 0,
};
