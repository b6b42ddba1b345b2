/** What a learner can do about the network; the code comes when it is wanted, because a first visit needs none of it. */
import type { DeviceMemory } from "../choose-device";
import type { EngineParts } from "../connect-engine";
import type { RaceIntents } from "../race/race-intents";
import type { LazyUnlabelled } from "../unlabelled/lazy-unlabelled";
import type { ChangeTools } from "./change-network";
import type { NetworkIntents } from "./network-intents";

/** What the keeper of the engine in use lends. */
export interface NetworkWays {
  parts: EngineParts & { memory: DeviceMemory };
  tools: ChangeTools;
  /** Ends with the worker that is in use now. */
  engineLife(): AbortSignal;
  /** With the network of choice, where none works. */
  startAnew(): Promise<void>;
  pauseGpu(): void;
  beginGpu(): Promise<void>;
}

/** Does something with them once they are there. */
export type LazyNetwork = (use: (intents: NetworkIntents) => unknown) => Promise<void>;

export function lazyNetwork(
  ways: () => NetworkWays | undefined,
  race: RaceIntents,
  unlabelled: LazyUnlabelled,
): LazyNetwork {
  let own: NetworkIntents | undefined;
  return async (use) => {
    const lent = ways();
    if (!own && lent) own = (await import("./late-network")).networkIntents(lent, race, unlabelled);
    // At once from the second time on, as with everything else that can be done.
    if (own) await use(own);
  };
}
