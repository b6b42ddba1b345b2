/** What the colours over the picture mean, where most speaks for the class, and which kind of map it is. */
import { evidenceApp, hasHiddenLayer, isMapExact } from "../../state/explain/explain-wishes";
import type { MapState } from "../../state/explain/shown-maps";
import { text } from "../../text";
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
  const name = info ? text.evidence.layer(info) : text.evidence.lastLayer;
  const state = maps.at(-1)?.state;
  return (
    <>
      {state?.at === "there" && (
        <p class="quiet">
          <span class="evidence-key" data-sign="for" /> {text.evidence.speaksFor(subject)}{" "}
          <span class="evidence-key" data-sign="against" /> {text.evidence.speaksAgainst}{" "}
          {state.places.strongest
            ? text.evidence.strongest(state.places.strongest.place)
            : text.evidence.nothingFor(subject)}
        </p>
      )}
      <MapMissing state={state} />
      {isDetailed && isMapExact(evidenceApp(select)) && (
        <p class="quiet">
          {text.evidence.exact} <cite>{text.evidence.exactSource}</cite>
        </p>
      )}
      {(info || isHidden) && (
        <p class="quiet">
          {isHidden ? text.evidence.gradientHidden(name) : text.evidence.gradient(name)}{" "}
          <cite>{text.evidence.gradientSource}</cite>
        </p>
      )}
    </>
  );
}

function MapMissing({ state }: { state: MapState | undefined }) {
  const { select } = useApp();
  if (state?.at === "there") return null;
  if (state?.at === "notLive") return <p class="quiet">{text.evidence.notLive}</p>;
  if (state?.at === "failed") {
    const { error } = state;
    return (
      <p class="explain-problem" role="alert">
        {text.problems.problem({ kind: "engine", error })}
      </p>
    );
  }
  const { isBusy } = select.training.value;
  return <p class="quiet">{isBusy ? text.evidence.whileTraining : text.evidence.looking}</p>;
}
