/** Every code has a sentence, sentences end properly, and counts are written as people write them. */
import { expect, test } from "vitest";
import type { EngineError, GpuRefusal, NetworkName } from "../../src/engine/protocol";
import type { CameraProblem, RefusalReason } from "../../src/inputs/picture";
import type { DeviceReason, GpuSearch, Problem, UndoStep } from "../../src/state/app-state";
import type { TuningReason } from "../../src/state/deeper/deeper-state";
import { depthsOf, HEAD_ONLY } from "../../src/state/deeper/depths";
import { initialNetwork } from "../../src/state/network/network-state";
import type { TrainingBlock } from "../../src/state/training-block";
import { text } from "../../src/text";
import { deeperText } from "../../src/text/deeper";
import { layerInWords } from "../../src/text/layer-words";

/** Compiles only while it names every member of the union, so a new code cannot be forgotten here. */
function all<Code extends string>(codes: Record<Code, true>): Code[] {
  return Object.keys(codes) as Code[];
}

const engineErrors: { [Code in EngineError["code"]]: Extract<EngineError, { code: Code }> } = {
  weightsForeign: { code: "weightsForeign" },
  weightsTooNew: { code: "weightsTooNew", found: 2, supported: 1 },
  weightsTruncated: { code: "weightsTruncated", receivedBytes: 1 },
  weightsCorrupt: { code: "weightsCorrupt", place: "stem" },
  weightsUnexpected: { code: "weightsUnexpected", tensor: "stem" },
  backboneMissing: { code: "backboneMissing" },
  batchNormMissing: { code: "batchNormMissing", network: "efficientnet-lite0" },
  picturesNeeded: { code: "picturesNeeded", exampleIds: [1, 2] },
  pixelsMalformed: { code: "pixelsMalformed", expectedBytes: 1, foundBytes: 2 },
  featuresMalformed: { code: "featuresMalformed", expectedValues: 1, foundValues: 2 },
  tooFewClasses: { code: "tooFewClasses", found: 1 },
  headMismatch: { code: "headMismatch" },
  headMissing: { code: "headMissing" },
  placeUnknown: { code: "placeUnknown", detail: "" },
  epochForgotten: { code: "epochForgotten", epoch: 3 },
  layerNotSurveyed: { code: "layerNotSurveyed", layer: 1 },
  headNotLinear: { code: "headNotLinear" },
  settingOutOfRange: { code: "settingOutOfRange", setting: "seed" },
  trainingDiverged: { code: "trainingDiverged", epoch: 1 },
  gpuFailed: { code: "gpuFailed", detail: "" },
  readBackFailed: { code: "readBackFailed", detail: "" },
  tuningLeftGpu: { code: "tuningLeftGpu", epoch: 1, detail: "" },
  panicked: { code: "panicked", detail: "" },
  commandMalformed: { code: "commandMalformed", detail: "" },
};

const refusals: { [Reason in GpuRefusal["reason"]]: Extract<GpuRefusal, { reason: Reason }> } = {
  noWebgpu: { reason: "noWebgpu" },
  noAdapter: { reason: "noAdapter" },
  limitTooSmall: { reason: "limitTooSmall", limit: "buffers", needed: 2, found: 1 },
  noShaders: { reason: "noShaders", network: "resnet18" },
  notBuilt: { reason: "notBuilt" },
  deviceFailed: { reason: "deviceFailed", detail: "" },
  selfTestFailed: { reason: "selfTestFailed", operation: "conv", detail: "" },
};

const deviceReasons: {
  [Because in Exclude<DeviceReason["because"], "refused">]: Extract<DeviceReason, { because: Because }>;
} = {
  answersFirst: { because: "answersFirst" },
  measured: { because: "measured", cpuMillis: 59, gpuMillis: 8.25 },
  softwareOnly: { because: "softwareOnly" },
  gpuNotLoaded: { because: "gpuNotLoaded" },
  asked: { because: "asked" },
  gpuLost: { because: "gpuLost" },
  blocksLearned: { because: "blocksLearned" },
};

const tuningReasons: {
  [Because in TuningReason["because"]]: Extract<TuningReason, { because: Because }>;
} = {
  beingMeasured: { because: "beingMeasured" },
  measured: { because: "measured", cpuMillis: 640, gpuMillis: 8.25 },
  refused: { because: "refused", refusal: { reason: "deviceFailed", detail: "" } },
  asked: { because: "asked" },
  variedAnew: { because: "variedAnew" },
  leftGpu: { because: "leftGpu" },
};

const problems: Problem[] = [
  ...Object.values(engineErrors).map((error): Problem => ({ kind: "engine", error })),
  { kind: "downloadFailed", reason: "offline", status: undefined },
  { kind: "downloadFailed", reason: "missing", status: 404 },
  { kind: "downloadFailed", reason: "interrupted", status: undefined },
  { kind: "downloadFailed", reason: "other", status: undefined },
  ...all<Exclude<Problem["kind"], "engine" | "downloadFailed">>({
    engineRestarted: true,
    engineKeepsStopping: true,
    engineNotLoaded: true,
    networkFileGone: true,
    gpuLost: true,
    storageRefused: true,
    storageElsewhere: true,
    storageFull: true,
    storageFailed: true,
    samplesFailed: true,
    clipboardEmpty: true,
    nothingUsable: true,
  }).map((kind): Problem => ({ kind })),
];

test("every problem is told in whole sentences, each with its own", () => {
  const sentences = [
    ...problems.map(text.problems.problem),
    ...all<CameraProblem>({
      notSupported: true,
      notAllowed: true,
      notFound: true,
      inUse: true,
      ended: true,
      failed: true,
    }).map(text.problems.camera),
    ...all<RefusalReason>({
      empty: true,
      notAPicture: true,
      formatUnsupported: true,
      damaged: true,
      tooManyPixels: true,
      zipDamaged: true,
      zipWithoutPictures: true,
      zipEntryTooLarge: true,
      unreadable: true,
    }).map(text.problems.refusal),
    ...Object.values(deviceReasons).map(text.problems.deviceReason),
    ...Object.values(refusals).map((refusal) => text.problems.deviceReason({ because: "refused", refusal })),
    ...Object.values(tuningReasons).map((why) => deeperText.tuningDevice({ device: "cpu", why })),
  ];
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z“].*\.$/);
  expect(new Set(sentences).size).toBe(sentences.length);
});

test("both devices' steps are told with their own times", () => {
  const sayFor = (cpuMillis: number, gpuMillis: number) =>
    deeperText.tuningDevice({ device: "gpu", why: { because: "measured", cpuMillis, gpuMillis } });
  expect(sayFor(640, 8.25)).toContain("640 ms on the CPU and 8.3 ms on the graphics processor");
  expect(sayFor(12_300, 2340)).toContain("12 s on the CPU and 2.3 s on the graphics processor");
});

test("what goes on in the background is told as one quiet line", () => {
  const lines = all<GpuSearch>({ fetching: true, testing: true, waiting: true }).map(text.status.gpuSearch);
  for (const line of lines) expect(line).toMatch(/^[A-Z][^.]*$/);
  expect(new Set(lines).size).toBe(lines.length);
});

test("every block of training says what to do", () => {
  const blocks: { [Because in TrainingBlock["because"]]: Extract<TrainingBlock, { because: Because }> } = {
    engineNotReady: { because: "engineNotReady" },
    engineFailed: { because: "engineFailed" },
    stillReading: { because: "stillReading" },
    noClasses: { because: "noClasses" },
    oneClass: { because: "oneClass", className: "cups" },
    emptyClass: { because: "emptyClass", className: "cups" },
    onePicture: { because: "onePicture", className: "cups" },
    stillLooking: { because: "stillLooking", numWaiting: 1 },
  };
  for (const block of Object.values(blocks)) expect(text.problems.trainingBlock(block)).toMatch(/\.$/);
  expect(text.problems.trainingBlock(blocks.stillLooking)).toContain("1 picture.");
});

test("counts and shares are written properly", () => {
  expect(text.collect.summary(1, 1)).toBe("1 class, 1 picture");
  expect(text.collect.summary(2, 1234)).toBe("2 classes, 1,234 pictures");
  expect(text.train.percent(0.9996)).toBe("> 99 %");
  expect(text.train.percent(1)).toBe("100 %");
  expect(text.train.percent(0.0004)).toBe("< 1 %");
  expect(text.train.percent(0)).toBe("0 %");
  const step: UndoStep = { did: "deletedClass", className: "cups", count: 0 };
  expect(text.undo.said(step)).toBe("Deleted cups");
});

const NETWORKS: NetworkName[] = ["efficientnet-lite0", "resnet18"];

test.each(NETWORKS)("every depth of %s has a name, says what learns and what it is good for", (network) => {
  const depths = depthsOf({ ...initialNetwork, choice: { network, from: "page" } });
  const blocks = Array.from({ length: depths.numBlocks }, (_, cut) => cut);
  const cuts = [...blocks, HEAD_ONLY];
  const names = cuts.map((cut) => deeperText.cutName(cut, depths));
  expect(new Set(names).size).toBe(cuts.length);
  expect(new Set(cuts.map((cut) => deeperText.cutValue(cut, depths))).size).toBe(cuts.length);
  expect([...names.slice(0, 1), ...names.slice(-3)]).toEqual([
    "Everything",
    "Last 2 blocks",
    "Last block",
    "Head only",
  ]);
  for (const cut of cuts) {
    expect(deeperText.goodForCut(cut, depths)).toMatch(/^[A-Z].*\.$/);
    expect(deeperText.goodForDrawn(cut)).toMatch(/^[A-Z].*\.$/);
  }
  for (const cut of blocks) {
    expect(deeperText.learnsPart(cut, depths, 10, 2_000_000, 3_400_000)).toMatch(/^[A-Z].*\.$/);
    expect(deeperText.headIsFirst(cut, depths)).toMatch(/^The head .*\.$/);
    for (const isLearning of [true, false])
      expect(text.network.deep(cut, isLearning)).toMatch(/^[A-Z][^.]*$/);
  }
});

test("what learns is said as each network has it", () => {
  const of = (network: NetworkName) => depthsOf({ ...initialNetwork, choice: { network, from: "page" } });
  expect(deeperText.cutValue(15, of("efficientnet-lite0"))).toBe("Block 16 and the last convolution learn");
  expect(deeperText.cutValue(7, of("resnet18"))).toBe("Block 8 learns");
  expect(deeperText.cutValue(6, of("resnet18"))).toBe("Blocks 7 and 8 learn");
  expect(deeperText.learnsPart(13, of("efficientnet-lite0"), 10, 1e6, 3e6)).toContain(
    "Blocks 14 to 16, the last convolution and the head:",
  );
  expect(deeperText.learnsPart(6, of("resnet18"), 5, 1e6, 3e6)).toContain("Blocks 7 and 8, and the head:");
  expect(deeperText.runEpochs(12, 13)).toBe("epoch 13");
  expect(deeperText.timeEpoch(4310, true)).toBe("4.3 s an epoch, as measured.");
});

test("layers are called what they are in both networks", () => {
  const name = (name: string, block?: number) => layerInWords({ name, block });
  expect(name("blocks.3.expand", 3)).toBe("block 4, expand");
  expect(name("layer2.0.downsample.0", 2)).toBe("block 3, downsample");
  expect(name("layer4.1.conv2", 7)).toBe("block 8, conv2");
  expect(["head", "conv1", "maxpool", "stem"].map((one) => name(one))).toEqual([
    "last convolution",
    "first convolution",
    "max pooling",
    "stem",
  ]);
});

test("a setting is called what people would call it", () => {
  const say = (setting: string) =>
    text.problems.problem({ kind: "engine", error: { code: "settingOutOfRange", setting } });
  expect(say("stochasticDepth")).toContain("“stochastic depth”");
  expect(say("seed")).toContain("“seed”");
});

test("training that ran away says what was kept", () => {
  const say = (epoch: number) =>
    text.problems.problem({ kind: "engine", error: { code: "trainingDiverged", epoch } });
  expect(say(0)).toContain("in epoch 1");
  expect(say(3)).toContain("by epoch 3 was kept");
});

test("no entry is empty", () => {
  const check = (value: unknown, path: string) => {
    if (typeof value === "string") expect(value.trim(), path).not.toBe("");
    else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) check(inner, `${path}.${key}`);
    } else expect(typeof value, path).toBe("function");
  };
  check(text, "text");
  check(deeperText, "deeperText");
});
