/** Looks through the learner's pictures for the layer on view: by itself when that is quick, else when asked to. */
import { computed, effect } from "@preact/signals";
import type { AppState } from "../app-state";
import type { Dependencies } from "../intents/dependencies";
import { missingPictures, surveyLayer } from "./survey-layer";

/** Nobody is asked whether they would wait this long. */
const QUICK_MILLIS = 10_000;

/** Before anything was measured. */
const GUESSED_MILLIS_PER_PICTURE = 60;

/** Gives what ends it. */
export function followSurvey(dependencies: Dependencies): () => void {
  const { store } = dependencies;
  const layer = computed(() => layerToSurvey(store.state.value));
  let current: AbortController | undefined;

  async function survey(wanted: number, stopping: AbortController): Promise<void> {
    const end = await surveyLayer(
      dependencies,
      wanted,
      ({ done, total }) => {
        const action = { type: "surveyProgressed", layer: wanted, done, total } as const;
        if (current === stopping) store.dispatch({ type: "neuron", action });
      },
      stopping.signal,
    );
    store.dispatch({ type: "neuron", action: { type: "surveyEnded", layer: wanted, end } });
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
  };
}

/** The layer of the channel on view, if its pictures are to be looked at now. */
export function layerToSurvey(state: AppState): number | undefined {
  const { of, survey, surveyWish } = state.neuron;
  const info = of && state.inside.layers?.[of.layer];
  if (!of || !info || info.side <= 1 || state.engine.phase.at === "failed") return undefined;
  const missing = missingPictures(state, of.layer).length;
  if (missing === 0) return undefined;
  if (surveyWish?.layer === of.layer && !surveyWish.isWanted) return undefined;
  if (survey?.layer === of.layer) {
    if (survey.state.at === "failed") return undefined;
    if (survey.state.at === "running") return of.layer;
  }
  if (state.engine.phase.at !== "ready") return undefined;
  if (surveyWish?.layer === of.layer) return of.layer;
  return isQuick(state, missing) && !state.training.isWanted ? of.layer : undefined;
}

function isQuick({ embedding }: AppState, numPictures: number): boolean {
  return numPictures * (embedding.millisPerPicture ?? GUESSED_MILLIS_PER_PICTURE) <= QUICK_MILLIS;
}
