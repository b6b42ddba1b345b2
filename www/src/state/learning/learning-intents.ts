/** What a learner can do with how the head learned: go back in time, compare, replay, and arrange the map. */
import type { Dependencies } from "../intents/dependencies";
import type { Arrangement, LearningAction, NeighbourMap } from "./learning-state";

export interface LearningIntents {
  open(isOpen: boolean): void;
  /** `undefined` is now. */
  showEpoch(epoch: number | undefined): void;
  /** `undefined` ends comparing. */
  compareWith(epoch: number | undefined): void;
  /** Goes through all epochs, from the first one when now is shown. */
  play(stepMillis: number): void;
  pause(): void;
  /** The map by neighbours begins to be made when it is first asked for. */
  arrange(arrangement: Arrangement): void;
  makeNeighbourMap(): void;
  stopNeighbourMap(): void;
}

export function learningIntents({
  store,
  pictureData,
}: Pick<Dependencies, "store" | "pictureData">): LearningIntents {
  const dispatch = (action: LearningAction) => store.dispatch({ type: "learning", action });
  const state = () => store.state.peek().learning;
  let stopMaking = () => {};
  /** Whoever makes the map anew replaces the one before, also while its code is on its way. */
  let turn = 0;

  function choose(shownEpoch: number | undefined, comparedEpoch: number | undefined): void {
    dispatch({ type: "epochsChosen", shownEpoch, comparedEpoch });
  }

  async function makeNeighbourMap(): Promise<void> {
    // The page knows what the network saw as it came, which is not what it sees now.
    if (store.state.peek().deeper.learnedFromLayer !== undefined) return;
    const own = endMaking();
    const onChange = (neighbourMap: NeighbourMap) => dispatch({ type: "neighboursChanged", neighbourMap });
    onChange({ at: "running", done: 0, total: 1 });
    try {
      const { browserNeighbourWorker, startNeighbourMap } = await import("./neighbour-map");
      if (own !== turn) return;
      stopMaking = startNeighbourMap({
        exampleIds: state().replay?.exampleIds ?? [...store.state.peek().examples.keys()],
        features: (id) => pictureData.features(id),
        createWorker: browserNeighbourWorker,
        onChange,
      });
    } catch {
      if (own === turn) onChange({ at: "failed" });
    }
  }

  function endMaking(): number {
    stopMaking();
    stopMaking = () => {};
    turn += 1;
    return turn;
  }

  return {
    open: (isOpen) => dispatch({ type: "opened", isOpen }),
    showEpoch(epoch) {
      dispatch({ type: "playingChanged", stepMillis: undefined });
      choose(epoch, state().comparedEpoch);
    },
    compareWith: (epoch) => choose(state().shownEpoch, epoch),
    play(stepMillis) {
      const { shownEpoch, comparedEpoch, replay } = state();
      if (shownEpoch === undefined) choose(replay?.epochs[0], comparedEpoch);
      dispatch({ type: "playingChanged", stepMillis });
    },
    pause: () => dispatch({ type: "playingChanged", stepMillis: undefined }),
    arrange(arrangement) {
      dispatch({ type: "arranged", arrangement });
      if (arrangement === "neighbours" && state().neighbourMap.at === "none") void makeNeighbourMap();
    },
    makeNeighbourMap: () => void makeNeighbourMap(),
    stopNeighbourMap() {
      endMaking();
      if (state().neighbourMap.at === "running") {
        dispatch({ type: "neighboursChanged", neighbourMap: { at: "stopped" } });
      }
    },
  };
}
