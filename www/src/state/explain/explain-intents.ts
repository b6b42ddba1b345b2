/** What a learner can do to understand an answer: choose a class, another one beside it, a layer, and open the sum. */
import type { Dependencies } from "../intents/dependencies";
import type { ExplainAction } from "./explain-state";
import { classesLayer, classOnView } from "./opened-value";

export interface ExplainIntents {
  /** Explains this class beside the picture, and where a score is open in the network, there as well. */
  chooseClass(classId: number): void;
  /** Goes from the score that is open in the network to that of this class. */
  openClass(classId: number): void;
  /** Explains the lead over this class; over none again when absent. */
  compareWith(classId: number | undefined): void;
  /** Lays this layer's places over the picture; absent for the exact map of the last one. */
  chooseMapLayer(layer: number | undefined): void;
  openSum(isOpen: boolean): void;
}

export function explainIntents({ store }: Pick<Dependencies, "store">): ExplainIntents {
  const dispatch = (action: ExplainAction) => store.dispatch({ type: "explain", action });

  function openClass(classId: number): void {
    const app = store.state.peek();
    const layer = classesLayer(app.inside.layers);
    const channel = app.explain.headClassIds?.indexOf(classId) ?? -1;
    if (layer === undefined || channel < 0 || classOnView(app) === undefined) return;
    const place = { at: "value", layer, channel, row: 0, column: 0 } as const;
    store.dispatch({ type: "inside", action: { type: "wentTo", place } });
  }

  return {
    chooseClass(classId) {
      store.dispatch({ type: "explainedClassChosen", classId });
      openClass(classId);
    },
    openClass,
    compareWith: (classId) => dispatch({ type: "againstChosen", classId }),
    chooseMapLayer: (layer) => dispatch({ type: "mapLayerChosen", layer }),
    openSum: (isOpen) => dispatch({ type: "sumOpened", isOpen }),
  };
}
