/** Puts another network in the place of the one in use: it comes in an engine of its own, which then takes over. */
import type { EngineCandidate } from "../../engine/client";
import type { EngineBuild, fastestCpuBuild } from "../../engine/engine-build";
import type { NetworkChoice } from "../../engine/network-choice";
import type { BackboneInfo } from "../../engine/protocol";
import type { LearningPlan, Problem, UndoStep } from "../app-state";
import type { EngineParts, problemFromWeights, settleIn } from "../connect-engine";
import type { initialState } from "../initial-state";
import type { NetworkChange, NetworkFailure } from "./network-state";
import { withOtherNetwork } from "./other-network";
import { parkedHead } from "./parked-head";

/** Handed on, because the bundler cuts what late parts import out of the page's own code, at a price. */
export interface ChangeTools {
  fastestCpuBuild: typeof fastestCpuBuild;
  initialState: typeof initialState;
  problemFromWeights: typeof problemFromWeights;
  settleIn: typeof settleIn;
}

export interface Change {
  tools: ChangeTools;
  to: NetworkChoice;
  /** The entry of the undo stack that this takes back. */
  undoes?: number | undefined;
  /** What of the plan comes with it. */
  plan?: Partial<LearningPlan> | undefined;
  step?: UndoStep;
  /** Stops what other engines do with the network that is to go. */
  quieten(): Promise<void>;
  /** It is not wanted any more, or the engine that is in use has died. */
  signal: AbortSignal;
}

/** As long as it only arrives everything goes on as before, and whatever goes wrong leaves it so. */
export async function changeNetwork(parts: EngineParts, change: Change): Promise<void> {
  const { store } = parts.dependencies;
  const { to, signal } = change;
  const say = (now: NetworkChange | undefined, failure?: NetworkFailure) =>
    store.dispatch({ type: "network", change: { change: now, failure } });
  say({ to, at: "arriving", receivedBytes: 0, totalBytes: undefined });
  const arrival = await arrive(parts, change, (receivedBytes, totalBytes) => {
    if (!signal.aborted) say({ to, at: "arriving", receivedBytes, totalBytes });
  });
  if ("problem" in arrival || signal.aborted) {
    if ("candidate" in arrival) arrival.candidate.end();
    // Whoever stopped it knows why.
    const isFailure = "problem" in arrival && !signal.aborted;
    return say(undefined, isFailure ? { to, problem: arrival.problem } : undefined);
  }
  say({ to, at: "exchanging" });
  await exchange(parts, change, arrival);
  if (store.state.value.network.change) say(undefined);
}

interface Arrived {
  candidate: EngineCandidate;
  backbone: BackboneInfo;
}

type Progress = (receivedBytes: number, totalBytes: number | undefined) => void;

async function arrive(
  { dependencies }: EngineParts,
  { to, plan, tools, signal }: Change,
  onProgress: Progress,
): Promise<Arrived | { problem: Problem | undefined }> {
  const { client, store, bringNetwork } = dependencies;
  const now = store.state.value;
  const isOtherSide = (plan?.pictureSide ?? now.plan.pictureSide) !== now.plan.pictureSide;
  const inUse = isOtherSide ? undefined : now.engine.backbone?.fingerprint;
  const builds: EngineBuild[] = [...new Set([tools.fastestCpuBuild(), "cpu" as const])];
  let problem: Problem | undefined;
  for (const build of builds) {
    const candidate = client.startCandidate(build);
    signal.addEventListener("abort", () => candidate.end());
    const result = await bringNetwork(candidate, { choice: to, onProgress, signal });
    const { event } = result.kind === "event" ? result : { event: undefined };
    if (event?.kind === "backboneReady" && event.backbone.fingerprint !== inUse) {
      return { candidate, backbone: event.backbone };
    }
    candidate.end();
    problem = tools.problemFromWeights(result);
    // The other build runs everywhere; any other trouble would come again.
    if (candidate.stop?.code !== "loadFailed") return { problem };
    problem = { kind: "engineNotLoaded" };
  }
  return { problem };
}

/** From here on nothing new is begun, until the other network knows all that the page wants of it. */
async function exchange(
  parts: EngineParts,
  { to, tools, undoes, plan, step, quieten, signal }: Change,
  { candidate, backbone }: Arrived,
): Promise<void> {
  const { dependencies, embedding, training } = parts;
  const { client, store, pictureData } = dependencies;
  const isAlive = () => !signal.aborted;
  const hadLayers = store.state.value.inside.layers !== undefined;
  store.dispatch({ type: "enginePhaseChanged", phase: { at: "restoring" } });
  await quieten();
  training.pause();
  const backup = await training.exportBackup();
  await embedding.settled();
  if (backup && isAlive())
    await dependencies.parkHead(backup.head.fingerprint, parkedHead(backup, store.state.value));
  const isInPlace = await client.alone(async (engine) => {
    if (!isAlive() || !engine.giveWayTo(candidate)) return false;
    // In the same moment, so that nothing of one network is taken for the other's.
    pictureData.forgetFeatures();
    training.leaveNetwork();
    const choice = { ...to, network: backbone.network };
    const other = { choice, backbone, undo: undoes ?? "added", plan, step } as const;
    store.dispatch({
      type: "networkChanged",
      change: withOtherNetwork(store.state.value, other, tools.initialState),
    });
    return true;
  });
  if (!isInPlace) {
    candidate.end();
    // It died at the last moment; the one in use goes on, unless it is that one which has died.
    if (isAlive()) store.dispatch({ type: "enginePhaseChanged", phase: { at: "ready" } });
    return;
  }
  await dependencies.keepHead(undefined, []);
  const isSettled = await tools.settleIn(parts, undefined, isAlive);
  // Whoever knew the layers of the other one wants to know these.
  if (isSettled && hadLayers) void client.askLatest("inside network", { kind: "describeNetwork" });
}
