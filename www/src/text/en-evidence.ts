/** English for why the network says what it says about a picture. */
import type { LayerInfo } from "../engine/protocol";
import type { GridPlace } from "../state/class-evidence";
import { count, percent } from "./words";

function placeInWords({ vertical, horizontal }: GridPlace): string {
  if (vertical === "middle" && horizontal === "middle") return "in the middle";
  if (vertical === "middle") return `on the ${horizontal}`;
  if (horizontal === "middle") return `at the ${vertical}`;
  return `at the ${vertical} ${horizontal}`;
}

/** Hundredths with a sign that is a real one; what rounds to nothing has none. */
function signed(value: number): string {
  const written = Math.abs(value).toFixed(2);
  if (Number(written) === 0) return written;
  return `${value < 0 ? "−" : "+"}${written}`;
}

/** What a screen reader hears of every such picture first. */
const overlay = "The picture with the places that speak for and against a class";

export const evidence = {
  overlay,
  chooseClass: "Class to explain",
  speaksFor: (name: string) => `speaks for ${name},`,
  speaksAgainst: "speaks against it.",
  strongest: (place: GridPlace) => `The strongest sign for it is ${placeInWords(place)}.`,
  sum: (name: string) => `What the score of ${name} is the sum of`,
  rowFor: "Places that speak for it",
  rowAgainst: "Places that speak against it",
  rowBias: "Before looking",
  rowScore: "Score, their exact sum",
  rowLead: "Lead, their exact sum",
  signed,

  /** Names of epochs, as what stands above a picture or a sum. */
  epoch: (epoch: number | undefined): string => {
    if (epoch === undefined) return "Now";
    return epoch === 0 ? "Before training" : `After epoch ${epoch}`;
  },
  against: "rather than",
  againstNone: "no other class",
  /** What is explained: the score of a class, or its lead over another. */
  subject: (name: string, other: string | undefined) =>
    other === undefined ? name : `${name} rather than ${other}`,
  mapOf: "layer",
  exactLayer: "the last one, exact",
  lastLayer: "the last layer",
  layer: ({ name, block }: LayerInfo) => (block === undefined ? name : `block ${block + 1}`),
  exact: "Class activation map: together with the bias, these places add up to exactly the score.",
  exactSource: "Zhou et al. 2016",
  gradient: (layer: string) =>
    `Grad-CAM at ${layer}: a channel counts for as much as the score would grow with it. It is a hint; unlike those of the last layer, these places do not add up to the score.`,
  gradientHidden: (layer: string) =>
    `Grad-CAM at ${layer}: a channel counts for as much as the score would grow with it. With a hidden layer there is no exact map: what a place adds depends on all the others.`,
  gradientSource: "Selvaraju et al. 2017",
  overlayLabel: (subject: string, strongest: { place: GridPlace; share: number } | undefined) =>
    strongest
      ? `${overlay}: most speaks for ${subject} ${placeInWords(strongest.place)}, ${percent(strongest.share)} of it in one place.`
      : `${overlay}: nothing speaks for ${subject}.`,
  nothingFor: (subject: string) => `Nothing in the picture speaks for ${subject}.`,
  looking: "Looking…",
  whileTraining: "Looked at again when training pauses.",
  notLive: "For a live picture there is only the exact map of the last layer, as the head is now.",

  neurons: "Its strongest neurons",
  neuronsOf: (subject: string, epoch: string) => `What neurons add to ${subject}, ${epoch.toLowerCase()}`,
  neuronsHelp:
    "A neuron adds its activation times its weight. Together with the bias, all of them give exactly the score.",
  neuronsHelpLead:
    "A neuron adds its activation times the difference of its two weights. Together with the biases, all of them give exactly the lead.",
  unlearned: "Nothing has been learned yet: all weights are 0.",
  neuron: (channel: number) => `channel ${channel}`,
  neuronDetail: (activation: number, weight: number, share: number) =>
    `Activation ${activation.toFixed(3)}, scaled, times weight ${weight.toFixed(3).replace("-", "−")}: adds ${signed(share)}`,
  otherNeurons: "all other neurons",
  bias: "bias",
  score: "score",
  lead: "lead",
  /** `isValue`: beside a value of the network, and not the answer. */
  silentNote: (number: number, isValue: boolean) =>
    `${count(number, "channel is", "channels are")} silent in “Without it”; this is the ${
      isValue ? "value" : "answer"
    } with all of them.`,
  neuronsNotLive: "The sum is taken of a picture that stands still: take one of yours in hand.",
  openSum: "The whole sum in the network",

  where: "Where in the picture",
  why: "Which neurons make the difference",
  whyHint: "Choose a class to compare with, or two epochs on the timeline, and see what each neuron adds.",
  whyHidden: "With a hidden layer, a score is not a simple sum over the network’s neurons.",
};
