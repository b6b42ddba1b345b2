/** English for how one number of the network comes about. */
import type { FormulaSymbol } from "../draw/layer-formula";
import type { ActivationKind, LayerInfo } from "../engine/protocol";
import { layerInWords, layerPart } from "./layer-words";
import { count, percent, whole } from "./words";

/** Digits after the point, fewer for large numbers, with a real minus. */
function number(value: number, digits = 3): string {
  const size = Math.abs(value);
  if (size >= 1e7) return `${value < 0 ? "−" : ""}${size.toExponential(2)}`;
  if (size >= 1000) return `${value < 0 ? "−" : ""}${whole(size)}`;
  const written = size.toFixed(size >= 100 ? Math.max(0, digits - 2) : digits);
  return value < 0 && Number(written) !== 0 ? `−${written}` : written;
}

function signed(value: number): string {
  const written = number(value);
  return value > 0 && Number(written) !== 0 ? `+${written}` : written;
}

function square(side: number): string {
  return `${side} × ${side}`;
}

/** As the map of the network counts: blocks from 1. */
function activationName(activation: ActivationKind): string {
  return activation === "relu6" ? "ReLU6" : "ReLU";
}

const colours = ["red", "green", "blue"] as const;

export const explain = {
  number,
  signed,
  /** In a square of many, where there is room for little. */
  cell: (value: number) => number(value, Math.abs(value) >= 10 ? 1 : 2),
  loading: "Adding up…",
  unlearned: "Nothing has been learned yet: all weights are 0.",
  noLayers: "The network is still on its way. The sum appears as soon as it is there.",
  unknownPlace: "The network has no such value. Go back to the map and choose another one.",
  noPicture: "A value is about a picture: hold one up, or choose one of yours, to see the sum behind it.",
  noStillPicture:
    "The sum is taken apart for a picture that stands still. Take one of yours in hand instead of the webcam.",
  noHead: "Train first: without a trained head there are no scores to take apart.",
  whileTraining: "The head is learning. The sum is shown when training pauses.",

  intro: (info: LayerInfo): string => {
    const { kind, kernel, channelsIn } = info;
    switch (kind) {
      case "convolution":
        return `Each of the ${whole(channelsIn * kernel * kernel)} numbers in this patch of ${
          info.input === undefined ? "red, green and blue" : `all ${whole(channelsIn)} channels`
        } is multiplied by the weight at its place; the products and the bias are added up.`;
      case "depthwise":
        return `Each of the ${whole(kernel * kernel)} values in this patch of one channel is multiplied by the weight at its place; the products and the bias are added up.`;
      case "pointwise":
        return `At this one place, the values of all ${whole(channelsIn)} channels are multiplied by a weight each; the products and the bias are added up.`;
      case "maxPooling":
        return `Only the largest of the ${whole(kernel * kernel)} values in this patch of one channel is handed on. Nothing is multiplied, and nothing was learned here.`;
      case "pooling":
        return `The mean over all ${whole(kernel * kernel)} places of the channel: from here on it no longer matters where something was seen.`;
      case "linear":
        return `All ${whole(channelsIn)} values are multiplied by a weight each; the products and the bias are added up.`;
      case "softmax":
        return "Each score becomes positive by raising e to it; the share that one class has of their sum is its probability.";
      default:
        return kind satisfies never;
    }
  },
  legend: "What the symbols stand for. Choosing one marks its numbers.",
  legendOf: (symbol: FormulaSymbol, info: LayerInfo): string => {
    switch (symbol) {
      case "output":
        return info.kind === "softmax"
          ? "the probability"
          : info.name === "classes"
            ? "the score"
            : "the value";
      case "input":
        return inputInWords(info);
      case "weight":
        return "weights it has learned";
      case "products":
        if (info.kind === "maxPooling") return "the largest of them";
        return info.kind === "pooling" ? "all of them added up" : "all products added up";
      case "bias":
        return "bias, whatever the picture";
      case "scale":
        return "makes the features of every picture equally long";
      case "activation":
        return info.activation === "relu6" ? "below 0 gives 0, above 6 gives 6" : "below 0 gives 0";
      case "skip":
        return info.activation === "none"
          ? "what the block was given, unchanged"
          : "what goes around the block";
      case "count":
        return "divided by the number of places";
      case "exponential":
        return "the score, made positive";
      case "total":
        return "that of all classes together";
      default:
        return symbol satisfies never;
    }
  },

  place: (row: number, column: number) => `Row ${row}, column ${column}`,
  mapLabel: (row: number, column: number) =>
    `Map of the channel over the picture, at row ${row}, column ${column}`,
  mapHint: "Arrow keys move by one place, a click jumps there.",
  moves: "Move to the place beside it",
  up: "Up",
  down: "Down",
  left: "Left",
  right: "Right",
  pixels: (side: number) => `These ${square(side)} pixels`,

  colour: (channel: number) => colours[channel] ?? String(channel),
  channel: (channel: number) => `channel ${whole(channel)}`,
  layerName: layerInWords,
  inputsOf: (input: LayerInfo) => `Values of ${layerInWords(input)}`,
  inputsOfColour: (colour: string) => `How ${colour} the pixels are, as the network reads them`,
  patchOf: (input: LayerInfo, channel: number) => `Patch of ${layerInWords(input)}, channel ${channel}`,
  otherPatches: (numShown: number, numOthers: number, sum: number) =>
    `These ${numShown} channels add most. The other ${whole(numOthers)} add ${signed(sum)} together.`,
  kernel: "Weights",
  products: "Products",
  pixelAt: (row: number, column: number, colour: string, byte: number) =>
    `Row ${row}, column ${column} of the picture: ${colour} ${byte} of 255`,
  valueAt: (row: number, column: number, value: number) =>
    `Row ${row}, column ${column}: ${number(value, 4)}. Open its sum.`,
  weightAt: (value: number) => `Weight ${number(value, 4)}`,
  productOf: (value: number, weight: number, product: number) =>
    `${number(value, 4)} × ${number(weight, 4)} = ${number(product, 4)}`,
  outside: "Outside of the picture: counts as 0",
  outsideLargest: "Outside of the picture: does not count",
  outsideLargestNote: (numOutside: number, numPlaces: number) =>
    `${numOutside} of the ${numPlaces} places lie outside of the picture and do not count.`,
  outsideNote: (numOutside: number, numPlaces: number) =>
    `${numOutside} of the ${numPlaces} places lie outside of the picture. Nothing is there, so they count as 0.`,

  sumLabel: "What the value is the sum of",
  rowColour: (channel: number, numProducts: number) =>
    `${colours[channel] ?? channel}, ${count(numProducts, "product", "products")}`,
  rowProducts: (numProducts: number) => `All ${whole(numProducts)} products`,
  rowOthers: (numOthers: number) => `and ${whole(numOthers)} others`,
  rowBias: "Bias",
  rowSum: "Sum",
  rowActivation: (activation: ActivationKind, sum: number): string => {
    const name = activationName(activation);
    if (sum < 0) return `${name}: below 0 gives 0`;
    return activation === "relu6" && sum > 6 ? `${name}: above 6 gives 6` : `${name}: stays as it is`;
  },
  rowChannel: (channel: number, numProducts: number) =>
    `Channel ${whole(channel)}, ${count(numProducts, "product", "products")}`,
  rowLargest: (numValues: number) => `The largest of ${whole(numValues)} values`,
  /** `through` is the layer that changed it on its way around. */
  rowSkip: (through: LayerInfo | undefined) =>
    through ? `What the block was given, through ${layerPart(through.name)}` : "What the block was given",
  rowAdded: "Both together",
  rowPlaces: (numPlaces: number) => `All ${whole(numPlaces)} places added up`,
  rowCount: (numPlaces: number) => `Divided by ${whole(numPlaces)}`,
  rowExponential: "e to the power of its score",
  rowTotal: "That of all classes together",
  result: (value: number) => `= ${number(value)}`,
  resultPercent: (share: number) => percent(share),
  resultNote: "as the network computed it; the parts are rounded for display only",
  resultAnnounced: (value: number) => `The value is ${number(value)}`,

  columns: { input: "value", weight: "weight", product: "product", scaled: "product × λ" },
  scaleNote: (scale: number) =>
    `Each product includes λ = ${number(scale, 4)}, which makes the features of every picture equally long, so that bright pictures do not count more.`,
  openValue: (input: LayerInfo, channel: number, value: number) =>
    `${layerInWords(input)}, channel ${channel}: ${number(value, 4)}. Open its sum.`,
  scoresLabel: "The scores of all classes and their shares",
  scoreColumns: { name: "class", score: "score z", exponential: "eᶻ", share: "share" },
  openScore: (name: string, score: number) => `Score of ${name}: ${number(score, 4)}. Open its sum.`,
  otherClasses: (numOthers: number) => `${count(numOthers, "other class", "other classes")}`,
};

function inputInWords({ kind, kernel, channelsIn, input }: LayerInfo): string {
  switch (kind) {
    case "convolution":
      return input === undefined
        ? `the patch it looks at, ${square(kernel)} pixels`
        : `the patches it looks at, ${square(kernel)} values of each channel`;
    case "depthwise":
      return `the patch it looks at, ${square(kernel)} values`;
    case "pointwise":
      return `the ${whole(channelsIn)} values at this place`;
    case "maxPooling":
      return `the patch it looks at, ${square(kernel)} values`;
    case "pooling":
      return "the values at all places";
    case "linear":
      return `the ${whole(channelsIn)} values it reads`;
    case "softmax":
      return "the score of the class";
    default:
      return kind satisfies never;
  }
}
