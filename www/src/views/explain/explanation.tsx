/** Beside the picture: which class is explained and why, in little room. */

import { evidenceApp, isMapExact } from "../../state/explain/explain-wishes";
import { classesLayer } from "../../state/explain/opened-value";
import { exactEvidence } from "../../state/explain/shown-maps";
import { evidenceText } from "../../text/evidence";
import { useApp } from "../app-context";
import "../../style/evidence.css";
import { AgainstChoice, ClassChoice, MapLayerChoice } from "./evidence-choices";
import { MapCaption } from "./map-caption";
import { NeuronSums } from "./neuron-sums";
import { useShownEvidence } from "./shown-evidence";
import { SilentNote } from "./silent-note";
import { ValueLink } from "./value-link";

/** Neurons that have a line of their own here; there are more where the network is open. */
const MOST_BESIDE_PICTURE = 5;

export function Explanation() {
  const { select, intents } = useApp();
  const evidence = useShownEvidence();
  const { isSumOpen, headClassIds } = select.explain.value;
  if (!evidence) return null;
  const { subject, classId, otherId } = evidence;
  const { layers } = select.inside.value;
  const layer = classesLayer(layers);
  const channel = headClassIds?.indexOf(classId) ?? -1;
  return (
    <div class="explanation">
      <ClassChoice onChoose={(id) => intents.explain.chooseClass(id)} />
      <SilentNote />
      <div class="evidence-choices">
        <AgainstChoice />
        <MapLayerChoice />
      </div>
      <MapCaption evidence={evidence} />
      <PlacesSum classId={classId} subject={subject} isLead={otherId !== undefined} />
      <button
        type="button"
        class="button disclosure"
        data-look="quiet"
        aria-expanded={isSumOpen}
        onClick={() => intents.explain.openSum(!isSumOpen)}
      >
        <DisclosureIcon />
        {evidenceText.neurons}
      </button>
      {isSumOpen && (
        <>
          <NeuronSums subject={subject} most={MOST_BESIDE_PICTURE} />
          {layers && layer !== undefined && channel >= 0 && (
            <p>
              <ValueLink
                of={{ layer, channel, row: 0, column: 0 }}
                layers={layers}
                label={evidenceText.openSum}
                onFollow={() => intents.page.goTo("train")}
              >
                {evidenceText.openSum}
              </ValueLink>
            </p>
          )}
        </>
      )}
    </div>
  );
}

interface PlacesSumProps {
  classId: number;
  subject: string;
  isLead: boolean;
}

/** Only the exact map is a sum of places. */
function PlacesSum({ classId, subject, isLead }: PlacesSumProps) {
  const app = evidenceApp(useApp().select);
  const evidence = isMapExact(app) ? exactEvidence(app, classId) : undefined;
  if (!evidence) return null;
  const { speaksFor, speaksAgainst, bias, score } = evidence;
  return (
    <table class="evidence-sum" aria-label={evidenceText.sum(subject)}>
      <tbody>
        <Row name={evidenceText.rowFor} value={speaksFor} />
        <Row name={evidenceText.rowAgainst} value={speaksAgainst} />
        <Row name={evidenceText.rowBias} value={bias} />
        <Row name={isLead ? evidenceText.rowLead : evidenceText.rowScore} value={score} />
      </tbody>
    </table>
  );
}

function Row({ name, value }: { name: string; value: number }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{evidenceText.signed(value)}</td>
    </tr>
  );
}

function DisclosureIcon() {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" aria-hidden="true">
      <path
        d="m6 4 4 4-4 4"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
