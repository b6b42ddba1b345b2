/** What a learner can do about the network: choose another one, wait for it or not, and open one from a file. */
import type { NetworkChoice } from "../../engine/network-choice";
import { hostedUrl } from "../../engine/other-networks";
import type { LearningPlan, UndoStep } from "../app-state";
import type { RaceIntents } from "../race/race-intents";
import type { LazyUnlabelled } from "../unlabelled/lazy-unlabelled";
import { isComparing } from "../unlabelled/unlabelled-state";
import { changeNetwork } from "./change-network";
import type { NetworkWays } from "./lazy-network";
import { withOtherNetwork } from "./other-network";
import { isRecipe, recipeNetwork, recipePlan } from "./recipe";

export interface ChoiceOptions {
  undoes?: number | undefined;
  plan?: Partial<LearningPlan> | undefined;
  /** What undo calls it; absent for a change of the network. */
  step?: UndoStep;
}

export interface NetworkIntents {
  /** Among the settings. */
  open(isOpen: boolean): void;
  /**
   * Resolves when it looks, or when it is certain that it will not; the state then says why. `undoes` names the entry
   * of the undo stack that leads back to it; `plan` is what of the plan comes with it.
   */
  choose(choice: NetworkChoice, options?: ChoiceOptions): Promise<void>;
  /** The network that looks now, at pictures of another side: it finds other features. */
  lookAt(pictureSide: number): Promise<void>;
  /** Sets what the classic recipe says, in one step that undo takes back. */
  takeRecipe(): Promise<void>;
  openFile(file: Blob): Promise<void>;
  /** Stops waiting for another network, as long as it has not arrived. */
  stay(): void;
}

export function networkIntents(
  ways: NetworkWays,
  race: RaceIntents,
  unlabelled: LazyUnlabelled,
): NetworkIntents {
  const { parts, tools } = ways;
  const { store } = parts.dependencies;
  let waiting: AbortController | undefined;

  const phase = () => store.state.value.engine.phase.at;

  /** What second engines are at work on is about the network that is to go. */
  async function quieten(): Promise<void> {
    race.stop();
    if (!isComparing(store.state.value.unlabelled.comparison)) return;
    await unlabelled((own) => own.stopComparing());
  }

  async function choose(to: NetworkChoice, options: ChoiceOptions = {}): Promise<void> {
    if (waiting) return;
    if (phase() === "failed") {
      // Nothing works that could be kept at work meanwhile.
      const other = { choice: to, backbone: undefined, undo: "none", plan: options.plan } as const;
      const change = withOtherNetwork(store.state.value, other, tools.initialState);
      store.dispatch({ type: "networkChanged", change });
      return ways.startAnew();
    }
    if (phase() !== "ready") return;
    const own = new AbortController();
    waiting = own;
    ways.engineLife().addEventListener("abort", () => own.abort());
    ways.pauseGpu();
    await changeNetwork(parts, { ...options, to, quieten, tools, signal: own.signal });
    waiting = undefined;
    if (phase() === "ready") await ways.beginGpu();
  }

  async function takeRecipe(): Promise<void> {
    const { network, plan: before } = store.state.value;
    const to = recipeNetwork(store.state.value, hostedUrl("resnet18") !== undefined);
    const plan = recipePlan(before);
    const step = { did: "tookRecipe" } as const;
    if (to === network.choice && plan.pictureSide === before.pictureSide) {
      store.dispatch({ type: "planChanged", plan, step });
      return;
    }
    await choose(to, { plan, step });
    // What this network learned before came back with how deep it was to learn then.
    const now = store.state.value;
    const isHere = now.network.choice.network === to.network && now.plan.pictureSide === plan.pictureSide;
    if (isHere && !isRecipe(now)) store.dispatch({ type: "planChanged", plan });
  }

  return {
    open: (isOpen) => store.dispatch({ type: "network", change: { isOpen } }),
    choose,
    async lookAt(pictureSide) {
      const { network, plan } = store.state.value;
      if (pictureSide === plan.pictureSide) return;
      const step = { did: "changedSide", side: pictureSide } as const;
      await choose(network.choice, { plan: { pictureSide }, step });
    },
    takeRecipe,
    // Which network it is the file itself says.
    openFile: (file) => choose({ network: "resnet18", from: "file", file }),
    stay() {
      if (store.state.value.network.change?.at === "arriving") waiting?.abort();
    },
  };
}
