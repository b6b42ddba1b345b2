/** Looks through the learner's pictures for the layer on view when its channels are sorted over all of them. */
import { computed, effect } from "@preact/signals";
import type { AppState } from "../app-state";
import type { Dependencies } from "../intents/dependencies";
import { missingPictures, surveyLayer } from "../neuron/survey-layer";
import { engineOrder } from "./inside-state";
import { mapsOfLayer } from "./wished-layers";

/** Nobody is asked whether they would wait this long. */
const QUICK_MILLIS = 10_000;

/** Before anything was measured. */
const GUESSED_MILLIS_PER_PICTURE = 60;

/** Gives what ends it. */
export function followLayerSurvey(dependencies: Dependencies): () => void {
  const { store } = dependencies;
  const layer = computed(() => layerToSurvey(store.state.value));
  let current: AbortController | undefined;

  async function survey(wanted: number, stopping: AbortController): Promise<void> {
    const isCurrent = () => current === stopping;
    const end = await surveyLayer(
      dependencies,
      wanted,
      ({ done, total }) => {
        const action = { type: "surveyProgressed", layer: wanted, done, total } as const;
        if (isCurrent()) store.dispatch({ type: "inside", action });
      },
      stopping.signal,
    );
    if (isCurrent()) store.dispatch({ type: "inside", action: { type: "surveyEnded", layer: wanted, end } });
  }

  const stop = effect(() => {
    const wanted = layer.value;
    current?.abort();
    current = undefined;
    if (wanted === undefined) return;
    current = new AbortController();
    void survey(wanted, current);
  });
  return () => {
    stop();
    current?.abort();
    current = undefined;
  };
}

/** The layer on view whose channels are sorted over all pictures. */
export function rankedLayer({ inside }: Pick<AppState, "inside">): number | undefined {
  const { isOpen, place, layers, sort } = inside;
  if (!isOpen || place.at !== "layer" || !layers || !engineOrder(sort)) return undefined;
  return mapsOfLayer(layers, place.layer);
}

/** The layer that the pictures are to be looked at for now. */
export function layerToSurvey(state: AppState): number | undefined {
  const layer = rankedLayer(state);
  if (layer === undefined || state.engine.phase.at !== "ready") return undefined;
  const { survey } = state.inside;
  // One that runs comes to its own end, also when nothing is missing any more.
  if (survey?.layer === layer) return survey.state.at === "running" ? layer : undefined;
  const missing = missingPictures(state, layer).length;
  if (missing === 0) return undefined;
  const millis = missing * (state.embedding.millisPerPicture ?? GUESSED_MILLIS_PER_PICTURE);
  return millis <= QUICK_MILLIS && !state.training.isWanted ? layer : undefined;
}
