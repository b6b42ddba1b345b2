/** English for one channel of the network: what it sees, what it is made of, what excites it, and what it is good for. */
import type { ActivationKind, LayerInfo } from "../engine/protocol";
import type { GridPlace } from "../state/class-evidence";
import { layerInWords } from "./layer-words";
import { count, percent, pictures, whole } from "./words";

const colourNames = ["red", "green", "blue"] as const;

/** Three digits that count, with a real minus. */
function value(number: number): string {
  const size = Math.abs(number) < 1e-6 ? 0 : Math.abs(number);
  const digits = size === 0 || size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.01 ? 2 : 4;
  const written = size.toFixed(digits);
  return number < 0 && Number(written) !== 0 ? `−${written}` : written;
}

function signed(number: number): string {
  const written = value(number);
  return number > 0 && Number(written) !== 0 ? `+${written}` : written;
}

/** On a scale, where zeros at the end say nothing. */
function tick(number: number): string {
  const written = String(Number(Math.abs(number).toPrecision(3)));
  return number < 0 ? `−${written}` : written;
}

function times(number: number): string {
  return `${number < 10 ? number.toFixed(1) : whole(number)}×`;
}

/** Percentage points, one digit after the point while they are few. */
function points(change: number): string {
  const size = Math.abs(change) * 100;
  if (size < 0.05) return "±0";
  const written = size < 9.95 ? size.toFixed(1) : String(Math.round(size));
  return `${change < 0 ? "−" : "+"}${written}`;
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

function after(activation: ActivationKind): string {
  switch (activation) {
    case "none":
      return "The sum is handed on as it is, negative or positive.";
    case "relu":
      return "Sums below 0 are handed on as 0.";
    case "relu6":
      return "Sums below 0 are handed on as 0, those above 6 as 6.";
    default:
      return activation satisfies never;
  }
}

export const neuron = {
  value,
  signed,
  tick,
  channel: (layer: LayerInfo | undefined, channel: number) =>
    layer ? `${layerInWords(layer)}, channel ${whole(channel)}` : `channel ${whole(channel)}`,
  layer: layerInWords,
  shortChannel: (channel: number) => `channel ${whole(channel)}`,
  loading: "Looking…",
  noLayers: "The network is still on its way. This channel appears as soon as it is there.",
  unknownPlace: "The network has no such channel. Go back to the map and choose another one.",

  /** What the channel does, before and after the link to its input. */
  readsStem: (kernel: number) =>
    `Slides one kernel of ${square(kernel)} places over the red, green and blue of your picture.`,
  readsOwn: (kernel: number) => `Slides one kernel of ${square(kernel)} places over`,
  readsLargest: (kernel: number) => `The largest value of each ${square(kernel)} places of`,
  readsKernels: (numInputs: number, kernel: number) =>
    `Slides a kernel of ${square(kernel)} places over each of ${count(numInputs, "channel", "channels")} and adds up what they find, of`,
  readsAll: (numInputs: number) =>
    `At each place, adds up ${count(numInputs, "channel", "channels")}, each with a weight of its own, of`,
  readsPooled: "The mean over all places of",
  readsFlat: (numInputs: number) => `A weighted sum of ${count(numInputs, "value", "values")} of`,
  readsScores: "The share that this class’s score has among all of",
  places: ({ side }: LayerInfo) => `${square(side)} places.`,
  after,
  skip: "Added to it is",
  noMap:
    "It has one value, not a map: open a channel of a convolution to see where in the picture it answers.",

  seen: "In the picture in hand",
  seenEmpty: "Take a picture in hand, one of yours or the webcam, and see where this channel answers.",
  plain: "The picture",
  mapLabel: (strongest: number, place: GridPlace, shareOfZeros: number) =>
    strongest > 0
      ? `Where it answers: strongest ${placeInWords(place)}, ${value(strongest)}${
          shareOfZeros > 0 ? `; 0 at ${percent(shareOfZeros)} of the places` : ""
        }.`
      : "Nothing in this picture excites it: 0 at every place.",
  mapLabelSigned: (largest: number, place: GridPlace, smallest: number) =>
    `Its values: largest ${placeInWords(place)}, ${value(largest)}; smallest ${value(smallest)}.`,
  mapHint: "Arrow keys move over the places, Enter opens the sum behind one.",
  mapPointerHint: "Point at a place for its value, click for the sum behind it.",
  at: (row: number, column: number, number: number) => `Row ${row}, column ${column}: ${value(number)}`,
  scaleFrom: (number: number) => value(number),

  made: "What it is made of",
  kernel: "Its weights",
  kernelOfColour: { red: "red", green: "green", blue: "blue" },
  kernelAsColour: "as a colour picture",
  kernelAsColourLabel:
    "The kernel as a colour picture: a part is bright in a colour where more of that colour excites the channel",
  bias: (number: number) => `Bias ${signed(number)}, added to every sum.`,
  /** Of a kernel over values from 0 to 6. */
  flatArea: (sum: number, size: number, bias: number) => {
    if (Math.max(bias, bias + 6 * sum) < 0.1)
      return `Its weights add up to ${signed(sum)}: an even area leaves it cold, edges and texture do not.`;
    if (Math.abs(sum) < size * 0.15)
      return `Its weights nearly cancel out (sum ${signed(sum)}): an even area changes little, edges and texture do.`;
    const more = sum > 0 ? "more the more there is" : "less the more there is";
    return `Its weights add up to ${signed(sum)}: on an even area it answers ${more}.`;
  },
  /** Of kernels over red, green and blue, whose values are at most `brightest` away from 0. */
  flatColour: (sums: readonly number[], bias: number, brightest: number) => {
    const largest = Math.max(...sums.map(Math.abs));
    const most = bias + brightest * sums.reduce((all, sum) => all + Math.abs(sum), 0);
    if (most < 0.1) return "No even colour excites it; edges and texture do.";
    const liked = sums.flatMap((sum, index) => {
      const colour = colourNames[index];
      if (colour === undefined || Math.abs(sum) < largest / 4) return [];
      return [`${sum > 0 ? "much" : "little"} ${colour}`];
    });
    return `An even area excites it most where there is ${liked.join(" and ")}.`;
  },
  noWeights: (kernel: number) =>
    `Nothing that could be learned: of each ${square(kernel)} places the largest value is handed on.`,
  strongestKernels: (shown: number, total: number) =>
    shown < total
      ? `Its ${shown} strongest kernels of ${whole(total)}, one for each channel before it`
      : `All its ${whole(total)} kernels, one for each channel before it`,
  kernelOver: (channel: number) => `Weights for channel ${whole(channel)}`,
  strongestInputs: (shown: number, total: number) =>
    shown < total ? `Its ${shown} strongest inputs of ${whole(total)}` : `All its ${whole(total)} inputs`,
  shareOfWeight: (share: number) => `${percent(share)} of all weight, by size.`,
  moreInputs: (number: number) => `Show ${whole(number)} more`,
  fewerInputs: "Show fewer",

  pictures: "Your pictures that excite it most",
  picturesNone: "Add pictures to your classes, and see here which of them excite this channel most.",
  picturesNotNow: "Your pictures can be looked through when the network is there.",
  survey: (number: number) => `Look through ${pictures(number)}`,
  surveyMore: (number: number) => `Look through ${count(number, "more picture", "more pictures")}`,
  surveyWhy: "The network looks at each of them once; every channel of this layer then has its answer.",
  surveying: "Looking through your pictures",
  surveyDone: (done: number, total: number) => `${whole(done)} of ${whole(total)}`,
  surveyStop: "Stop",
  surveyedLive: (number: number) => `Looked through ${pictures(number)}`,
  picturesPartly: (known: number, total: number) => `Among ${whole(known)} of your ${pictures(total)}.`,
  markField: "The frame is what it saw when it answered most.",
  markCentre: "The ring is where it answered most; from there it sees a large part of the picture.",
  capped: "6 is the most it can answer; of equals, the higher mean comes first.",
  picture: (name: string, className: string, strongest: number) =>
    `${name}, ${className}: ${value(strongest)}. Take it in hand.`,
  showAll: (shown: number, total: number) =>
    shown < total ? `Show the first ${whole(shown)} of ${whole(total)}` : `Show all ${whole(total)}`,
  showFewer: "Show fewer",

  classes: "How your classes excite it",
  classesHelp: "One dot a picture: its mean over all places. The line is the mean of the class.",
  classesWait:
    "When your pictures have been looked through, you see here which of your classes it tells apart.",
  classesLabel: "How strongly the pictures of each class excite this channel",
  classRow: (name: string, mean: number, number: number) =>
    `${name}: mean ${value(mean)} over ${pictures(number)}`,
  separation: {
    nothing: "With pictures in two classes or more, you see here which of them it tells apart.",
    silent: "None of your pictures excites it.",
    alike: "It answers about equally to all of your classes: alone, it tells none of them apart.",
    more: (name: string, factor: number | undefined, deviations: number) =>
      factor === undefined || factor < 1.05
        ? `It answers more to ${name} than to the others, by ${value(deviations)} standard deviations.`
        : `It answers ${times(factor)} as strongly to ${name} as to the others.`,
    less: (name: string, factor: number | undefined, deviations: number) =>
      factor === undefined || factor > 0.95
        ? `It answers less to ${name} than to the others, by ${value(deviations)} standard deviations.`
        : `It answers only ${times(factor)} as strongly to ${name} as to the others.`,
    only: (name: string) => `It answers to ${name}, and hardly to anything else.`,
  },

  grown: "What it likes best",
  grownIntro:
    "A picture that nobody took: it begins as grey noise, and each step changes it so that it excites this channel more.",
  grownLabel: (step: number, excitement: number) =>
    `The picture grown for this channel, after ${count(step, "step", "steps")}: excitement ${value(excitement)}`,
  grow: "Grow one",
  growPause: "Pause",
  growOn: "Go on",
  growAgain: "Another one",
  growSteps: (step: number, target: number) => `Step ${whole(step)} of ${whole(target)}`,
  excitement: (number: number) => `excitement ${value(number)}`,
  excitementHelp: (activation: ActivationKind): string => {
    switch (activation) {
      case "none":
        return "the mean of its sums over all places";
      case "relu":
        return "the mean of its sums over all places, before they are cut at 0";
      case "relu6":
        return "the mean of its sums over all places, before they are cut at 0 and 6";
      default:
        return activation satisfies never;
    }
  },
  curveAxes: "Upwards: excitement. Across: steps.",
  curveLabel: (first: number, last: number, step: number) =>
    `Excitement rose from ${value(first)} to ${value(last)} in ${count(step, "step", "steps")}`,
  growWaits: "Waits while your classes are trained.",
  growStarting: "Starting. The first step takes the longest.",
  growLive: {
    growing: "Growing a picture",
    paused: (step: number) => `Growing paused after ${count(step, "step", "steps")}`,
    finished: (step: number) => `The picture is grown: ${count(step, "step", "steps")}`,
  },
  grownSource:
    "Activation maximisation (Erhan et al. 2009), kept natural by building the picture from coarse to fine (Olah et al. 2017), by decay (Yosinski et al. 2015) and by random shifts (Mordvintsev et al. 2015).",

  silence: "Without it",
  silenceIt: "Silence it",
  silenceHelp: "Holds this channel at 0 and asks for the answer again. Several can be silent at once.",
  silencedList: "Silent channels",
  silencedRemove: (name: string) => `Let ${name} answer again`,
  silenceNone: "Silence none",
  silenceNothing: "Then you see here what your classes win or lose.",
  silenceNoHead: "Train first: without a trained head there is no answer that could change.",
  silenceNoPicture: "Take a picture in hand to see how the answer changes.",
  silenceCamera: "This needs a picture that stands still: take one of yours in hand instead of the webcam.",
  silenceBusy: "The answer is computed when training pauses.",
  changesLabel: "Probability of each class before, and with the silent channels at 0",
  change: (name: string, from: number, to: number) =>
    `${name}: from ${percent(from)} to ${percent(to)}, ${points(to - from)} percentage points`,
  changeShares: (from: number, to: number) => `${percent(from)} → ${percent(to)}`,
  changePoints: points,
  changesNote: "Pale: as it is. Full: without. Change in percentage points.",
  /** `isOnView`: the silent channel is the one that is looked at. */
  largestChange: (name: string, from: number, to: number, numSilent: number, isOnView: boolean) => {
    const one = isOnView ? "Without this one channel" : "Without the silent channel, which is another one";
    const without = numSilent === 1 ? one : `Without the ${numSilent} silent channels`;
    const change = to - from;
    if (Math.abs(change) < 0.0005)
      return `${without}, next to nothing changes: no class by as much as 0.1 points.`;
    const verb = change < 0 ? "falls" : "rises";
    return `${without}, ${name} ${verb} by ${points(change).slice(1)} percentage points.`;
  },
};
