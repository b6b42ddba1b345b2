/** What a learner can do about a race: choose who takes part, let it begin, stop it, and take up what won. */
import type { Dependencies } from "../intents/dependencies";
import type { TrainingIntents } from "../intents/training-intents";
import type { LazyNetwork } from "../network/lazy-network";
import { type Contender, type EntrantKey, isRacing, type NetworkKey, type RaceAction } from "./race-state";

export interface RaceIntents {
  open(isOpen: boolean): void;
  takePart(contender: Contender, takesPart: boolean): void;
  chooseNetworks(networks: ReadonlySet<NetworkKey>): void;
  /** Whether all learn for as many epochs as training is set to. */
  followPlan(followsPlan: boolean): void;
  setSplits(numSplits: number): void;
  /** Resolves when it is over, however it ends. */
  start(): Promise<void>;
  /** All of this network as training is set, from what it had learned before and from scratch. */
  measureTransfer(network: NetworkKey): Promise<void>;
  /** What came out of it so far stays. */
  stop(): void;
  /** Sets training to what this one was set to, with its network; nothing learned is thrown away. */
  adopt(entrant: EntrantKey): Promise<void>;
}

export function raceIntents(
  dependencies: Dependencies,
  training: TrainingIntents,
  network: LazyNetwork,
): RaceIntents {
  const { store } = dependencies;
  let running: AbortController | undefined;
  const tell = (action: RaceAction) => store.dispatch({ type: "race", action });

  function open(isOpen: boolean) {
    tell({ type: "opened", isOpen });
    const { engine, inside } = store.state.value;
    // What each costs is reckoned from the layers; the reducer hears them.
    if (isOpen && engine.phase.at === "ready" && !inside.layers)
      void dependencies.client.askLatest("race layers", { kind: "describeNetwork" });
  }

  async function start() {
    if (isRacing(store.state.value.race)) return;
    const own = new AbortController();
    running = own;
    try {
      // Only now, because few visitors ever race.
      const { runRace } = await import("./run-race");
      await runRace(dependencies, tell, own.signal);
    } catch {
      tell({ type: "ended", phase: { at: "failed", error: undefined } });
    }
  }

  return {
    open,
    takePart: (contender, takesPart) => tell({ type: "chosen", contender, takesPart }),
    chooseNetworks: (networks) => tell({ type: "set", change: { networks } }),
    followPlan: (followsPlan) => tell({ type: "set", change: { followsPlan } }),
    setSplits: (numSplits) => tell({ type: "set", change: { numSplits } }),
    start,
    async measureTransfer(network) {
      if (isRacing(store.state.value.race)) return;
      const contenders = new Set(["everything", "scratch"] as const);
      tell({ type: "set", change: { contenders, networks: new Set([network]), followsPlan: true } });
      open(true);
      await start();
    },
    stop: () => running?.abort(),
    async adopt(entrant) {
      const { adoptEntrant } = await import("./adopt-entrant");
      await adoptEntrant({ dependencies, training, network, tell }, entrant);
    },
  };
}
