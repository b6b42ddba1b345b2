/** English for the gain of transfer: what is measured, the button, and what came out of it. */
import { count, whole } from "./words";

interface Gain {
  mean: number;
  halfWidth: number | undefined;
}

function inPoints(share: number): string {
  const value = Math.abs(share * 100);
  return value < 9.95 ? value.toFixed(1) : value.toFixed(0);
}

/** "48 points", or "1.0 point". */
function points(share: number): string {
  const shown = inPoints(share);
  return `${shown} ${shown === "1.0" ? "point" : "points"}`;
}

/** Of the interval, which is never said where a single division tells nothing about it. */
function interval(halfWidth: number | undefined): string {
  return halfWidth === undefined ? "" : ` (± ${inPoints(halfWidth)})`;
}

function outOfHundred(share: number): string {
  return `${whole(share * 100)} of 100`;
}

export const transfer = {
  heading: "The gain of transfer",
  lead: (epochs: number, side: number) =>
    `All of the network learns twice for ${count(epochs, "epoch", "epochs")}, as training is set now, from pictures of ${whole(side)} × ${whole(side)} pixels: once from what it had learned before, and once from scratch. What lies between is the gain.`,
  question: "What transfer is worth",
  going: "The race is at work, and shows how far it is.",
  measure: "Measure the gain of transfer",
  measureWith: (network: string) => `Measure the gain of transfer with ${network}`,

  plotOf: (network: string) => `The gain of transfer with ${network}`,
  epoch: "Epoch",
  pretrained: "Pretrained",
  scratch: "From scratch",
  gap: "Gain",
  /** Beside the gap, where there is little room. */
  gapLabel: ({ mean, halfWidth }: Gain) =>
    [`${mean < 0 ? "−" : "+"}${inPoints(mean)}`, halfWidth === undefined ? "" : `± ${inPoints(halfWidth)}`]
      .filter(Boolean)
      .join(" "),
  pointsOf: (share: number) => `${share < 0 ? "−" : "+"}${points(share)}`,
  described: (network: string, numEpochs: number, { mean, halfWidth }: Gain) =>
    `Two curves over ${count(numEpochs, "epoch", "epochs")}: the accuracy of ${network} pretrained and from scratch. After the last epoch ${points(mean)}${interval(halfWidth)} lie between them${mean < 0 ? ", and from scratch is ahead" : ""}.`,
  meaning: (network: string, { mean, halfWidth }: Gain, pretrained: number, scratch: number) => {
    const both = `pretrained it gets ${outOfHundred(pretrained)} right, from scratch ${outOfHundred(scratch)}`;
    if (halfWidth !== undefined && Math.abs(mean) <= halfWidth) {
      return `What ${network} had learned before makes no difference here that chance could not give as well: ${both}.`;
    }
    if (mean < 0) {
      return `What ${network} had learned before costs ${points(mean)}${interval(halfWidth)} here, which is rare: ${both}.`;
    }
    return `What ${network} had learned before is worth ${points(mean)}${interval(halfWidth)} here: ${both}.`;
  },
  aheadAfter: (epoch: number, numEpochs: number) =>
    epoch < numEpochs
      ? `After ${count(epoch, "epoch", "epochs")} it was already as good as from scratch after all ${whole(numEpochs)}.`
      : undefined,
  oneDivision: "One division says little; the next ones tell how sure this is.",
  help: (numSplits: number, headEpochs: number) =>
    `Mean of ${count(numSplits, "division", "divisions")}, on the same pictures held back. Both learn for the same number of epochs.${
      headEpochs > 0
        ? ` Before the first of them the pretrained one's head had learned for ${whole(headEpochs)}.`
        : ""
    }`,
};
