/** What a learner can do about depth: choose it, set how blocks learn, let the head go first, and go back. */
import {
  type Augmentation,
  defaultAugmentation,
  defaultTuningSettings,
  type TuningSettings,
} from "../../engine/protocol";
import type { Dependencies } from "../intents/dependencies";
import type { TrainingIntents } from "../intents/training-intents";
import { chosenTuning } from "./deeper-state";
import { fittingTuning, HEAD_ONLY } from "./depths";
import { recommendedPlan } from "./recommended";

export interface DeeperIntents {
  open(isOpen: boolean): void;
  /** The first block that learns, or `HEAD_ONLY`. Nothing that was learned is thrown away. */
  cutAt(block: number): void;
  /** Ignored while only the head learns. */
  changeTuning(change: Partial<TuningSettings>): void;
  augment(isOn: boolean): void;
  changeAugmentation(change: Partial<Augmentation>): void;
  trainHeadFirst(): Promise<void>;
  /** Sets what is recommended for few pictures, in one step that undo takes back. */
  takeRecommended(): void;
  /** To how everything was before this run; undo leads back from there. */
  goBackBefore(runId: number): Promise<void>;
  /** For whoever's training ran away: goes on from the last good state, more carefully. */
  halveRates(): Promise<void>;
}

export function deeperIntents(
  { store }: Pick<Dependencies, "store">,
  training: TrainingIntents,
): DeeperIntents {
  const state = () => store.state.value;
  const tuning = () => chosenTuning(state().plan.settings, state().deeper);

  function changeTuning(change: Partial<TuningSettings>): void {
    const before = tuning();
    if (before) training.changeSettings({ tuning: { ...before, ...change } });
  }

  return {
    open: (isOpen) => store.dispatch({ type: "deeper", action: { type: "opened", isOpen } }),
    cutAt(block) {
      const { deeper, network } = state();
      const before = tuning() ?? deeper.lastTuning ?? defaultTuningSettings;
      const own = fittingTuning(before, network.choice.network);
      training.changeSettings({
        tuning: block === HEAD_ONLY ? undefined : { ...own, firstBlock: block },
      });
    },
    changeTuning,
    augment: (isOn) =>
      changeTuning({
        augmentation: isOn ? (state().deeper.lastAugmentation ?? defaultAugmentation) : undefined,
      }),
    changeAugmentation(change) {
      const augmentation = tuning()?.augmentation;
      if (augmentation) changeTuning({ augmentation: { ...augmentation, ...change } });
    },
    trainHeadFirst: () => training.trainHeadFirst(),
    takeRecommended: () =>
      store.dispatch({
        type: "planChanged",
        plan: recommendedPlan(state()),
        step: { did: "tookRecommended" },
      }),
    async goBackBefore(runId) {
      const { runs } = state().deeper;
      const index = runs.findIndex(({ id }) => id === runId);
      const [run, previous] = [runs[index], runs[index - 1]];
      if (!run) return;
      training.pause();
      if (!run.before) return training.reset();
      const { before } = run;
      const now = await training.exportBackup();
      if (now) {
        const step = { did: "wentBack", epoch: before.head.epoch } as const;
        store.dispatch({ type: "trainingLeft", backup: now, step });
      }
      // Another number of hidden units is another head.
      const hiddenUnits = before.head.hidden?.bias.length;
      if (hiddenUnits !== state().plan.settings.hiddenUnits) training.changeSettings({ hiddenUnits });
      // So is a network that began in another way.
      const own = tuning();
      const fromScratch = previous?.settings.tuning?.fromScratch ?? false;
      if (own && own.fromScratch !== fromScratch) changeTuning({ fromScratch });
      await training.bringBack(before);
    },
    async halveRates() {
      const { learningRate } = state().plan.settings;
      const before = tuning();
      training.changeSettings({
        learningRate: learningRate / 2,
        tuning: before && {
          ...before,
          learningRate: before.learningRate / 2,
          headLearningRate: before.headLearningRate / 2,
        },
      });
      await training.train();
    },
  };
}
