/** What is known of each network before it is there. */
import type { NetworkName } from "../../engine/protocol";

export interface KnownNetwork {
  network: NetworkName;
  numParameters: number;
  /** Of the compressed weight file. */
  downloadBytes: number;
  featureLength: number;
}

export const KNOWN_NETWORKS: readonly KnownNetwork[] = [
  { network: "efficientnet-lite0", numParameters: 3_350_000, downloadBytes: 2_618_206, featureLength: 1280 },
  { network: "resnet18", numParameters: 11_171_712, downloadBytes: 8_400_000, featureLength: 512 },
];
