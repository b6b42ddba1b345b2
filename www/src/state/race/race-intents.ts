/** What a learner can do about a race: choose who takes part, let it begin, stop it, and take up what won. */
import type { Dependencies } from "../intents/dependencies";
import type { TrainingIntents } from "../intents/training-intents";
import { type Contender, isRacing, type RaceAction } from "./race-state";

export interface RaceIntents {
  open(isOpen: boolean): void;
  takePart(contender: Contender, takesPart: boolean): void;
  setSplits(numSplits: number): void;
  /** Resolves when it is over, however it ends. */
  start(): Promise<void>;
  /** What came out of it so far stays. */
  stop(): void;
  /** Sets training to what this contender was set to; nothing learned is thrown away. */
  adopt(contender: Contender): void;
}

export function raceIntents(dependencies: Dependencies, training: TrainingIntents): RaceIntents {
  const { store } = dependencies;
  let running: AbortController | undefined;
  const tell = (action: RaceAction) => store.dispatch({ type: "race", action });

  return {
    open(isOpen) {
      tell({ type: "opened", isOpen });
      const { engine, inside } = store.state.value;
      // What each costs is reckoned from the layers; the reducer hears them.
      if (isOpen && engine.phase.at === "ready" && !inside.layers)
        void dependencies.client.askLatest("race layers", { kind: "describeNetwork" });
    },
    takePart: (contender, takesPart) => tell({ type: "chosen", contender, takesPart }),
    setSplits: (numSplits) => tell({ type: "splitsChosen", numSplits }),
    async start() {
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
    },
    stop: () => running?.abort(),
    adopt(contender) {
      const plan = store.state.value.race.course?.plans.get(contender);
      if (plan) training.changeSettings({ tuning: plan.settings.tuning });
    },
  };
}
