/** What the page and the engine's worker say to each other, and which arrays change hands. */
import type { EngineCommand, EngineEvent, GpuPreflight } from "./protocol";

export type MessageToWorker =
  | { type: "command"; id: number; command: EngineCommand }
  | { type: "preflight"; id: number };

export type MessageFromWorker =
  /** The engine is loaded. `lockName` names a web lock that the worker holds for as long as it lives. */
  | { type: "ready"; lockName: string | undefined }
  | { type: "event"; id: number; event: EngineEvent }
  | { type: "preflight"; id: number; preflight: GpuReport }
  /** The engine is poisoned: it panicked or could not be loaded, and must never be entered again. */
  | { type: "fatal"; detail: string };

/** What the worker found out about the GPU, and what the page may want to tell about it. */
export interface GpuReport {
  preflight: GpuPreflight;
  /** The adapter is a program on the CPU that plays a GPU: right, but slow. */
  isSoftware: boolean;
  /** Vendor, architecture and name, as far as the browser tells. Never interpreted. */
  description: string;
}

/** Says the same as a command, in arrays of its own where a transfer would take away more than it sends. */
export function commandForTransfer(command: EngineCommand): {
  command: EngineCommand;
  transfer: ArrayBuffer[];
} {
  switch (command.kind) {
    case "receiveWeights": {
      const bytes = wholeBuffer(command.bytes);
      return { command: { ...command, bytes }, transfer: [bytes.buffer] };
    }
    case "embed":
    case "classify":
    case "seeLayers":
    case "surveyLayer":
    case "showPictures":
    case "varyPicture":
    case "silenceChannels":
    case "explainValue":
    case "seeClassMap":
    case "weighNeurons": {
      const pixels = wholeBuffer(command.pixels);
      return { command: { ...command, pixels }, transfer: [pixels.buffer] };
    }
    case "restoreFeatures": {
      const features = wholeBuffer(command.features);
      return { command: { ...command, features }, transfer: [features.buffer] };
    }
    default:
      // The rest is small, and `importHead` stays with the page, which must be able to send it again.
      return { command, transfer: [] };
  }
}

/** The buffers of an event that the worker has no more use for. */
export function buffersOfEvent(event: EngineEvent): ArrayBuffer[] {
  switch (event.kind) {
    case "embedded":
      return ownBuffers([event.features]);
    case "classified":
      return ownBuffers([
        event.probabilities,
        ...(event.evidence ? [event.evidence.places, event.evidence.biases, event.evidence.logits] : []),
      ]);
    case "pictureVaried":
      return ownBuffers([event.pixels]);
    case "headExported": {
      const { hidden, output, tail } = event.head;
      const layers = [...(hidden ? [hidden] : []), output, ...(tail?.layers ?? [])];
      const norms = (tail?.norms ?? []).flatMap((norm) => [norm.scale, norm.shift, norm.mean, norm.variance]);
      return ownBuffers([...layers.flatMap((layer) => [layer.weight, layer.bias]), ...norms]);
    }
    case "layersSeen":
      return ownBuffers([
        event.probabilities,
        ...event.layers.flatMap(({ maps, means, maxima }) => [maps, means, maxima]),
      ]);
    case "channelsRanked":
      return ownBuffers([event.values]);
    case "channelPicturesSeen":
      return ownBuffers([event.pictures.maxima, event.pictures.means]);
    case "channelWeightsSeen":
      return ownBuffers([event.weights.weights]);
    case "pictureGrown":
      return ownBuffers([event.pixels]);
    case "channelsSilenced":
      return ownBuffers([event.before, event.after]);
    case "valueExplained":
      return ownBuffers([event.value.inputs, event.value.weights]);
    case "classMapSeen":
      return ownBuffers([event.map.places, event.map.channels]);
    case "neuronsWeighed":
      return ownBuffers([event.sum.shares, event.sum.activations, event.sum.weights]);
    case "learningReplayed":
      return ownBuffers([event.replay.positions, event.replay.confidences]);
    case "headWeightsSeen":
      return ownBuffers([event.head.weights, event.head.biases]);
    default:
      return [];
  }
}

/**
 * A view over a part of the wasm memory must be copied, never transferred, and no buffer may be named twice.
 */
function ownBuffers(arrays: (Float32Array | Uint8Array)[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { buffer, byteLength } of arrays) {
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffers.add(buffer);
  }
  return [...buffers];
}

function wholeBuffer<Values extends Uint8Array | Float32Array>(
  values: Values,
): Values & { buffer: ArrayBuffer } {
  const { buffer, byteLength } = values;
  const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return (isWhole ? values : values.slice()) as Values & { buffer: ArrayBuffer };
}
