/** English for the advanced settings: each control explains itself in one sentence. */

export const enSettings = {
  heading: "Advanced",
  defaults: "Back to defaults",
  epochs: { name: "Epochs", help: "How many times one press of Train goes through all your pictures." },
  optimiser: { name: "Optimiser", help: "The rule that turns what went wrong into a change of the weights." },
  learningRate: {
    name: "Learning rate",
    help: "How large each change is: too small is slow, too large never settles.",
  },
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
};
