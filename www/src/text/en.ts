/** English: every sentence and label that a person reads or hears. */
import type { BackboneInfo, Device } from "../engine/protocol";
import type { GpuSearch, UndoStep } from "../state/app-state";
import type { Depths } from "../state/deeper/depths";
import { enAbout } from "./en-about";
import { inside } from "./en-inside";
import { enProblems } from "./en-problems";
import { bytes, count, duration, millions, networkName, percent, pictures, whole } from "./words";

export const en = {
  language: "en",
  about: enAbout,
  problems: enProblems,
  inside,
  page: {
    name: "Afterimage",
    tagline: "Teach a network to see what you see.",
    skipToTrain: "Skip to training",
    steps: "Steps",
    collect: "Collect",
    train: "Train",
    try: "Try",
    menu: "More",
    appearance: "Appearance",
    system: "As the system",
    light: "Light",
    dark: "Dark",
    clearEverything: "Clear everything",
    notices: "What happened",
    privacy: "Nothing is sent: your pictures stay on this device.",
  },
  collect: {
    heading: "Your classes",
    addClass: "Add class",
    newClassName: (number: number) => `Class ${number}`,
    pastedClassName: "Pasted",
    summary: (numClasses: number, numPictures: number) =>
      `${count(numClasses, "class", "classes")}, ${pictures(numPictures)}`,
    emptyTitle: "Show it some pictures",
    emptyBody:
      "Make a class for each thing you want to tell apart, and give each a handful of pictures. Ten each is a good start.",
    emptyDrop: "Or drop a folder for each class, or a zip of them, anywhere on this page.",
    trySamples: "Try the sample pictures",
    firstClass: "Add a class",
    openWebcam: "Open the webcam",
    chooseFolder: "Choose a folder",
    addPictures: "Add pictures",
    addFiles: "Files…",
    addFolder: "Folder…",
    addWebcam: "Webcam",
    addFilesTo: (name: string) => `Add files to ${name}`,
    addFolderTo: (name: string) => `Add a folder to ${name}`,
    addWebcamTo: (name: string) => `Record pictures of ${name} with the webcam`,
    classCard: (name: string, numPictures: number) => `${name}, ${pictures(numPictures)}`,
    className: "Name of the class",
    rename: (name: string) => `Rename ${name}`,
    classMenu: (name: string) => `More for ${name}`,
    colour: "Colour",
    /** In the order of the palette. */
    colourNames: [
      "Blue",
      "Red",
      "Violet",
      "Ochre",
      "Green",
      "Plum",
      "Teal",
      "Rose",
      "Periwinkle",
      "Orange",
      "Mauve",
      "Olive",
    ],
    colourNumber: (number: number) => `Colour ${number}`,
    moveUp: "Move up",
    moveDown: "Move down",
    mergeInto: "Merge into…",
    selectAll: "Select all pictures",
    deleteClass: "Delete class",
    dragClass: (name: string) => `Drag to reorder ${name}`,
    pictureCount: (number: number) => pictures(number),
    noPictures: "No pictures yet. Drop some here, or use the buttons below.",
    showAll: (number: number) => `Show all ${whole(number)}`,
    showFewer: "Show fewer",
    picturesOf: (name: string) => `Pictures of ${name}`,
    picture: (name: string) => name,
    selected: (number: number) => `${whole(number)} selected`,
    selectMore: "Select more",
    doneSelecting: "Done",
    moveTo: "Move to…",
    pile: "Unlabelled pictures",
    delete: "Delete",
    clearSelection: "Clear the selection",
    reading: (done: number, total: number) => `Reading ${whole(done)} of ${whole(total)}`,
    stopReading: "Stop",
    readingLive: "Reading pictures",
    lookedLive: (number: number) => `The network has looked at all ${pictures(number)}`,
    looking: (done: number, total: number) => `Looked at ${whole(done)} of ${whole(total)}`,
    lookingLeft: (millis: number) => `${duration(millis)} left`,
    lookingPaused: (numWaiting: number) => `${pictures(numWaiting)} not looked at yet`,
    pauseLooking: "Pause",
    resumeLooking: "Go on",
    waitingOf: (numWaiting: number) => `${whole(numWaiting)} to go`,
    refusedTitle: (number: number) => `${count(number, "file was", "files were")} not used`,
    dropHere: "Drop pictures, folders or a zip",
    dropInto: (name: string) => `Drop to add to ${name}`,
    holdToRecord: "Hold to record",
    recording: "Recording",
    recordHint: "Hold the button, the space bar or Enter. Move a little: variety helps.",
    closeWebcam: "Close the webcam",
    webcamPicture: (number: number) => `Webcam ${number}`,
    webcamPreview: "Webcam preview",
    camera: "Camera",
    cameraNumber: (number: number) => `Camera ${number}`,
    cameraOpening: "Waiting for the camera. Your browser may ask for permission.",
    sampleClass: (key: string) => key.charAt(0).toUpperCase() + key.slice(1),
    sampleCredit: "Sample pictures: Noto Emoji by Google, Apache License 2.0.",
  },
  undo: {
    undo: "Undo",
    undoStep: (said: string) => `Undo: ${said}`,
    hint: "Ctrl+Z",
    hintOnMac: "⌘Z",
    said: (step: UndoStep): string => {
      switch (step.did) {
        case "deletedPictures":
          return `Deleted ${pictures(step.count)}`;
        case "movedPictures":
          return `Moved ${pictures(step.count)} to ${step.className ?? "the unlabelled ones"}`;
        case "madeClasses":
          return `Made ${count(step.numClasses, "class", "classes")} of ${pictures(step.count)}`;
        case "labelledPictures":
          return `Labelled ${pictures(step.count)}`;
        case "keptSupposed":
          return `Kept what ${count(step.count, "supposed picture", "supposed pictures")} taught`;
        case "stoppedSupposed":
          return `${count(step.count, "supposed picture teaches", "supposed pictures teach")} no more`;
        case "deletedClass":
          return step.count === 0
            ? `Deleted ${step.className}`
            : `Deleted ${step.className} and its ${pictures(step.count)}`;
        case "mergedClass":
          return `Merged ${step.className} into ${step.intoName}`;
        case "clearedEverything":
          return "Cleared everything";
        case "resetTraining":
          return `Forgot what was learned in ${count(step.epoch, "epoch", "epochs")}`;
        case "wentBack":
          return `Went back to epoch ${whole(step.epoch)}`;
        case "changedNetwork":
          return `Changed the network to ${networkName(step.to)}`;
        case "changedSide":
          return `Changed the side of the pictures to ${whole(step.side)}`;
        case "tookRecipe":
          return "Set the recipe of the article";
        case "tookRecommended":
          return "Set what is recommended for few pictures";
        default:
          return step satisfies never;
      }
    },
  },
  network: {
    heading: "The network",
    diagram: ({ numBlocks, hasLast }: Depths, parameters: number | undefined) =>
      `Your picture goes through a first convolution, ${numBlocks} blocks${hasLast ? ", a last convolution" : ""} and a pooling step${
        parameters === undefined ? "" : ` with ${millions(parameters)} parameters`
      }, and then into your classes.`,
    stem: "stem",
    blocks: (number: number) => `${number} blocks`,
    pooling: "pooling",
    classes: (number: number) => (number === 0 ? "classes" : count(number, "class", "classes")),
    fixed: ({ numParameters, isPretrained }: BackboneInfo) =>
      `${millions(numParameters)} fixed parameters, ${
        isPretrained ? "learned from a million photographs" : "drawn at random"
      }`,
    fixedUnknown: "Fixed, learned from a million photographs",
    /** Blocks count from 0, `firstBlock` 0 is the first convolution too. */
    deep: (firstBlock: number, isLearning: boolean) => {
      const learns = isLearning ? "learns" : "has learned";
      return firstBlock === 0
        ? `The whole network ${learns} your classes`
        : `The network ${learns} from block ${firstBlock + 1} on; what comes before is fixed`;
    },
    learned: (numWeights: number) => `${count(numWeights, "weight", "weights")}, yours to train`,
    learnedUnknown: "yours to train",
  },
  train: {
    heading: "Training",
    advanced: "Advanced",
    partMissing: "This part could not be fetched. Check the connection, then close it and open it again.",
    train: "Train",
    trainMore: (epochs: number) => `Train ${whole(epochs)} more`,
    resume: "Resume",
    pause: "Pause",
    stepBatch: "Step one batch",
    stepEpoch: "Step one epoch",
    reset: "Reset: forget what was learned",
    epochOf: (epoch: number, target: number) => `Epoch ${whole(epoch)} of ${whole(target)}`,
    batchOf: (done: number, total: number) => `batch ${whole(done)} of ${whole(total)}`,
    batchLoss: (loss: number) => `loss ${loss.toFixed(2)}`,
    preparing: (done: number, total: number) =>
      `showing your pictures to the network: ${whole(done)} of ${whole(total)}`,
    preparingLive: "Showing your pictures to the network",
    lookingAgain: (done: number, total: number) =>
      `looking at your pictures again: ${whole(done)} of ${whole(total)}`,
    timeLeft: (millis: number) => `about ${duration(millis)} left`,
    timeUntilStart: (millis: number) => `goes on in about ${duration(millis)}`,
    finished: "Done",
    paused: "Paused",
    stale: "Your pictures or settings changed since. Train on to take that in.",
    intro:
      "Pressing Train shows the network your pictures again and again. After each round, an epoch, it nudges the weights between its features and your classes so that the right class scores a little higher.",
    introDeep:
      "The blocks that learn change with it, so after each epoch it looks at all your pictures anew.",
    accuracyHeld: (share: number) => percent(share),
    accuracyCaption: (numHeld: number) =>
      `right on ${count(numHeld, "held-back picture", "held-back pictures")}`,
    accuracyCaptionTraining: "right on its training pictures",
    noneHeldBack: "none held back",
    loss: "Loss",
    accuracy: "Accuracy",
    epoch: "Epoch",
    training: "training",
    validation: "held back",
    lossChart: "Loss after each epoch, on training pictures and on pictures held back",
    accuracyChart: "Accuracy after each epoch, on training pictures and on pictures held back",
    lossHelp: "How surprised the network is by the right answer. Lower is better.",
    accuracyHelp: "How many pictures it gets right.",
    perClass: "By class",
    perClassLabel: "Share of each class’s pictures that it gets right",
    confusion: "What it mixes up",
    confusionLabel: "How often each class was taken for each other class",
    confusionHint:
      "Rows are what a picture shows, columns what the network says. Choose a cell to see its pictures.",
    trueClass: "Shows",
    predictedClass: "Taken for",
    cell: (trueName: string, predictedName: string, number: number) =>
      trueName === predictedName
        ? `${pictures(number)} of ${trueName} recognised`
        : `${pictures(number)} of ${trueName} taken for ${predictedName}`,
    cellPictures: (trueName: string, predictedName: string) =>
      trueName === predictedName ? `${trueName}, recognised` : `${trueName}, taken for ${predictedName}`,
    closeCell: "Close these pictures",
    confidence: (share: number) => percent(share),
    percent: (share: number) => percent(share),
    epochLive: (epoch: number, accuracy: number) => `Epoch ${epoch}, accuracy ${percent(accuracy)}`,
    pausedLive: (epoch: number) => `Training paused after epoch ${epoch}`,
    finishedLive: (epoch: number) => `Training done after ${count(epoch, "epoch", "epochs")}`,
  },
  try: {
    heading: "Try it",
    whereItLooks: "Where it looks",
    webcam: "Webcam",
    file: "File…",
    paste: "Paste",
    stop: "Stop the webcam",
    emptyTitle: "Hold something up to it",
    emptyBody: "Open the webcam, drop or paste a picture, or click one of your own.",
    answer: "What it says",
    answerAfter: (epoch: number) =>
      epoch === 0 ? "What it said before training" : `What it said after epoch ${epoch}`,
    bars: "Probability of each class",
    notTrained: "It has not learned your classes yet. Train first; then its answer appears here.",
    waiting: "Looking…",
    pictureInHand: (name: string) => `Picture in hand: ${name}`,
    live: "Live",
    pace: (millis: number) =>
      millis < 950
        ? `${whole(1000 / Math.max(1, millis))} pictures a second`
        : `${(millis / 1000).toFixed(1)} s a picture`,
    bestGuess: (name: string, share: number) => `${name}, ${percent(share)}`,
  },
  status: {
    device: (device: Device): string => (device === "gpu" ? "On the GPU" : "On the CPU"),
    backbone: ({ network, isPretrained }: BackboneInfo) =>
      isPretrained ? networkName(network) : `${networkName(network)} from scratch`,
    backboneDetail: (info: BackboneInfo) =>
      `${millions(info.numParameters)} parameters, ${info.featureLength} features, pictures of ${info.inputSide} × ${info.inputSide} pixels`,
    networkComes: "Another network is on its way",
    fallBack: "Use EfficientNet-Lite0",
    stored: (numPictures: number) => `${pictures(numPictures)} kept`,
    storedBytes: (numBytes: number) => bytes(numBytes),
    nothingStored: "Nothing kept yet",
    notKept: "Not kept",
    saving: "Saving…",
    private: "Nothing is sent",
    retryGpu: "Try the graphics processor again",
    whyDevice: "Why this device",
    starting: "Starting",
    downloading: (received: number, total: number | undefined) =>
      total === undefined
        ? received === 0
          ? "Fetching the network"
          : `Fetching the network: ${bytes(received)}`
        : `Fetching the network: ${bytes(received)} of ${bytes(total)}`,
    restoring: "Reading what was kept",
    gpuSearch: (search: GpuSearch): string => {
      switch (search) {
        case "fetching":
          return "Fetching the GPU part in the background";
        case "testing":
          return "Testing the GPU in the background";
        case "waiting":
          return "The GPU takes over when training pauses";
        default:
          return search satisfies never;
      }
    },
    failed: "The network is not running",
  },
};
