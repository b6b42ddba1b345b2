/** The network that looks at the pictures, and the one that is about to take its place. */
import { type NetworkChoice, STANDARD_NETWORK } from "../../engine/network-choice";
import type { NetworkName } from "../../engine/protocol";
import type { Problem } from "../app-state";

export interface NetworkState {
  /** The choice is on view among the settings. */
  isOpen: boolean;
  /** The one in use, which every engine that is started gets. */
  choice: NetworkChoice;
  change: NetworkChange | undefined;
  /** The last one that was wanted, when it did not come, and why. */
  failure: NetworkFailure | undefined;
  /** Milliseconds that each took for a picture, as measured in this visit. */
  paces: ReadonlyMap<NetworkName, number>;
}

export interface NetworkFailure {
  to: NetworkChoice;
  /** Absent where it is the network that looks already. */
  problem: Problem | undefined;
}

/** Until it arrives nothing is different; then it takes the old one's place and hears what it must know. */
export type NetworkChange = { to: NetworkChoice } & (
  | { at: "arriving"; receivedBytes: number; totalBytes: number | undefined }
  | { at: "exchanging" }
);

export const initialNetwork: NetworkState = {
  isOpen: false,
  choice: STANDARD_NETWORK,
  change: undefined,
  failure: undefined,
  paces: new Map(),
};

/** What of the choice can be kept between visits. */
export function keptChoice(choice: NetworkChoice): object {
  return { ...choice, file: undefined };
}

export function choiceFromSaved(saved: unknown): NetworkChoice | undefined {
  if (typeof saved !== "object" || saved === null) return undefined;
  const { network, from, seed } = saved as Record<string, unknown>;
  if (network !== "efficientnet-lite0" && network !== "resnet18") return undefined;
  if (from === "page") return { network, from };
  if (from === "file") return { network, from, file: undefined };
  const isSeed = typeof seed === "number" && Number.isInteger(seed) && seed >= 0;
  return from === "drawn" && isSeed ? { network, from, seed } : undefined;
}
