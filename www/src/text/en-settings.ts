/** English for the advanced settings: each control explains itself in one sentence. */
import type { Optimiser, Schedule, ScheduleShape } from "../engine/protocol";
import type { StoppedEarly } from "../state/app-state";
import { count, whole } from "./words";

/** As many digits as a learner would type. */
function rate(value: number): string {
  return String(Number(value.toPrecision(2)));
}

const fall: Record<ScheduleShape, string> = {
  constant: "stays there",
  step: "falls to a tenth halfway and to a hundredth after three quarters",
  cosine: "falls in a gentle curve to nothing",
};

export const enSettings = {
  defaults: "Back to all defaults",
  backTo: (standard: string) => `Back to ${standard}`,
  epochs: { name: "Epochs", help: "How many times one press of Train goes through all your pictures." },
  stopEarly: {
    name: "Stop when it no longer gets better",
    help: "Ends a run when the check on held-back pictures has not improved for a while, and keeps the best epoch.",
  },
  stopEarlyMissing: {
    turnedOff: "There is nothing to check on: no picture is held back. Set “Held back” above 0 to use this.",
    nothingHeldBack:
      "There is nothing to check on: no picture could be held back. Record some in a second go, or add other pictures.",
  },
  patience: {
    name: "Patience",
    help: "For how many epochs the check may get no better; left empty, 8 while only the head learns and 4 where blocks do.",
  },
  pictureSide: {
    name: "Side of the pictures",
    help: "In pixels. Smaller is faster and sees less; the network was trained on 224. At 288 it sees the same enlarged, which takes longer and tells a little more apart, above all where blocks learn. Another side means looking at all pictures anew, and what you taught waits for its side to come back.",
  },
  pictureSides: (side: number) => `${whole(side)} × ${whole(side)}`,
  optimiser: { name: "Optimiser", help: "The rule that turns what went wrong into a change of the weights." },
  optimisers: {
    sgd: "SGD with momentum",
    nesterov: "SGD with Nesterov momentum",
    adam: "Adam",
    adamW: "AdamW",
  } satisfies Record<Optimiser, string>,
  learningRate: {
    name: "Learning rate",
    help: "How large each change is: too small is slow, too large never settles.",
  },
  headLearningRate: {
    name: "Learning rate of the head",
    help: "As long as blocks learn with it. It has learned before them, so small steps are enough; large ones run ahead of what the blocks give it.",
  },
  schedule: {
    name: "Schedule",
    help: "How the learning rate changes over a run: large steps find the way, small ones settle at the end.",
  },
  schedules: {
    constant: "Constant",
    step: "In steps",
    cosine: "Cosine",
  } satisfies Record<ScheduleShape, string>,
  warmUp: {
    name: "Warm-up",
    help: "For how many epochs the rate rises at the beginning, so that the first steps do no harm.",
  },
  rateCurve: "Learning rate over the run",
  rateEpoch: (epoch: number) => `epoch ${whole(epoch)}`,
  rate,
  rateInWords: (schedule: Schedule | undefined, learningRate: number): string => {
    if (!schedule) return `The rate stays at ${rate(learningRate)}.`;
    const { shape, warmUpEpochs } = schedule;
    if (warmUpEpochs === 0) return `The rate begins at ${rate(learningRate)} and ${fall[shape]}.`;
    return `The rate rises to ${rate(learningRate)} in ${count(warmUpEpochs, "epoch", "epochs")}, then ${fall[shape]}.`;
  },
  rateNow: (value: number, epoch: number) => `Now ${rate(value)}, in epoch ${whole(epoch)}.`,
  rateOfBlocks: "That of the blocks goes the same way.",
  weightDecay: {
    name: "Weight decay",
    help: "Pulls weights towards zero, so that no single feature decides alone.",
  },
  batchSize: { name: "Batch size", help: "How many pictures it looks at before each change." },
  labelSmoothing: {
    name: "Label smoothing",
    help: "Asks for a little less than full certainty, which keeps the answers modest.",
  },
  balanceClasses: {
    name: "Balance classes",
    help: "Makes a class with few pictures count as much as one with many.",
  },
  hiddenUnits: {
    name: "Hidden units",
    help: "Puts a layer of this many units before your classes; leave it empty for a plain linear layer.",
    none: "none",
  },
  validationFraction: {
    name: "Held back",
    help: "The share of each class that is never trained on, to check honestly.",
  },
  seed: {
    name: "Seed",
    help: "Every random choice follows from this number: the same seed gives the same curve.",
  },

  stopped: ({ afterEpoch, keptEpoch, numWorse }: StoppedEarly) =>
    `Stopped after epoch ${whole(afterEpoch)}: the check got no better for ${count(numWorse, "epoch", "epochs")}. Kept epoch ${whole(keptEpoch)}.`,
  better: (epoch: number, loss: number, lastEpoch: number, lastLoss: number) =>
    `On held-back pictures epoch ${whole(epoch)} did better: its loss was ${loss.toFixed(2)}, and after epoch ${whole(lastEpoch)} it is ${lastLoss.toFixed(2)}.`,
  useEpoch: (epoch: number) => `Use epoch ${whole(epoch)} instead`,
  markBest: "best",
  markKept: "kept",
};
