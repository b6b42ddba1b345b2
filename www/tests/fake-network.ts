/** What the fake engine says that its network is. */
import type { BackboneInfo, EngineCommand, EngineEvent } from "../src/engine/protocol";
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

export function drawn({ network, seed }: Extract<EngineCommand, { kind: "drawNetwork" }>): EngineEvent {
  const fingerprint = `drawn-${network}-${seed}`;
  return {
    kind: "backboneReady",
    backbone: { ...FAKE_BACKBONE, network, isPretrained: false, fingerprint },
  };
}
