/** What to explain: a class, the one it is compared with, and the layer whose places are shown. */
import { classColour } from "../../draw/colours";
import { hasHiddenLayer, mapLayers } from "../../state/explain/explain-wishes";
import { evidenceText } from "../../text/evidence";
import { useApp } from "../app-context";

export function ClassChoice({ onChoose }: { onChoose: (classId: number) => void }) {
  const { select } = useApp();
  const shares = select.answerShares.value;
  const classId = select.explainedClassId.value;
  return (
    <fieldset class="evidence-classes" aria-label={evidenceText.chooseClass}>
      {select.classes.value
        .filter((item) => shares?.has(item.id))
        .map((item) => (
          <button
            key={item.id}
            type="button"
            class="button"
            aria-pressed={item.id === classId}
            onClick={() => onChoose(item.id)}
          >
            <span class="swatch" style={{ background: classColour(item.colour) }} />
            {item.name}
          </button>
        ))}
    </fieldset>
  );
}

export function AgainstChoice() {
  const { select, intents } = useApp();
  const classId = select.explainedClassId.value;
  const shares = select.answerShares.value;
  const others = select.classes.value.filter(({ id }) => id !== classId && shares?.has(id));
  const { against } = select.explain.value;
  const isThere = others.some(({ id }) => id === against);
  return (
    <label class="evidence-choice">
      {evidenceText.against}
      <select
        class="select"
        value={isThere ? String(against) : ""}
        onChange={({ currentTarget: { value } }) =>
          intents.explain.compareWith(value === "" ? undefined : Number(value))
        }
      >
        <option value="">{evidenceText.againstNone}</option>
        {others.map(({ id, name }) => (
          <option key={id} value={String(id)}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

export function MapLayerChoice() {
  const { select, intents } = useApp();
  const { layers } = select.inside.value;
  const { mapLayer } = select.explain.value;
  const isHidden = hasHiddenLayer({ plan: select.plan.value, trying: select.trying.value });
  return (
    <label class="evidence-choice">
      {evidenceText.mapOf}
      <select
        class="select"
        value={mapLayer === undefined ? "" : String(mapLayer)}
        onChange={({ currentTarget: { value } }) =>
          intents.explain.chooseMapLayer(value === "" ? undefined : Number(value))
        }
      >
        <option value="">{isHidden ? evidenceText.lastLayer : evidenceText.exactLayer}</option>
        {mapLayers(layers)
          .slice(1)
          .map((layer) => {
            const info = layers?.[layer];
            return (
              info && (
                <option key={layer} value={String(layer)}>
                  {evidenceText.layer(info)}
                </option>
              )
            );
          })}
      </select>
    </label>
  );
}
