/** English for unlabelled pictures: the pile, its groups, what the network supposes, and whether that helped. */
import type { ComparisonBlock } from "../state/unlabelled/comparison-block";
import { count, percent, pictures, whole } from "./words";

function checkPictures(number: number): string {
  return count(number, "check picture", "check pictures");
}

function supposedPictures(number: number): string {
  return count(number, "supposed picture", "supposed pictures");
}

/** From a separation of 0 to 1: three kinds of photographs had 0.4, twelve 0.29, five kinds of flowers 0.15. */
function apart(separation: number): string {
  if (separation >= 0.3) return "well told apart";
  if (separation >= 0.2) return "told apart, with some pictures in between";
  return "overlapping: many pictures would fit two groups";
}

function howOften(chance: number): string {
  return `1 time in ${whole(1 / chance)}`;
}

export const unlabelled = {
  heading: "Unlabelled pictures",
  card: (number: number) => `Unlabelled pictures, ${pictures(number)}`,
  picturesOf: "Unlabelled pictures, in the order they came",
  invitation: "Not sorted yet? Put pictures here. The network finds those that belong together.",
  about: "Without a class. They teach nothing until you sort them or let the network help.",
  addFiles: "Files…",
  addFolder: "Folder…",
  addFilesTo: "Add files to the unlabelled pictures",
  addFolderTo: "Add a folder to the unlabelled pictures",
  selectAll: "Select all unlabelled pictures",
  newClass: (number: number) => `Class ${number}`,
  classOfSelected: "Make a class of the selected pictures",

  group: "Group them",
  suppose: "Let the network suppose",
  closeGroups: "Close the groups",
  closeSupposed: "Close what the network supposes",

  groups: "Groups of like pictures",
  groupsHelp:
    "Pictures in which the network sees much the same, the most typical first. Choose a picture to leave it out.",
  numGroups: "Number of groups",
  bestFit: "As many as fit best",
  chooseNumber: "This many",
  fewer: "Fewer groups",
  more: "More groups",
  groupsFound: (number: number, separation: number) =>
    `${count(number, "group", "groups")}, ${apart(separation)}.`,
  grouping: "Comparing pictures…",
  groupsTooFew: "It takes at least two pictures to find groups. Add some more.",
  groupsWaiting: (done: number, total: number) =>
    `The network is looking at them: ${whole(done)} of ${whole(total)}`,
  notReady: "The network is getting ready.",
  notRunning: "The network is not running. At the bottom of the page it says why.",
  ungrouped: (number: number) =>
    `${count(number, "newer picture is", "newer pictures are")} in no group yet.`,
  groupsGone: "All groups have become classes.",
  groupsFailed: "The groups could not be found.",
  groupLabel: (number: number, numPictures: number) => `Group ${number}, ${pictures(numPictures)}`,
  groupName: (number: number) => `Group ${number}`,
  nameOf: (number: number) => `Name of group ${number}`,
  picturesIn: (name: string) => `Pictures of ${name}`,
  chosen: (chosen: number, total: number) =>
    chosen === total ? pictures(total) : `${whole(chosen)} of ${pictures(total)}`,
  andMore: (number: number) => `and ${whole(number)} more`,
  showFewer: "Show fewer",
  makeClass: "Make this a class",
  makeClassOf: (name: string) => `Make this a class: ${name}`,
  joinClass: (name: string) => `Add to ${name}`,
  addToClass: "Add to class…",
  addGroupTo: (name: string) => `Add ${name} to a class`,
  makeAll: (number: number) => `Make all ${whole(number)} groups classes`,

  supposed: "What the network supposes",
  supposedHelp:
    "What it would call each picture. It may be wrong: look first at those of which it is least sure.",
  needsHead: "The network can only suppose classes that it has learned. Make classes and train first.",
  isTraining: "The network is learning. What it supposes appears when it comes to rest.",
  supposing: "Asking the network…",
  supposedEmpty: "There are no unlabelled pictures. Add some, and the network says what it takes them for.",
  supposedFailed: "The network could not say what it takes them for.",
  threshold: "Suppose a class from",
  thresholdHelp: "Pictures of which it is less sure stay out.",
  thresholdValue: (share: number) => `${whole(share * 100)} %`,
  order: "First",
  orders: { leastSure: "the least sure", surest: "the surest" },
  atThreshold: (numSupposed: number, total: number) =>
    `${whole(numSupposed)} of ${pictures(total)} reach it.`,
  thresholdSpoken: (share: number, numSupposed: number) =>
    `${whole(share * 100)} %, ${pictures(numSupposed)}`,
  noneSure: "It is not that sure of any picture. Lower the threshold, or train with more pictures.",
  supposedAs: (className: string) => `Supposed to be ${className}`,
  picture: (name: string, className: string, probability: number) =>
    `${name}: ${className}, ${percent(probability)}`,
  probability: percent,
  accept: "Accept as labelled",
  acceptAll: (number: number) => `Accept ${whole(number)}`,
  acceptAllOf: (number: number, className: string) => `Accept ${whole(number)} as labelled: ${className}`,
  acceptSelected: (number: number, className: string) =>
    `Accept as labelled: ${className}, ${whole(number)} selected`,
  otherClass: "Another class…",
  reject: "Not this",
  rejectOne: (name: string, className: string) => `${name} is not ${className}`,
  rejected: (number: number) => `You said of ${pictures(number)} that they are something else.`,
  bringBack: "Bring them back",

  teach: "Learn from these too",
  teachHelp: (number: number) =>
    `Pictures with a supposed class can teach the network as well, though each counts less. Whether that helps with your classes is tried first: two heads learn from the start, one without and one with these ${pictures(number)}.`,
  weight: "Each counts",
  weightHelp: "1 is as much as a picture that you labelled.",
  weightValue: (weight: number) => weight.toFixed(1),
  compare: "Learn without and with them",
  compareAgain: "Compare again",
  cancel: "Cancel",
  blocked: {
    deep: "Blocks of the network learn or have learned, and comparing is about heads on the network as it came. Choose “Head only” and reset training to compare.",
    noCheck:
      "No picture is held back, so there would be nothing to compare on. Hold some back under Advanced, then train.",
    training: "First training comes to its end.",
    none: "Nothing is supposed at this threshold.",
  } satisfies Record<ComparisonBlock, string>,
  comparingStarting: "Getting a second head ready…",
  comparing: (isWith: boolean, epoch: number, epochs: number) =>
    `Learning ${isWith ? "with them" : "without them"}: epoch ${whole(epoch)} of ${whole(epochs)}`,
  compareFailed: "The comparison broke off. What you have learned is as it was.",
  result: "Without and with them",
  resultCaption: (numChecked: number, epochs: number) =>
    `Checked on the same ${pictures(numChecked)} that were held back, after ${count(epochs, "epoch", "epochs")} each`,
  columnHead: "Head",
  columnRight: "Right",
  columnShare: "Accuracy",
  rowWithout: "Without them",
  rowWith: (number: number, weight: number) =>
    `With ${supposedPictures(number)}, counted ${weight.toFixed(1)}`,
  right: (numRight: number, numChecked: number) => `${whole(numRight)} of ${whole(numChecked)}`,
  share: percent,
  difference: (numBetter: number, numWorse: number): string => {
    const gain = numBetter - numWorse;
    if (numBetter + numWorse === 0) return "No difference: both are right about the same pictures.";
    if (gain === 0)
      return `No difference in all: ${checkPictures(numBetter)} became right, and as many wrong.`;
    const changed =
      numBetter > 0 && numWorse > 0
        ? ` ${whole(numBetter)} became right, ${whole(numWorse)} became wrong.`
        : "";
    return gain > 0
      ? `With them it is right about ${checkPictures(gain)} more.${changed}`
      : `With them it got worse: wrong about ${checkPictures(-gain)} more.${changed}`;
  },
  chance: (numChanged: number, chance: number, isBeyond: boolean): string => {
    if (numChanged === 0) return "";
    return isBeyond
      ? `Chance alone does that ${howOften(chance)}, so the difference is probably real.`
      : `${checkPictures(numChanged)} changed, which chance does easily: more pictures to check on would tell more.`;
  },
  resultStale: "Your pictures or settings have changed since. Compare again before you keep one.",
  keepWith: "Keep the one that learned from them",
  keepWithout: "Keep the one without",

  teaching: (number: number, weight: number) =>
    `${supposedPictures(number)} also ${number === 1 ? "teaches" : "teach"}, counted ${weight.toFixed(1)} each.`,
  teachingNote: (number: number) => `${supposedPictures(number)} also ${number === 1 ? "teaches" : "teach"}`,
  stopTeaching: "Stop",
  stopTeachingOf: (number: number) => `Stop learning from ${supposedPictures(number)}`,

  live: {
    grouping: "Looking for groups",
    grouped: (number: number, separation: number) =>
      `Found ${count(number, "group", "groups")}, ${apart(separation)}`,
    supposed: (number: number) => `The network has said what it takes ${pictures(number)} for`,
    comparing: "Comparing two heads",
    compared: "The comparison is done",
    failed: "The comparison broke off",
  },
};
