/** What the fake engine says that its network is, and how it comes by another one. */
import type { NetworkChoice } from "../src/engine/network-choice";
import type { BackboneInfo, EngineCommand, EngineEvent, LayerInfo } from "../src/engine/protocol";
import { drawnNetwork } from "../src/gallery/drawn-network";
import { resnet18Layers } from "../src/gallery/resnet18-layers";
import { type Brain, emptyBrain } from "./fake-brain";
import { FEATURE_LENGTH } from "./fake-numbers";

export const FAKE_BACKBONE: BackboneInfo = {
  network: "efficientnet-lite0",
  isPretrained: true,
  fingerprint: "fake-1",
  featureLength: FEATURE_LENGTH,
  numParameters: 3_364_712,
  numBlocks: 16,
  inputSide: 224,
  pixelMean: [127, 127, 127],
  pixelDeviation: [128, 128, 128],
};

export const FAKE_RESNET18: BackboneInfo = {
  ...FAKE_BACKBONE,
  network: "resnet18",
  fingerprint: "fake-resnet18",
  numParameters: 11_171_712,
  numBlocks: 8,
  pixelMean: [123.675, 116.28, 103.53],
  pixelDeviation: [58.395, 57.12, 57.375],
};

/** What a weight file of one byte holds. */
const FILES = [FAKE_BACKBONE, FAKE_RESNET18];

type NetworkCommand = Extract<EngineCommand, { kind: "receiveWeights" | "drawNetwork" }>;

/** The command with which a network comes into the fake engine. */
export function networkCommand(choice: NetworkChoice): NetworkCommand {
  const { network } = choice;
  if (choice.from === "drawn") return { kind: "drawNetwork", network, seed: choice.seed };
  const bytes = Uint8Array.of(network === "resnet18" ? 1 : 0);
  return { kind: "receiveWeights", offset: 0, bytes, isLast: true };
}

/** Another network forgets what came from the one before. */
export function broughtInto(brain: Brain, command: NetworkCommand): EngineEvent {
  if (command.kind === "receiveWeights" && !command.isLast) {
    return { kind: "weightsReceived", receivedBytes: command.offset, decodedTensors: 1, numTensors: 98 };
  }
  const backbone = command.kind === "drawNetwork" ? drawn(command) : FILES[command.bytes[0] ?? 0];
  if (!backbone) return { kind: "failed", error: { code: "weightsForeign" } };
  if (brain.backbone?.fingerprint !== backbone.fingerprint) Object.assign(brain, emptyBrain(), { backbone });
  return { kind: "backboneReady", backbone };
}

export function fakeLayers({ backbone, classIds }: Brain): LayerInfo[] {
  const layersOf = backbone?.network === "resnet18" ? resnet18Layers : drawnNetwork;
  return layersOf(classIds.length);
}

function drawn({ network, seed }: Extract<EngineCommand, { kind: "drawNetwork" }>): BackboneInfo {
  const own = network === "resnet18" ? FAKE_RESNET18 : FAKE_BACKBONE;
  return { ...own, isPretrained: false, fingerprint: `drawn-${network}-${seed}` };
}
