/** English for the choice of the network: what each is, how it comes, and what becomes of the work meanwhile. */
import type { NetworkChoice } from "../engine/network-choice";
import type { EngineError, NetworkName } from "../engine/protocol";
import { bytes, duration, millions, networkName, pictures, whole } from "./words";

function nameOf({ network, from }: NetworkChoice): string {
  return from === "drawn" ? `${networkName(network)} from scratch` : networkName(network);
}

export const network = {
  heading: "Network",
  nameOf,
  name: networkName,
  lead: "The network looks at your pictures and turns each into a list of features, from which your classes are told apart.",
  whatItIs: (name: NetworkName): string => {
    switch (name) {
      case "efficientnet-lite0":
        return "Small and quick, made for phones: sixteen blocks that widen, look around and narrow again (Tan and Le 2019).";
      case "resnet18":
        return "The plain network of countless papers, and three times as large: eight blocks of two convolutions, with a way around each (He and others 2015).";
      default:
        return name satisfies never;
    }
  },
  facts: (name: string) => `${name} in numbers`,
  fact: {
    parameters: "Parameters",
    download: "Download",
    features: "Features of a picture",
    pace: "A picture here takes",
  },
  parameters: millions,
  download: bytes,
  features: whole,
  pace: (millis: number | undefined) =>
    millis === undefined ? "not measured yet" : `${millis < 9.5 ? millis.toFixed(1) : whole(millis)} ms`,
  inUse: "looks now",

  ways: (name: string) => `How ${name} comes`,
  pretrained: "Pretrained",
  pretrainedHelp: "It has learned from a million photographs, and few pictures of yours will do.",
  fromFile: "Pretrained, from your file",
  fromFileHelp: "A page cannot open a file again by itself: after a reload you will have to.",
  fromScratch: "From scratch",
  fromScratchHelp:
    "Its weights are drawn at random. It knows nothing and must learn everything from your pictures, which takes many of them, all of its blocks, and time.",
  useOf: (choice: NetworkChoice) => `Use ${nameOf(choice)}`,
  missing:
    "This page comes without the file of its weights. Whoever hosts the page can add it and build it again; or open the file from this device.",
  /** Two commands, for a terminal. */
  missingSteps: "./build.sh weights resnet18 FILE\n./build.sh build",
  openFile: "Open resnet18.weights…",

  recipe: {
    heading: "The recipe of the article: ResNet-18 on CIFAR-10",
    lead: "The settings of countless tutorials: a network made for photographs of 224 pixels learns, all of it, from pictures of 32.",
    settingsLabel: "What it sets",
    settings: (choice: NetworkChoice) => [
      { name: "Network", value: choice.from === "drawn" ? nameOf(choice) : `${nameOf(choice)}, pretrained` },
      { name: "Pictures", value: "32 × 32 pixels" },
      { name: "What learns", value: "everything, batch norm as well" },
      {
        name: "Pictures vary",
        value: "mirrored, and shifted by up to an eighth over black, anew in every epoch",
      },
      { name: "Batch size", value: "100" },
      { name: "Optimiser", value: "SGD with momentum" },
      { name: "Learning rate", value: "0.001 for all, constant" },
      { name: "Weight decay, label smoothing", value: "none" },
      { name: "Hidden units", value: "none" },
      { name: "Epochs", value: "10, never stopped early" },
    ],
    changeable:
      "Everything stays changeable in its usual field: here under Advanced, and how it learns under the depth. Undo brings your own settings back, and what was learned with them.",
    isSet: "is set",
    take: "Set all of this",
    takeAgain: "Set it again",
    log: "What the recipe says",
    epoch: (epoch: number, loss: number) => `Epoch ${epoch} Loss: ${loss.toFixed(3)}`,
    accuracy: (numPictures: number, accuracy: number) =>
      `Accuracy of the network on the ${whole(numPictures)} test ${numPictures === 1 ? "image" : "images"}: ${Math.floor(accuracy * 100)} %`,
    nothingHeldBack: "No picture was held back, so there are no test images to say how good it is.",
  },

  change: (numPictures: number, millis: number | undefined) => {
    if (numPictures === 0)
      return "Nothing has been looked at yet, so changing costs nothing but the download.";
    const time = millis === undefined ? "" : `, about ${duration(numPictures * millis)}`;
    return `Your pictures stay. Another network looks at ${numPictures === 1 ? "the one" : `all ${whole(numPictures)}`} anew${time}, unless it has before. What you taught stays with its network: it comes back with it, and Undo leads back.`;
  },
  arriving: (choice: NetworkChoice, received: number, total: number | undefined): string => {
    const name = nameOf(choice);
    if (choice.from === "drawn") return `Drawing ${name}`;
    const what = choice.from === "file" ? "Opening" : "Fetching";
    const file = choice.from === "file" ? "the file" : name;
    if (received === 0) return `${what} ${file}`;
    return `${what} ${file}: ${bytes(received)}${total === undefined ? "" : ` of ${bytes(total)}`}`;
  },
  exchanging: (choice: NetworkChoice) =>
    `${choice.from === "file" ? "The network from your file" : nameOf(choice)} takes over`,
  stay: "Cancel",
  looking: (numWaiting: number) => `Looking at your pictures anew: ${pictures(numWaiting)} to go`,
  notReady: "Another one can be chosen as soon as the network is ready.",
  /** Of a file that the visitor opened; nothing where the engine's own sentence will do. */
  fileProblem: (error: EngineError): string | undefined => {
    switch (error.code) {
      case "weightsForeign":
        return "This file holds no weights that the page could read. It takes what `./build.sh weights` makes.";
      case "weightsTruncated":
        return "The file ends too early. Copy it once more, then open it again.";
      case "weightsCorrupt":
        return `The file is damaged (at ${error.place}). Copy it once more, then open it again.`;
      case "weightsUnexpected":
        return `The file holds something else than one of these networks (${error.tensor}).`;
      default:
        return undefined;
    }
  },
  isInUse: "This is the network that looks at your pictures already.",
  stayed: (problem: string) => `${problem} The network that looked before goes on.`,
};
