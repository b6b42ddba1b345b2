/** What the colours over the picture mean, where most speaks for the class, and which kind of map it is. */
import { evidenceApp, hasHiddenLayer, isMapExact } from "../../state/explain/explain-wishes";
import type { MapState } from "../../state/explain/shown-maps";
import { text } from "../../text";
import { evidenceText } from "../../text/evidence";
import { useApp } from "../app-context";
import type { ShownEvidence } from "./shown-evidence";

export interface MapCaptionProps {
  evidence: ShownEvidence;
  /** Says of the exact map, too, what it is; there is little room beside the picture. */
  isDetailed?: boolean;
}

export function MapCaption({ evidence, isDetailed = false }: MapCaptionProps) {
  const { select } = useApp();
  const { subject, maps } = evidence;
  const { layers } = select.inside.value;
  const { mapLayer } = select.explain.value;
  const info = mapLayer === undefined ? undefined : layers?.[mapLayer];
  const isHidden = hasHiddenLayer({ plan: select.plan.value, trying: select.trying.value });
  const name = info ? evidenceText.layer(info) : evidenceText.lastLayer;
  const state = maps.at(-1)?.state;
  return (
    <>
      {state?.at === "there" && (
        <p class="quiet">
          <span class="evidence-key" data-sign="for" /> {evidenceText.speaksFor(subject)}{" "}
          <span class="evidence-key" data-sign="against" /> {evidenceText.speaksAgainst}{" "}
          {state.places.strongest
            ? evidenceText.strongest(state.places.strongest.place)
            : evidenceText.nothingFor(subject)}
        </p>
      )}
      <MapMissing state={state} />
      {isDetailed && isMapExact(evidenceApp(select)) && (
        <p class="quiet">
          {evidenceText.exact} <cite>{evidenceText.exactSource}</cite>
        </p>
      )}
      {(info || isHidden) && (
        <p class="quiet">
          {isHidden ? evidenceText.gradientHidden(name) : evidenceText.gradient(name)}{" "}
          <cite>{evidenceText.gradientSource}</cite>
        </p>
      )}
    </>
  );
}

function MapMissing({ state }: { state: MapState | undefined }) {
  const { select } = useApp();
  if (state?.at === "there") return null;
  if (state?.at === "notLive") return <p class="quiet">{evidenceText.notLive}</p>;
  if (state?.at === "failed") {
    const { error } = state;
    return (
      <p class="explain-problem" role="alert">
        {text.problems.problem({ kind: "engine", error })}
      </p>
    );
  }
  const { isBusy } = select.training.value;
  return <p class="quiet">{isBusy ? evidenceText.whileTraining : evidenceText.looking}</p>;
}
