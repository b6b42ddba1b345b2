/** English for the race between ways of learning: who takes part, how it goes, who came where, and what to choose. */
import type { NetworkChoice } from "../engine/network-choice";
import type { Depths } from "../state/deeper/depths";
import { bytes, count, duration, networkName, percent, pictures, whole } from "./words";

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

function networkNameOf({ network, from }: NetworkChoice): string {
  if (from === "drawn") return `untrained ${networkName(network)}`;
  return from === "file" ? `${networkName(network)} from your file` : networkName(network);
}

function atBeginning(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export const race = {
  heading: "Race",
  lead: "Which way of learning suits your pictures? Each gets the same pictures to learn from and the same to be checked on, several times, each time divided otherwise. What you have taught stays as it is.",
  networks: "Networks",
  networkNameOf,
  networkTitle: (choice: NetworkChoice) => atBeginning(networkNameOf(choice)),
  inUse: "looks now",
  aboutInUse: "It has looked at your pictures already.",
  aboutNetwork: (choice: NetworkChoice, numPictures: number, downloadBytes: number | undefined) => {
    const looks = `looks at ${numPictures === 1 ? "your picture" : `your ${pictures(numPictures)}`}`;
    if (choice.from === "drawn") return `Drawn at random and knows nothing. Shows what that is worth.`;
    if (choice.from === "file" || downloadBytes === undefined) return `Comes from your file, then ${looks}.`;
    return `Is fetched first (${bytes(downloadBytes)}), then ${looks}.`;
  },
  oneAfterTheOther: "Networks race one after the other, on the very same divisions.",
  who: "Who takes part",
  /** Where cuts differ from network to network. */
  anyTail: "Last blocks",
  nameOf,
  nameWith: (name: string, choice: NetworkChoice) => `${name} with ${networkNameOf(choice)}`,
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
  asPlanned: (epochs: number) => `As long as training is set to: ${count(epochs, "epoch", "epochs")}`,
  asPlannedHelp: (headEpochs: number, deepEpochs: number) =>
    `Head and blocks learn from the first epoch on. Otherwise heads learn for ${whole(headEpochs)} epochs, and blocks for ${whole(deepEpochs)} after them.`,
  splitsValue: (number: number) => `${whole(number)} ×`,
  start: "Start the race",
  startAgain: "Race again",
  stop: "Stop",
  timeAll: (millis: number) => `About ${duration(millis)} in all.`,
  timeOfInUse: (millis: number) =>
    `About ${duration(millis)} for the network that looks now. What the others take shows when they have begun.`,
  needsTwo: "Choose two or more to compare.",
  needsNetwork: "Choose a network.",
  blocked:
    "The race needs what training needs: two classes with two pictures each that the network has looked at.",
  starting: "Starting a second engine…",
  running: (name: string, split: number, numSplits: number) =>
    `${name}, ${whole(split + 1)} of ${whole(numSplits)}`,
  fetching: (choice: NetworkChoice, received: number, total: number | undefined) => {
    const name = networkNameOf(choice);
    if (choice.from === "drawn") return `Drawing ${name}`;
    if (received === 0) return `Fetching ${name}`;
    return `Fetching ${name}: ${bytes(received)}${total === undefined ? "" : ` of ${bytes(total)}`}`;
  },
  looking: (choice: NetworkChoice, numDone: number, numPictures: number) =>
    `${atBeginning(networkNameOf(choice))} looks at your pictures: ${whole(numDone)} of ${whole(numPictures)}`,
  left: (millis: number | undefined) => (millis === undefined ? undefined : `${duration(millis)} left`),
  stopped: (numDone: number) =>
    numDone === 0
      ? "Stopped before anybody was done."
      : "Stopped early. What is here is what came out until then.",
  failed:
    "The race stopped, because its engine would not go on. What you have taught is untouched. Try again, with fewer taking part or fewer pictures.",
  networkFailed: (choice: NetworkChoice, at: "fetching" | "learning", problem: string | undefined) => {
    const name = atBeginning(networkNameOf(choice));
    const what =
      at === "fetching"
        ? `${name} did not take part: its weights could not be fetched and read.`
        : `${name} stopped on the way, because its engine would not go on.`;
    return `${what}${problem === undefined ? "" : ` ${problem}`} What the others did stays. Race again to give it another try.`;
  },
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
  absent: "did not take part",
  time: duration,
  /** Under the time, which it is part of. */
  lookingTime: (millis: number) => `${duration(millis)} of it to look`,
  size: bytes,
  /** Besides what was learned: the network itself, where it is not the one that looks now. */
  ownWeights: (numBytes: number, choice: NetworkChoice) =>
    choice.from === "drawn" ? "and its network, drawn anew" : `and ${bytes(numBytes)} for its network`,
  sizeOfNeighbours: (numBytes: number) => `nothing; ${bytes(numBytes)} to remember`,
  curves: "Accuracy after every epoch",
  curvesOf: (choice: NetworkChoice) => `Accuracy after every epoch with ${networkNameOf(choice)}`,
  curvesHelp: "Mean over the divisions. Blocks begin to learn when the head has come to rest.",
  curvesHelpAsPlanned: "Mean over the divisions. Head and blocks learn together.",
  epoch: "Epoch",

  recommended: "What to choose",
  tooFew: "One division says little. After the second, a choice is named here.",
  chosenClear: (name: string, next: string, mean: number, halfWidth: number) =>
    `${name}: ${points(mean)} (± ${(halfWidth * 100).toFixed(1)}) ahead of ${inSentence(next)}, more than chance would give.`,
  chosenUnclear: (name: string) =>
    `${name}: nobody was more accurate, and nobody as accurate was noticeably quicker.`,
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
  adoptWith: (name: string, choice: NetworkChoice) =>
    `Change to ${networkNameOf(choice)} and teach like this: ${inSentence(name)}`,
  otherNetwork: (choice: NetworkChoice) =>
    choice.from === "drawn"
      ? "That is another network. It is drawn anew, looks at your pictures, and what you taught stays with yours: Undo leads back."
      : "That is another network. It looks at your pictures anew, and what you taught stays with yours: Undo leads back.",
  coming: (choice: NetworkChoice) => `${atBeginning(networkNameOf(choice))} is on its way.`,
  notChanged: (problem: string) => `${problem} The network that looked before goes on.`,
  adopted: "Training is set to this.",
  nothingYet: "Nobody has raced yet.",
  percent,
};
