/** English for how much of the network learns: the choice, what it costs, variations, runs, and how far layers moved. */
import type { Device, LayerInfo } from "../engine/protocol";
import type { TuningChoice } from "../state/deeper/deeper-state";
import type { Depths } from "../state/deeper/depths";
import { blockRange, layerPart } from "./layer-words";
import { count, duration, millions, percent, pictures, whole } from "./words";

/** In place of a block: only the head learns. */
const HEAD_ONLY = Number.POSITIVE_INFINITY;

function memory(numBytes: number): string {
  if (numBytes >= 1e9) return `${(numBytes / 1e9).toFixed(1)} GB`;
  return `${Math.max(1, Math.round(numBytes / 1e6))} MB`;
}

/** Three digits that count. */
function size(value: number): string {
  return value === 0 ? "0" : value.toPrecision(value < 0.0001 ? 1 : 2);
}

function cutName(cut: number, { numBlocks }: Pick<Depths, "numBlocks">): string {
  if (cut === HEAD_ONLY) return "Head only";
  if (cut === 0) return "Everything";
  return cut === numBlocks - 1 ? "Last block" : `Last ${numBlocks - cut} blocks`;
}

/** Blocks, and what learns with them. */
function learningBlocks(cut: number, { numBlocks, hasLast }: Depths, other?: string): string {
  const parts = [blockRange(cut, numBlocks), hasLast && "the last convolution", other].filter(Boolean);
  if (parts.length === 3) return `${parts[0]}, ${parts[1]} and ${parts[2]}`;
  // Two blocks have an “and” of their own.
  return parts.join(cut === numBlocks - 2 ? ", and " : " and ");
}

function isOneBlock(cut: number, { numBlocks, hasLast }: Depths): boolean {
  return cut === numBlocks - 1 && !hasLast;
}

function pace(millis: number): string {
  return millis < 9500 ? `${(millis / 1000).toFixed(1)} s` : duration(millis);
}

function processor(device: Device): string {
  return device === "gpu" ? "graphics processor" : "CPU";
}

function step(millis: number): string {
  if (millis >= 1000) return pace(millis);
  return `${millis < 10 ? millis.toFixed(1) : whole(millis)} ms`;
}

function layerName({ name, block, input }: LayerInfo): string {
  if (block !== undefined) return `Block ${block + 1}, ${layerPart(name)}`;
  return input === undefined ? "First convolution" : "Last convolution";
}

export const deeper = {
  heading: "How deep it learns",
  waiting: "Reading the network’s layers…",
  loading: "The network is still on its way. What each choice costs is said as soon as it is there.",
  choices: "How much of the network learns",
  slider: "First block that learns",
  sliderHelp: "What lies to the right of the handle learns. Move it block by block with the arrow keys.",
  cutName,
  recommended: "recommended",
  recommendedLead: (depths: Depths) =>
    `What gained most with 20 pictures a class, in measurements on photographs of flowers: after the head, the ${cutName(depths.recommended, depths).toLowerCase()} learn for 60 epochs, in small steps that fade out, from 8 variations of each picture, while blocks are left out at random. It takes several minutes on the CPU, and much less on a graphics processor. With pictures of 288 pixels, under Advanced, it gained a point more.`,
  takeRecommended: "Set all of this",
  recommendedIsSet: "All is set as recommended for few pictures. Undo brings your own settings back.",
  cutValue: (cut: number, depths: Depths): string => {
    if (cut === HEAD_ONLY) return "Only the head learns";
    if (cut === 0) return "Everything learns";
    return `${learningBlocks(cut, depths)} ${isOneBlock(cut, depths) ? "learns" : "learn"}`;
  },
  drawnNetwork:
    "This network begins from scratch: its weights are drawn at random, and its features say little about your pictures until all of it has learned.",
  firstEnd: "edges, colours",
  lastEnd: "your classes",

  learns: "What learns",
  learnsHead:
    "Only the weights between the network’s features and your classes. The network stays as it came.",
  learnsPart: (cut: number, depths: Depths, numLayers: number, numParameters: number, inAll: number) =>
    cut === 0
      ? `All ${whole(numLayers)} layers of the network, with ${millions(numParameters)} parameters, and the head.`
      : `${learningBlocks(cut, depths, "the head")}: ${count(numLayers, "layer", "layers")} with ${millions(numParameters)} of ${millions(inAll)} parameters.`,
  time: "Time",
  timeHead: "An epoch takes a moment: nothing has to be looked at again.",
  timeUnknown: "How long an epoch takes is known once the network has looked at a picture in this visit.",
  timeEpoch: (millis: number, isMeasured: boolean) =>
    isMeasured
      ? `${pace(millis)} an epoch, as measured.`
      : `About ${pace(millis)} an epoch, from how fast the network looks at pictures here.`,
  timeAll: (millis: number, epochs: number) =>
    `${count(epochs, "epoch takes", "epochs take")} about ${duration(millis)}.`,
  timePreparing: (millis: number, numPictures: number) =>
    `Before the first, ${pictures(numPictures)} are shown to it once: about ${duration(millis)}.`,
  memory: "Memory",
  memoryHead: "Hardly any: the features of your pictures are there already.",
  memoryAll: (numBytes: number) => `About ${memory(numBytes)}.`,
  memoryParts: (maps: number, batch: number, batchSize: number, weights: number) =>
    `${memory(maps)} for what the blocks read of your pictures, ${memory(batch)} for a batch of ${whole(batchSize)}, ${memory(weights)} for weights, optimiser and earlier epochs.`,
  memoryKept: (share: number) =>
    `There is room for what the blocks read of ${percent(share)} of your pictures; the others are looked at anew in every epoch.`,
  goodFor: "Good for",
  goodForDrawn: (cut: number): string => {
    if (cut === HEAD_ONLY)
      return "Seeing how far features of random weights carry: not far. It is what everything else is measured against.";
    if (cut === 0)
      return "What this network is there for: learning to see from your pictures alone. It is slow, and wants many of them.";
    return "Little: what these blocks read was made by layers that never learned to see.";
  },
  goodForCut: (cut: number, { numBlocks }: Depths): string => {
    if (cut === HEAD_ONLY)
      return "The best start, and often enough. It takes seconds, and few pictures cannot lead it astray.";
    if (cut === 0)
      return "Pictures unlike any photograph, and many of them. Slow, and with few pictures it forgets more than it learns.";
    if (cut < numBlocks / 2)
      return "Pictures unlike any photograph. What early blocks see, edges and textures, is much the same everywhere.";
    if (cut < numBlocks * 0.75)
      return "Pictures that look little like photographs: drawings, scans, close-ups. It wants more of them.";
    if (cut < numBlocks - 1)
      return "The usual step after the head: what the network notices last is fitted to your classes, and what it sees before that stays.";
    return "A careful step further, when your classes look alike and pictures are few.";
  },

  tooLarge: (needed: number, budget: number) =>
    `This would need about ${memory(needed)}, more than the ${memory(budget)} that this device can be expected to give to a page.`,
  tooLargeBatch: "A smaller batch size, under Advanced, needs less as well.",
  chooseFitting: (cut: number, depths: Depths) =>
    `Choose ${cutName(cut, depths).toLowerCase()}, the deepest that fits`,

  headFirst:
    "The head has learned nothing yet, and would pull the blocks behind it in random directions. It is better to train the head first, and then to go deeper.",
  trainHeadFirst: "Train the head first, then go deeper",
  headIsFirst: (cut: number, { numBlocks }: Depths) =>
    cut === 0
      ? "The head learns first; when it has come to its target, everything learns."
      : `The head learns first; when it has come to its target, ${blockRange(cut, numBlocks).toLowerCase()} ${cut === numBlocks - 1 ? "learns" : "learn"} with it.`,
  onCpu: "Blocks learn on the CPU; the bottom of the page says why.",
  onFaster:
    "Blocks learn on the CPU or on the graphics processor: their first steps show which is faster here.",
  tuningDevice: ({ device, why }: TuningChoice): string => {
    switch (why.because) {
      case "beingMeasured":
        return "Both processors take a few steps of your training, to see on which the blocks learn faster.";
      case "measured":
        return `Blocks learn on the ${processor(device)}: measured here, a step takes ${step(why.cpuMillis)} on the CPU and ${step(why.gpuMillis)} on the graphics processor.`;
      case "asked":
        return `Blocks learn on the ${processor(device)}, as chosen in the page’s address.`;
      case "variedAnew":
        return "Blocks learn on the CPU, because pictures that are drawn anew in every epoch have to be computed there.";
      case "leftGpu":
        return "Blocks learn on the CPU, because the graphics processor gave up while they were learning on it.";
      case "refused":
        return "Blocks learn on the CPU, because they could not on the graphics processor.";
      default:
        return why satisfies never;
    }
  },

  howHeading: "How the blocks learn",
  learningRate: {
    name: "Learning rate of the blocks",
    help: "Of the last layer. What is there is good already, so large steps do more harm than in the head.",
  },
  rateDecay: {
    name: "Rate decay",
    help: "What the rate is multiplied by from each block to the one before it. Below 1, early blocks change less.",
  },
  stochasticDepth: {
    name: "Stochastic depth",
    help: "How often, in each step, a picture goes past a block that only adds to what it reads. It makes few pictures harder to learn by heart.",
  },
  stochasticDepthValue: percent,
  fromScratch: {
    name: "Begin from scratch",
    help: "The blocks begin with random weights instead of what they know from a million photographs, to see what that is worth.",
  },
  batchNormLearns: {
    name: "Batch norm learns",
    help: "Each batch is scaled by what it is like itself, and that scaling learns too; without it, it stays as it came.",
  },
  startsOver:
    "The next time you train, everything begins anew, and this is let go. “Runs” below leads back to it.",
  augment: {
    name: "Vary the pictures",
    help: "Shows each training picture in other ways as well, so that there is more to learn from few. Pictures that are held back stay as they are.",
  },
  augmentation: {
    variations: {
      name: "Variations",
      help: "Of each picture, besides itself. Each is kept, so more need more memory.",
    },
    freshEachEpoch: {
      name: "Drawn anew in every epoch",
      help: "Each picture is seen in one new way an epoch, instead of in so many that stay; nothing is kept, so all is computed again.",
    },
    blackBeyondEdge: {
      name: "Black beyond the edge",
      help: "What a shift brings in is black, and shifts are of whole pixels; without it, the picture is mirrored at its edges.",
    },
    flip: {
      name: "Mirror",
      help: "Left and right may change places. Not for letters, or where the side matters.",
    },
    shift: { name: "Shift", help: "As a share of the picture, in every direction." },
    zoom: { name: "Zoom", help: "How much larger or smaller." },
    turnDegrees: { name: "Turn", help: "To the left or to the right." },
    colour: { name: "Colour", help: "How much brightness, contrast and saturation change." },
    erase: { name: "Cover", help: "How much of the picture a grey patch may hide." },
  },
  augmentationValue: {
    variations: whole,
    shift: percent,
    zoom: percent,
    turnDegrees: (degrees: number) => `${whole(degrees)}°`,
    colour: percent,
    erase: percent,
  },
  preview: (name: string) => `${name}, and variations of it`,
  previewHelp:
    "First as it is, then as training would show it. Select another of your pictures to see that one.",
  variation: (number: number) => `Variation ${number}`,
  previewWaiting: "Drawing variations…",
  previewNone: "Add a picture to see its variations.",

  runs: "Runs",
  runsHelp:
    "Each begins with a snapshot, so that you can go back to before it. The last five are remembered until this tab is closed, and undo takes going back back.",
  runAt: (beganAtMillis: number) =>
    new Date(beganAtMillis).toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hour12: false }),
  runEpochs: (from: number, to: number): string => {
    if (from === to) return "no epoch yet";
    return to === from + 1 ? `epoch ${whole(to)}` : `epochs ${whole(from + 1)} to ${whole(to)}`;
  },
  runKept: (epoch: number) => `kept epoch ${whole(epoch)}`,
  runFromScratch: "from scratch",
  runVaried: "varied pictures",
  runAccuracy: (accuracy: number, isHeldBack: boolean) =>
    isHeldBack ? `${percent(accuracy)} on held-back pictures` : `${percent(accuracy)} on training pictures`,
  runDiverged: "ran away; went back to its last good epoch",
  runNow: "where you are",
  goBack: (hasBefore: boolean) =>
    hasBefore ? "Go back to before this run" : "Go back to before anything was learned",
  goBackOf: (label: string, run: string) => `${label} (${run})`,

  moved: "How far layers have moved",
  measures: { distance: "since they came", updateNorm: "in the epoch", gradientNorm: "gradient" },
  measure: "Colour shows",
  measuresHelp: {
    distance: "how far its weights are from where the network came with them",
    updateNorm: "how far its weights moved in the epoch",
    gradientNorm: "how steeply the loss falls with its weights",
  },
  scaleLow: "0",
  scaleHigh: size,
  movedLayer: (distance: number, update: number | undefined) =>
    update === undefined
      ? `moved ${size(distance)} from where it came`
      : `moved ${size(distance)} from where it came, ${size(update)} of it in the epoch`,
  movedShort: (distance: number) => `moved ${size(distance)}`,
  learnsMark: "learns",
  staysMark: "stays as it came",
  layerLearns: "This layer learns when you train.",
  layerStays: "This layer stays as it came while you train.",
  layerMoved: (distance: number, update: number | undefined) =>
    update === undefined
      ? `Its weights are ${size(distance)} away from where the network came with them.`
      : `Its weights are ${size(distance)} away from where the network came with them; the epoch moved them by ${size(update)}.`,
  mapChoices: "From which block on the network learns",
  mapChoice: (cut: number, moved: string | undefined) =>
    `${cut === HEAD_ONLY ? "Only the head learns" : cut === 0 ? "Learn from the first convolution on" : `Learn from block ${cut + 1} on`}${moved === undefined ? "" : `; ${cut === HEAD_ONLY ? "the last convolution" : `block ${cut + 1}`} ${moved}`}`,
  mapHelp: "Choose where learning begins: everything to the right of it learns as well.",
  learnFrom: (block: number) => (block === 0 ? "Let everything learn" : `Learn from block ${block + 1} on`),
  learnsFrom: (cut: number, depths: Depths) => `Learning: ${cutName(cut, depths).toLowerCase()}`,

  chart: "How its layers learned",
  chartHelp:
    "A row a layer, the first at the top; a column an epoch. Point at a square, or use the arrow keys, for its number.",
  chartShows: "Shown is",
  chartLabel: (numLayers: number, numEpochs: number, measure: string) =>
    `${count(numLayers, "layer", "layers")} over ${count(numEpochs, "epoch", "epochs")}: ${measure}`,
  chartKeys: "Go through the layers",
  chartCell: (layer: LayerInfo | undefined, epoch: number, value: number | undefined) =>
    `${layer ? layerName(layer) : "Layer"}, epoch ${whole(epoch)}: ${value === undefined ? "did not learn" : size(value)}`,
  chartBlock: (layer: LayerInfo | undefined) =>
    layer?.block === undefined ? (layer?.input === undefined ? "first" : "last") : String(layer.block + 1),
  chartNone: "No block of the network has learned yet. Choose below how deep it learns.",

  featuresDeep:
    "What the network, as it has become, sees in each picture, flattened to two directions (PCA). It is drawn with what it sees now, whichever epoch is shown.",
  likenessDeep:
    "By likeness your pictures can be arranged while the network is as it came. Blocks of it have learned since, and see your pictures in another way: arrange them by features instead.",
};
