/** Asks the engine what the opened panel shows, whenever that changes. */
import { computed } from "@preact/signals";
import { followQuestion } from "../follow-question";
import type { Dependencies } from "../intents/dependencies";
import { followPlaying } from "./follow-playing";
import { followReplay } from "./follow-replay";

interface WeightsQuestion {
  epoch: number | undefined;
  /** What now is when now is shown: another answer is needed after each epoch that is replayed. */
  asOf: unknown;
}

/** Gives what ends it. */
export function followOpenLearning(dependencies: Dependencies): () => void {
  const { select } = dependencies.store;
  const learning = computed(() => select.learning.value);
  /** Views are drawn from the replay, so that nothing else is asked before it is there. */
  const replay = computed(() => {
    const { isOpen, replay } = learning.value;
    return isOpen && select.engine.value.phase.at === "ready" ? replay : undefined;
  });
  const ends = [
    followReplay(dependencies),
    followPlaying(dependencies),
    followQuestion<WeightsQuestion>(dependencies, {
      topic: "learning weights",
      question() {
        const { shownEpoch, historyRevision } = learning.value;
        if (!replay.value) return undefined;
        return { epoch: shownEpoch, asOf: shownEpoch === undefined ? replay.value : historyRevision };
      },
      command: async ({ epoch }) => ({ kind: "seeHeadWeights", epoch }),
      onAnswer: heardByReducer,
      isSame: (one, other) => one.epoch === other.epoch && one.asOf === other.asOf,
    }),
    followQuestion<WeightsQuestion>(dependencies, {
      topic: "learning weights compared",
      question() {
        const { comparedEpoch, historyRevision } = learning.value;
        if (!replay.value || comparedEpoch === undefined) return undefined;
        return { epoch: comparedEpoch, asOf: historyRevision };
      },
      command: async ({ epoch }) => ({ kind: "seeHeadWeights", epoch }),
      onAnswer: heardByReducer,
      isSame: (one, other) => one.epoch === other.epoch && one.asOf === other.asOf,
    }),
    // Where a neuron's own view is, is known from the list of layers.
    followQuestion<"layers">(dependencies, {
      topic: "learning layers",
      question: () => (replay.value && !select.inside.value.layers ? "layers" : undefined),
      command: async () => ({ kind: "describeNetwork" }),
      onAnswer: heardByReducer,
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** The reducer hears every event with its command, so nobody has to pass the answers on. */
function heardByReducer(): void {}
