/** English for how the head learned: the timeline, the map of all pictures, weights, steps and pictures over time. */
import { count, percent, pictures, whole } from "./words";

function size(number: number): string {
  return Math.abs(number).toFixed(Math.abs(number) < 0.0995 ? 3 : 2);
}

/** A typographic minus, and a sign wherever it matters: not on what rounds to nothing. */
function signed(number: number): string {
  const written = size(number);
  if (Number(written) === 0) return written;
  return `${number < 0 ? "−" : "+"}${written}`;
}

function after(epoch: number): string {
  return epoch === 0 ? "before training" : `after epoch ${whole(epoch)}`;
}

export const learning = {
  heading: "How it learned",
  empty:
    "Nothing has been learned yet. Train first: every epoch is remembered, and you can go back to each of them here.",
  waiting: "Gathering what was learned…",

  timeline: "Epoch that is shown",
  play: "Replay the training",
  pause: "Stop the replay",
  first: "First epoch",
  now: "Now",
  at: (epoch: number) => (epoch === 0 ? "Before training" : `After epoch ${whole(epoch)}`),
  atNow: (epoch: number) => `Now, after epoch ${whole(epoch)}`,
  atWithAccuracy: (epoch: string, accuracy: number) => `${epoch}, accuracy ${percent(accuracy)}`,
  thinned: (remembered: number, total: number) =>
    `${whole(remembered)} of ${whole(total)} epochs are remembered: none of an earlier visit, and of a long training only some.`,
  shownAs: (epoch: number) =>
    epoch === 0 ? "Shown as before training" : `Shown as after epoch ${whole(epoch)}`,
  backToNow: "back to now",
  goBack: "go back to this epoch",
  goBackHelp: "Training goes on from there, and what came after is dropped. Undo brings it back.",
  compare: "Compare with",
  compareNothing: "nothing",
  compareOption: (epoch: number) => (epoch === 0 ? "before training" : `epoch ${whole(epoch)}`),

  map: "All your pictures",
  /** `numWrong` is absent before anything is decided. */
  mapLabel: (numPictures: number, numWrong: number | undefined, epoch: number) =>
    `Map of ${pictures(numPictures)} ${after(epoch)}: ${
      numWrong === undefined
        ? "nothing is decided yet"
        : numWrong === 0
          ? "each is taken for its own class"
          : `${count(numWrong, "is", "are")} taken for another class`
    }. Arrow keys go from picture to picture, Enter takes one in hand, Space selects.`,
  mapLegend:
    "Filled: trained on. Hollow: held back. A ring has the colour of the class that a picture is taken for.",
  mapLegendNone: "A ring has the colour of the class that a picture is taken for.",
  mapLegendPictures:
    "Solid frame: trained on. Dashed frame: held back. A second frame has the colour of the class that a picture is taken for.",
  mapLegendPicturesNone: "A second frame has the colour of the class that a picture is taken for.",
  mapOneSpot: "Nothing has been learned yet, so all pictures are at one spot.",
  mapHint: "Draw around pictures to select them.",
  arrangement: "Arranged by",
  arrangements: { logits: "class scores", features: "features", neighbours: "likeness" },
  arrangementHelp: {
    logits:
      "What the head says of each picture, one score a class, flattened to the two directions in which they differ most (PCA).",
    features:
      "What the fixed network sees in each picture, flattened to two directions (PCA). Training does not move it; only the rings change.",
    neighbours:
      "Pictures in which the fixed network sees much the same lie together (UMAP). Far apart means little here, near together much.",
  },
  asPictures: "Pictures",
  asDots: "Dots",
  neighboursRunning: "Comparing your pictures",
  neighboursStop: "Stop",
  neighboursMake: "Arrange by likeness",
  neighboursAgain: "Arrange again",
  neighboursStopped: "Stopped before it was done.",
  neighboursFailed:
    "Your pictures could not be arranged by likeness. It takes at least five that the network has looked at.",
  neighboursMissing: (number: number) =>
    `${count(number, "newer picture is", "newer pictures are")} not on it yet.`,
  neighboursSample: (shown: number, total: number) =>
    `${whole(shown)} of your ${pictures(total)}, spread evenly: all of them would take too long.`,
  picture: (name: string, className: string) => `${name}, ${className}`,
  confidence: (className: string, share: number) => `${className} ${percent(share)}`,
  takenFor: (className: string) => `taken for ${className}`,
  heldBack: "held back",
  movedSince: "moved since it last learned",
  selected: (number: number) => `${whole(number)} selected`,
  furthest: "Furthest from their class",
  furthestHelp: "They lie nearer to another class than to their own. Are they in the right one?",

  weights: "What the head weighs",
  weightsHelp: (numInputs: number, isFeature: boolean) =>
    isFeature
      ? `One strip a class, one square for each of the ${whole(numInputs)} neurons of the last convolution: how much each speaks for the class or against it. Point at a square for its numbers.`
      : `One strip a class, one square for each of the ${whole(numInputs)} hidden units: how much each speaks for the class or against it. Point at a square for its numbers.`,
  weightsOrder: "In the order of",
  weightsOrders: { number: "number", size: "size", change: "change" },
  stripName: (epoch: number, isNow: boolean) => (isNow ? "now" : after(epoch)),
  changeName: "change",
  stripLabel: (className: string, epoch: number, neuron: number, weight: number) =>
    `Weights of ${className} ${after(epoch)}: strongest ${signed(weight)}, neuron ${neuron}`,
  changeLabel: (className: string, neuron: number, change: number) =>
    `Change of the weights of ${className}: largest ${signed(change)}, neuron ${neuron}`,
  stripKeys: (className: string) => `Go through the weights of ${className}`,
  neuron: (neuron: number, isFeature: boolean) => `${isFeature ? "Neuron" : "Hidden unit"} ${neuron}`,
  weight: (className: string, weight: number) => `${signed(weight)} for ${className}`,
  weightBefore: (weight: number) => `before ${signed(weight)}`,
  weightChange: (change: number) => `change ${signed(change)}`,
  neuronOpen: "Click to see what it looks for.",
  scale: (number: number) => signed(number),
  /** Of a scale that ends before the strongest. */
  clipped: (strongest: number) => `(full colour beyond, up to ${size(strongest)})`,
  against: "against",
  speaksFor: "for",

  steps: "How far each epoch went",
  stepsHelp:
    "The gradient says how steeply the loss falls where the weights are; the update is how far they moved in the epoch. Towards the end both usually shrink, as there is less left to learn.",
  stepsChart: "Length of the gradient and of the update after each epoch, on a logarithmic scale",
  gradient: "gradient",
  update: "update",
  stepsNone: "These sizes are measured while training; epochs of an earlier visit have none.",

  overTime: "Each picture over time",
  overTimeHelp:
    "A row a picture, a column an epoch: the stronger the colour, the surer it is of the picture’s own class. Point at a row for its picture.",
  overTimeLabel: (numPictures: number, numEpochs: number, mean: number) =>
    `Confidence in the own class of ${pictures(numPictures)} over ${count(numEpochs, "remembered epoch", "remembered epochs")}: ${percent(mean)} on average in the end.`,
  overTimeKeys: "Go through the pictures",
  overTimeMoved: (number: number) =>
    `${count(number, "moved picture appears", "moved pictures appear")} here when you train on.`,
  cell: (epoch: number, share: number) => `${percent(share)} ${after(epoch)}`,
  neverLearned: "Never learned",
  neverLearnedHelp: "Wrong after every epoch. Perhaps they show something else, or are in the wrong class.",
  forgotten: "Forgotten again",
  forgottenHelp: "Right for a while, wrong in the end.",
  lastRight: (epoch: number) => `right until epoch ${whole(epoch)}`,
  allLearned: "It gets every picture right in the end.",
  more: (number: number) => `${whole(number)} more`,
  fewer: "Show fewer",
};
