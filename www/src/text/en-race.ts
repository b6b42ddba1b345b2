/** English for the race between ways of learning: who takes part, how it goes, who came where, and what to choose. */
import type { Depths } from "../state/deeper/depths";
import { bytes, count, duration, percent, pictures, whole } from "./words";

type Contender = "neighbours" | "head" | "tail" | "everything" | "scratch";

function tailName(firstBlock: number | undefined, { numBlocks, recommended }: Depths): string {
  const numLast = numBlocks - (firstBlock ?? recommended);
  return numLast === 1 ? "Last block" : `Last ${numLast} blocks`;
}

function nameOf(contender: Contender, firstBlock: number | undefined, depths: Depths): string {
  const names = {
    neighbours: "Most similar pictures",
    head: "Head only",
    tail: tailName(firstBlock, depths),
    everything: "Everything",
    scratch: "From scratch",
  };
  return names[contender];
}

function points(share: number): string {
  const value = Math.abs(share * 100);
  const shown = value < 9.95 ? value.toFixed(1) : value.toFixed(0);
  return `${shown} ${shown === "1.0" ? "point" : "points"}`;
}

function withInterval(mean: number, halfWidth: number | undefined): string {
  const shown = (mean * 100).toFixed(1);
  return halfWidth === undefined ? `${shown} %` : `${shown} % ± ${(halfWidth * 100).toFixed(1)}`;
}

function inSentence(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

export const race = {
  heading: "Race",
  lead: "Which way of learning suits your pictures? Each gets the same pictures to learn from and the same to be checked on, several times, each time divided otherwise. What you have taught stays as it is.",
  who: "Who takes part",
  nameOf,
  about: (contender: Contender): string => {
    const sentences = {
      neighbours: "Learns nothing: the five most similar pictures vote.",
      head: "The network stays as it came.",
      tail: "The head first, then these blocks with it.",
      everything: "The head first, then the whole network.",
      scratch: "The same network without what it learned before, to see what that is worth.",
    };
    return sentences[contender];
  },
  costOf: (millis: number | undefined) => (millis === undefined ? "" : `about ${duration(millis)} each time`),
  costAtOnce: "a moment",
  tooLarge: "may need more memory than this device gives to a page",
  splits: { name: "How often", help: "More often takes longer and says more." },
  splitsValue: (number: number) => `${whole(number)} ×`,
  start: "Start the race",
  startAgain: "Race again",
  stop: "Stop",
  timeAll: (millis: number) => `About ${duration(millis)} in all.`,
  needsTwo: "Choose two or more to compare.",
  blocked:
    "The race needs what training needs: two classes with two pictures each that the network has looked at.",
  starting: "Starting a second engine…",
  running: (name: string, split: number, numSplits: number) =>
    `${name}, ${whole(split + 1)} of ${whole(numSplits)}`,
  left: (millis: number | undefined) => (millis === undefined ? undefined : `${duration(millis)} left`),
  stopped: (numDone: number) =>
    numDone === 0
      ? "Stopped before anybody was done."
      : "Stopped early. What is here is what came out until then.",
  failed:
    "The race stopped, because its engine would not go on. What you have taught is untouched. Try again, with fewer taking part or fewer pictures.",
  stale: "Your pictures have changed since.",
  overLive: "The race is over.",

  results: "What came out",
  columns: {
    who: "Way of learning",
    accuracy: "Accuracy on pictures held back",
    time: "Time to teach",
    size: "What it learned",
  },
  accuracy: withInterval,
  accuracyHelp: (numSplits: number, numTraining: number, numChecked: number) =>
    `Mean of ${count(numSplits, "division", "divisions")}, each a dot, with ${pictures(numTraining)} to learn from and ${whole(numChecked)} to be checked on. The bar is where the mean for other such pictures lies in 95 of 100 cases; the same pictures come up again and again, and that is reckoned with.`,
  waiting: "not yet",
  time: duration,
  size: bytes,
  sizeOfNeighbours: (numBytes: number) => `nothing; ${bytes(numBytes)} to remember`,
  curves: "Accuracy after every epoch",
  curvesHelp: "Mean over the divisions. Blocks begin to learn when the head has come to rest.",
  epoch: "Epoch",

  recommended: "What to choose",
  tooFew: "One division says little. After the second, a choice is named here.",
  chosenClear: (name: string, next: string, mean: number, halfWidth: number) =>
    `${name}: ${points(mean)} (± ${(halfWidth * 100).toFixed(1)}) ahead of ${inSentence(next)}, more than chance would give.`,
  chosenUnclear: (name: string) => `${name}: nobody was more accurate, and nobody as accurate was quicker.`,
  chosenAlone: (name: string) => `${name}, the only one that can be taught here.`,
  chosenQuicker: (name: string, best: string, mean: number, timesLonger: number, isClear: boolean) => {
    const times = timesLonger < 9.5 ? timesLonger.toFixed(1) : whole(timesLonger);
    const reason = isClear
      ? `${best} is only ${points(mean)} ahead`
      : `${best} is ${points(mean)} ahead, which chance could give as well`;
    return `${name}: ${reason}, and takes ${times} times as long.`;
  },
  worthOfPretraining: (mean: number) =>
    mean > 0
      ? `What the network had learned before is worth ${points(mean)} here: that is transfer learning.`
      : "From scratch did as well as what was learned before, which is rare.",
  neighboursAsGood:
    "The most similar pictures do as well without learning: the features tell your classes apart already.",
  morePictures: (halfWidth: number) =>
    `The intervals are about ${(2 * halfWidth * 100).toFixed(0)} points wide. More pictures, or more divisions, tell smaller differences apart.`,
  adopt: (name: string) => `Teach like this: ${inSentence(name)}`,
  adopted: "Training is set to this.",
  nothingYet: "Nobody has raced yet.",
  percent,
};
