/** English for the opened network: the map, its blocks and its layers. */
import type { LayerInfo } from "../engine/protocol";
import type { GridPlace } from "../state/class-evidence";
import { layerPart } from "./layer-words";
import { bytes, count, percent, pictures, whole } from "./words";

/** Three digits that count, with a real minus. */
function value(number: number): string {
  const size = Math.abs(number) < 1e-6 ? 0 : Math.abs(number);
  const digits = size === 0 || size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.01 ? 2 : 4;
  const written = size.toFixed(digits);
  return number < 0 && Number(written) !== 0 ? `−${written}` : written;
}

function placeInWords({ vertical, horizontal }: GridPlace): string {
  if (vertical === "middle" && horizontal === "middle") return "in the middle";
  if (vertical === "middle") return `on the ${horizontal}`;
  if (horizontal === "middle") return `at the ${vertical}`;
  return `at the ${vertical} ${horizontal}`;
}

function square(side: number): string {
  return `${side} × ${side}`;
}

function shape({ channelsOut, side }: LayerInfo): string {
  if (side === 1) return count(channelsOut, "value", "values");
  return `${whole(channelsOut)} channels of ${square(side)}`;
}

function partName({ name }: LayerInfo): string {
  return layerPart(name);
}

function block(index: number): string {
  return `Block ${index + 1}`;
}

/** As in a heading. */
function layerTitle(info: LayerInfo): string {
  if (info.block !== undefined) return `${block(info.block)}, ${partName(info)}`;
  switch (info.name) {
    case "stem":
      return "Stem, the first convolution";
    case "conv1":
      return "First convolution";
    case "maxpool":
      return "Max pooling";
    case "head":
      return "Last convolution";
    case "pooling":
      return "Pooling";
    case "hidden":
      return "Hidden layer";
    case "classes":
      return "Classes, the scores";
    case "softmax":
      return "Softmax, the probabilities";
    default:
      return info.name;
  }
}

function amount(number: number): string {
  if (number < 10_000) return whole(number);
  if (number < 1_000_000) return `${whole(number / 1000)} thousand`;
  return `${(number / 1_000_000).toFixed(1)} million`;
}

export const insideView = {
  label: "The network, opened",
  crumbs: "Where you are in the network",
  network: "Network",
  block,
  part: partName,
  channel: (channel: number) => `channel ${whole(channel)}`,
  unit: (channel: number) => `value ${whole(channel)}`,
  valueAt: (row: number, column: number) => `value at ${row}, ${column}`,
  close: "Close the network",
  previous: { block: "Previous block", layer: "Previous layer", channel: "Previous channel" },
  next: { block: "Next block", layer: "Next layer", channel: "Next channel" },
  keys: {
    map: "Tab to the map, then arrow keys and Enter · Esc closes",
    nothing: "Esc closes",
    block: "← → other blocks · Esc closes",
    layer: "← → other layers · Esc closes",
    channel: "← → other channels · ↑ ↓ other layers · Esc closes",
    value: "← → other channels · ↑ ↓ other layers · Esc closes",
  },
  loading: "The network is still on its way. It opens as soon as it is there.",
  describing: "Reading the network’s layers…",
  noPictureTitle: "Take a picture in hand",
  noPicture:
    "What the inside of the network does, it does with a picture. Hold one up, or choose one of yours.",
  useFirst: "Use your first picture",
  openWebcam: "Open the webcam",
  looking: "Looking…",
  waitingForCamera: "Waiting for the camera.",
  yourPictures: "Your pictures",
  pictureOf: (name: string, className: string) => `${name}, ${className}`,

  mapLabel: "Map of the network",
  mapIntro:
    "The picture in hand on its way through the network. Each square is one channel: the stronger the colour, the more the channel answers to that place.",
  mapHint:
    "Shown are the channels that differ most from place to place. Choose one, or a block; arrow keys lead from one to the next.",
  blockHint:
    "Shown are the channels that differ most from place to place. Choose one, or a layer; arrow keys lead from one to the next.",
  mapBlock: (info: LayerInfo) =>
    `${block(info.block ?? 0)}: ${whole(info.channelsOut)} channels look at ${square(info.kernel)} neighbourhoods and make maps of ${square(info.side)}`,
  mapLayer: (info: LayerInfo) => `${layerTitle(info)}: ${shape(info)}`,
  shortName: (info: LayerInfo) => {
    if (info.block !== undefined) return String(info.block + 1);
    const short: Record<string, string> = { head: "last", conv1: "first", maxpool: "max" };
    return short[info.name] ?? info.name;
  },
  longName: (info: LayerInfo) => (info.block === undefined ? partName(info) : block(info.block)),
  side: (side: number) => square(side),
  features: (numFeatures: number) =>
    `Pooling: the mean of each of the ${whole(numFeatures)} channels, the picture’s features`,
  noClasses: "Train, and your classes end here.",
  classLink: (name: string, share: number | undefined) =>
    share === undefined ? `${name}: open its score` : `${name} ${percent(share)}: open its score`,
  percent,

  tile: (info: LayerInfo, channel: number) => `${layerTitle(info)}, channel ${whole(channel)}`,
  tileSeen: (name: string, side: number, maximum: number, place: GridPlace | undefined): string => {
    const shaped = `${name}, ${square(side)}`;
    if (!place) return `${shaped}: ${maximum === 0 ? "silent" : `${value(maximum)} everywhere`}`;
    return `${shaped}: strongest ${placeInWords(place)}, ${value(maximum)}`;
  },
  square,
  value,

  /** The two convolutions of a residual block. */
  residualIntro: (first: LayerInfo, last: LayerInfo): string =>
    `Looks twice at ${square(first.kernel)} neighbourhoods of all channels: from ${whole(first.channelsIn)} channels it makes ${whole(first.channelsOut)} (conv1), and from these ${whole(last.channelsOut)} more (conv2). ${sizeChange(first, last)}`,
  /** The layer that brings what goes past the block to its new shape. */
  shortcutShort: (shortcut: LayerInfo): string =>
    `What the block was given goes past both, is brought to ${whole(shortcut.channelsOut)} channels of ${square(shortcut.side)} on its way (downsample), and is added before values below 0 are cut.`,
  skipBefore:
    "What the block was given is added to what it found, before values below 0 are cut (skip connection).",
  blockIntro: (first: LayerInfo, depthwise: LayerInfo, last: LayerInfo): string => {
    const size = sizeChange(depthwise, last);
    const wide =
      first.name === depthwise.name
        ? `Takes ${whole(depthwise.channelsIn)} channels`
        : `Widens ${whole(first.channelsIn)} channels to ${whole(first.channelsOut)} (expand)`;
    return `${wide}, lets each look at ${square(depthwise.kernel)} neighbourhoods (depthwise), and mixes them into ${whole(last.channelsOut)} (project). ${size}`;
  },
  skip: "skip connection: what the block was given is added to what it found",
  goesAround: "the skip connection",
  skipShort: "What the block was given is added to what it found (skip connection).",
  partKind: (info: LayerInfo) => `${kindInWords(info)} · ${whole(info.channelsOut)} of ${square(info.side)}`,

  layerTitle,
  layerWhat: (info: LayerInfo): string => {
    const { kind, kernel, channelsIn, channelsOut, stride } = info;
    const step = stride > 1 ? ` It steps ${stride} places at a time, so the maps get smaller.` : "";
    switch (kind) {
      case "convolution":
        return info.input === undefined
          ? `Each of its ${whole(channelsOut)} channels looks at ${square(kernel)} pixels in all ${channelsIn} colours.${step}`
          : `Each of its ${whole(channelsOut)} channels looks at ${square(kernel)} neighbourhoods of all ${whole(channelsIn)} channels before it.${step}`;
      case "depthwise":
        return `Each of its ${whole(channelsOut)} channels looks at ${square(kernel)} neighbourhoods of the one channel before it.${step}`;
      case "pointwise":
        return `Each of its ${whole(channelsOut)} channels mixes, place by place, all ${whole(channelsIn)} channels before it.${step}`;
      case "maxPooling":
        return `Hands on, of each of the ${whole(channelsOut)} channels, the largest value in ${square(kernel)} neighbourhoods. It has nothing to learn.${step}`;
      case "pooling":
        return `The mean of each of the ${whole(channelsOut)} channels over all places. Where something was seen no longer matters.`;
      case "linear":
        return `Each of its ${whole(channelsOut)} values is a weighted sum of all ${whole(channelsIn)} values before it. These weights are what you train.`;
      case "softmax":
        return "Turns the scores into probabilities that add up to 100 %.";
      default:
        return kind satisfies never;
    }
  },
  activation: (info: LayerInfo): string => {
    switch (info.activation) {
      case "relu6":
        return "Below 0 counts as 0, above 6 as 6 (ReLU6).";
      case "relu":
        return "Below 0 counts as 0 (ReLU).";
      case "none":
        return info.kind === "pointwise" ? "Values may be negative: orange is above 0, blue below." : "";
      default:
        return info.activation satisfies never;
    }
  },
  /** Adding comes before the activation, where there is one. */
  added: (name: string, info: LayerInfo) =>
    `What ${name} gave is added to ${info.activation === "none" ? "them" : "its sums first"}.`,
  facts: "Size and cost",
  fact: {
    shape: "Shape",
    parameters: "Parameters",
    multiplyAdds: "Multiply-adds",
    memory: "Memory",
  },
  shape: ({ channelsOut, side }: LayerInfo) =>
    side === 1 ? whole(channelsOut) : `${whole(channelsOut)} × ${square(side)}`,
  parameters: ({ numParameters }: LayerInfo) => (numParameters === 0 ? "none" : whole(numParameters)),
  multiplyAdds: ({ numMultiplyAdds }: LayerInfo) => amount(numMultiplyAdds),
  memory: ({ channelsOut, side, numParameters }: LayerInfo) => {
    const given = `${side === 1 ? "values" : "maps"} ${bytes(channelsOut * side * side * 4)}`;
    return numParameters === 0 ? given : `${given}, weights ${bytes(numParameters * 4)}`;
  },
  factHelp: {
    shape: "channels × height × width of what it gives",
    parameters: "numbers it has learned",
    multiplyAdds: "multiplications and additions for one picture",
    memory: "what it gives for one picture, and its parameters, at 4 bytes a number",
  },

  sortBy: "Sort by",
  sorts: {
    contrast: "contrast in this picture",
    mean: "strength in this picture",
    number: "number",
    strength: "strength over all pictures",
    variance: "variance over all pictures",
  },
  sortClass: (name: string) => `relevance for ${name}`,
  sortHelp: {
    contrast: "First those that differ most from place to place (standard deviation).",
    mean: "First those with the largest mean over all places.",
    number: "As the network numbers them.",
    strength: "First those with the largest mean over all places of all your pictures.",
    variance: "First those that differ most from picture to picture.",
  },
  sortClassHelp: (name: string) =>
    `First those that answer more to ${name} than to your other classes, counted in standard deviations (Cohen’s d).`,
  oneScale: "One scale for all",
  oneScaleHelp: "Colours can be compared between channels, and weak ones stay pale.",
  gridLabel: (info: LayerInfo) => `All ${whole(info.channelsOut)} channels of ${layerTitle(info)}`,
  gridKeys: "Arrow keys walk, Enter opens",
  sortedValue: (by: "contrast" | "mean" | "strength" | "variance" | "class", number: number): string => {
    switch (by) {
      case "contrast":
        return `deviation ${value(number)}`;
      case "mean":
        return `mean ${value(number)}`;
      case "strength":
        return `mean over all pictures ${value(number)}`;
      case "variance":
        return `variance ${value(number)}`;
      case "class":
        return `d = ${value(number)}`;
      default:
        return by satisfies never;
    }
  },
  preview: "The channel over the picture",
  previewHint: "Point at a channel, or walk there with the arrow keys.",
  surveying: "Looking through your pictures",
  surveyDone: (done: number, total: number) => `${whole(done)} of ${whole(total)}`,
  surveyStop: "Stop",
  surveyGoOn: (numMissing: number) => `Look through ${pictures(numMissing)}`,
  surveyWhy: "Sorting over all pictures needs the network to look through them once more.",
  surveyPartly: (numKnown: number, total: number) =>
    `Sorted by ${whole(numKnown)} of ${pictures(total)} so far.`,
  surveyNoPictures: "There are no pictures yet to sort by.",

  /** From the scores to what is made of them, and back. */
  otherEnd: {
    softmax: { before: "The shares of these scores:", link: "softmax" },
    classes: { before: "What these are the shares of, the scores:", link: "classes" },
  },
  unitsOf: (info: LayerInfo) => `Values of ${layerTitle(info)}`,
  noHead: "Train first: without a trained head there are no classes to look at.",
  openUnit: (channel: number) => `Value ${whole(channel)}: open its sum`,
};

function sizeChange({ stride }: LayerInfo, { side }: LayerInfo): string {
  return stride === 1
    ? `The maps stay ${square(side)}.`
    : `The maps shrink from ${square(side * stride)} to ${square(side)}.`;
}

function kindInWords({ kind, kernel }: LayerInfo): string {
  switch (kind) {
    case "convolution":
      return `${square(kernel)} convolution`;
    case "depthwise":
      return `${square(kernel)} depthwise`;
    case "pointwise":
      return "1 × 1 convolution";
    case "maxPooling":
      return `${square(kernel)} maximum`;
    case "pooling":
      return "mean";
    case "linear":
      return "fully connected";
    case "softmax":
      return "softmax";
    default:
      return kind satisfies never;
  }
}
