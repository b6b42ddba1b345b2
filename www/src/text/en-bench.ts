/** English, for the bench only: the page that measures engines is not part of the learner's page. */
import { pictures } from "./words";

export const enBench = {
  title: "How fast is it here?",
  introduction:
    "This page runs the same network in Afterimage and in two well-known libraries, in this browser, on this device. Nothing is sent.",
  patience:
    "It takes several minutes. Leave this tab in front, and the device plugged in and otherwise idle.",
  run: "Measure on this device",
  runQuick: "Quick look",
  running: "Measuring…",
  copy: "Copy as JSON",
  copied: "Copied",
  copyFailed: "The browser did not allow copying.",
  results: "Results",
  problems: "What went wrong",
  device: "Device",
  adapter: (description: string, isSoftware: boolean) =>
    isSoftware
      ? `${description || "An unnamed adapter"}, a program that plays a graphics processor on the CPU`
      : description || "A graphics processor whose name the browser keeps to itself",
  noAdapter: "No graphics processor that the browser offers, so only the CPU was measured.",
  threads: (threads: number, isIsolated: boolean) =>
    isIsolated
      ? `${threads} threads`
      : "1 thread: this host does not isolate the page, which threads need (COOP and COEP)",
  sections: {
    embed: "Looking at pictures",
    head: "Teachable Machine's job",
    tuning: "Tuning step",
    visit: "First visit",
    memory: "Memory",
  },
  columns: {
    what: "What",
    ours: "Afterimage",
    ratio: "Ratio to the best peer",
    target: "Target",
  },
  met: "met",
  notMet: "not met",
  agreementTitle: "Do they say the same?",
  agreement: (engine: string, side: number, cosine: string, maxDifference: string) =>
    `${engine}, ${side} px: cosine ${cosine}, largest difference ${maxDifference}`,

  ourCpu: (threads: number) => `Afterimage, ${threadsInWords(threads)}`,
  ourGpu: "Afterimage WebGPU",
  peer: {
    onnxruntime: (backend: string) => `onnxruntime-web ${backend}`,
    tensorflow: (backend: string) => `TF.js ${backend}`,
  },
  wasm: (threads: number) => `wasm, ${threadsInWords(threads)}`,
  webgpu: "WebGPU",
  plainJavaScript: "plain JavaScript",
  /** Where a row of ours was measured; its peers have as many threads. */
  placeCpu: (threads: number) => `CPU, ${threadsInWords(threads)}`,
  embedSteady: (numPictures: number, side: number, place: string) =>
    `${pictures(numPictures)}, ${side} px, ${place}`,
  embedFirst: (side: number, place: string) => `first picture after loading, ${side} px, ${place}`,
  embedStart: (side: number, place: string) => `from nothing to the first features, ${side} px, ${place}`,
  targetTimesPeer: (limit: number, what: string) => `≤ ${limit} × ${what}`,
  fasterPeerOneThread: "the faster peer, 1 thread",
  fasterPeerThreads: "the faster peer with as many threads",
  fasterPeerSoftware: "the faster peer, software adapter",
  fasterPeerGpu: "the faster peer",
  targetHead: "≤ 0.02 × the fastest peer (50 × faster)",
  failedHere: (engines: string) => `Could not be measured here: ${engines}.`,
  startNote:
    "Worker, code, weights, the first picture. All files come from this machine; of several starts, all but the first may find compiled code in the browser's cache.",
  headEpochs: (epochs: number) => `${epochs} epochs`,
  headToLoss: (loss: string, peer: string) => `to the loss of ${loss} with which ${peer} ends`,
  headBy: (engine: string, what: string) => `${engine}: ${what}`,
  headLoss: (epochs: number) => `training loss after ${epochs} epochs`,
  headNote: (numPictures: number, classes: number, accuracies: string) =>
    `${pictures(numPictures)}, ${classes} classes, batch 16, hidden layer of 100, Adam 0.001. Right in the end: ${accuracies}.`,
  tuning: "one step of the last three blocks",
  tuningBy: (numPictures: number, place: string) =>
    `one step of the last three blocks, batch ${numPictures}, ${place}`,
  tuningNote: (numPictures: number, classes: number, billions: string) =>
    `${pictures(numPictures)} of ${classes} classes as the three blocks read them (7 × 7 places of 192 channels), linear head, SGD with momentum 0.9; in the compared steps no gradient is long enough for ours to shorten it, which TF.js does not do. ${billions} billion multiply-adds.`,
  tuningPeersNote:
    "TF.js's wasm backend has no gradients of a convolution's filters (Conv2DBackpropFilter, DepthwiseConv2dNativeBackpropFilter), and those of its other backends are slower than what can be made, by its customGrad, of its products of matrices and its depthwise convolutions. That is what runs here, on all of them.",
  tuningAgreement: (loss: string, gradient: string) =>
    `Over the first three steps the losses of all that were timed differ from those of our engine on the CPU by at most ${loss} millionths, the lengths of the layers' gradients by at most ${gradient} millionths.`,
  tuningShowing: "showing one picture",
  tuningShowingBy: (place: string) => `showing one picture (the frozen part, once for all epochs), ${place}`,
  tuningShowingNote:
    "Shown in turn, each once; the first one is not counted. The same work as looking at a picture for its features, without the last three blocks.",

  starting: (engine: string) => `Starting ${engine}`,
  comparing: (engine: string) => `Comparing what ${engine} says with our CPU engine`,
  turn: (what: string, engine: string, round: number, numRounds: number) =>
    `${what}: ${engine}, round ${round} of ${numRounds}`,

  disagreement: (engine: string, cosine: string, maxDifference: string) =>
    `${engine} does not say the same as our CPU engine (cosine ${cosine}, largest difference ${maxDifference}), so nothing on its device was timed. Look for a difference in weights, padding or order of channels.`,
  tuningDisagreement: (engine: string, loss: string, gradient: string) =>
    `${engine} does not learn what our CPU engine learns from the same pictures (losses differ by a share of ${loss}, gradients by ${gradient}), so nothing beside it was timed. Look for a difference in weights, momentum or gradients.`,
  engineFailed: (engine: string, detail: string) => `${engine} could not be measured: ${detail}`,
  lossNotReached: (peer: string, peerLoss: string, ourLoss: string, epochs: number) =>
    `After ${epochs} epochs our head has a training loss of ${ourLoss}, which is worse than the ${peerLoss} of ${peer}.`,
};

/** What every language must say about the bench; a missing sentence fails to compile. */
export type BenchText = typeof enBench;

function threadsInWords(threads: number): string {
  return threads === 1 ? "1 thread" : `${threads} threads`;
}
