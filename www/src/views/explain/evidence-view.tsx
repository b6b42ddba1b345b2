/** The evidence for a class with room: the picture with its places, once or twice, and the sum over neurons. */
import { MOST_NEURONS } from "../../state/explain/explain-state";
import { evidenceText } from "../../text/evidence";
import { useApp } from "../app-context";
import { AgainstChoice, ClassChoice, MapLayerChoice } from "./evidence-choices";
import { EvidencePicture } from "./evidence-picture";
import { MapCaption } from "./map-caption";
import { NeuronSums } from "./neuron-sums";
import { useShownEvidence } from "./shown-evidence";

export function EvidenceView() {
  const { select, intents } = useApp();
  const { source } = select.trying.value;
  const evidence = useShownEvidence(true);
  if (!evidence) return null;
  return (
    <div class="evidence-view">
      <ClassChoice onChoose={(id) => intents.explain.openClass(id)} />
      <section aria-label={evidenceText.where}>
        <header class="evidence-view-head">
          <h3>{evidenceText.where}</h3>
          <MapLayerChoice />
        </header>
        <div class="evidence-pictures">
          {source.from === "picture" &&
            evidence.maps.map((map) => (
              <EvidencePicture
                key={String(map.epoch)}
                blob={source.blob}
                alt=""
                map={map}
                evidence={evidence}
                isNamed={evidence.maps.length > 1}
              />
            ))}
          <div class="evidence-view-caption">
            <MapCaption evidence={evidence} isDetailed />
          </div>
        </div>
      </section>
      <section aria-label={evidenceText.why}>
        <header class="evidence-view-head">
          <h3>{evidenceText.why}</h3>
          <AgainstChoice />
        </header>
        {/* The sum of the score itself, as it is now, stands above already. */}
        {evidence.otherId === undefined && evidence.maps.length < 2 ? (
          <p class="quiet">{evidenceText.whyHint}</p>
        ) : (
          <NeuronSums subject={evidence.subject} most={MOST_NEURONS} />
        )}
      </section>
    </div>
  );
}
