/** Runs a race in engines beside the one in use, so that what the learner has taught stays as it is. */
import { fastestCpuBuild } from "../../engine/engine-build";
import { EngineStopped } from "../expected-event";
import type { Dependencies } from "../intents/dependencies";
import { raceWith, type SplitSides } from "./network-race";
import { arrive, lookAtPictures } from "./race-arrival";
import { type Field, fieldOf } from "./race-field";
import { RaceProgress } from "./race-progress";
import type { RaceAction, RaceFailure, RacingNetwork } from "./race-state";

interface RaceParts {
  dependencies: Dependencies;
  field: Field;
  sides: SplitSides;
  progress: RaceProgress;
  tell(action: RaceAction): void;
  signal: AbortSignal;
}

/** Ends by itself, by `signal`, or when no network will go on; says how it goes by `tell`. */
export async function runRace(
  dependencies: Dependencies,
  tell: (action: RaceAction) => void,
  signal: AbortSignal,
): Promise<void> {
  tell({ type: "begun" });
  const field = fieldOf(dependencies);
  const progress = new RaceProgress(field, dependencies.nowMillis, tell);
  const parts = { dependencies, field, sides: { splits: [], isTold: false }, progress, tell, signal };
  const failures: RaceFailure[] = [];
  // There is never more than one engine beside the one in use.
  for (const network of field.networks) {
    const failure = await raceInOwnEngine(parts, network);
    if (signal.aborted) return tell({ type: "ended", phase: { at: "over", isWhole: false } });
    if (!failure) continue;
    failures.push(failure);
    tell({ type: "networkFailed", network: network.key, failure });
  }
  const [first] = failures;
  const isFailed = first !== undefined && failures.length === field.networks.length;
  tell({
    type: "ended",
    phase: isFailed ? { at: "failed", error: first.error } : { at: "over", isWhole: true },
  });
}

/** Gives why it did not come to its end; what came out of it until then was told. */
async function raceInOwnEngine(parts: RaceParts, network: RacingNetwork): Promise<RaceFailure | undefined> {
  const { dependencies, progress, signal, tell } = parts;
  const engine = dependencies.client.startCandidate(fastestCpuBuild());
  const end = () => engine.end();
  signal.addEventListener("abort", end);
  let at: RaceFailure["at"] = "fetching";
  progress.enter(network);
  try {
    const own = { ...parts, engine, network };
    const { backbone, weightBytes } = await arrive(own);
    at = "learning";
    const lookingMillis = await lookAtPictures(own);
    tell({ type: "arrived", network: network.key, arrival: { weightBytes, lookingMillis } });
    await raceWith({ ...own, backbone });
    return undefined;
  } catch (cause) {
    if (cause instanceof EngineStopped) return { at, error: cause.error };
    throw cause;
  } finally {
    signal.removeEventListener("abort", end);
    engine.end();
  }
}
