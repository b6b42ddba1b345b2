/** Beneath the map of the network: which blocks learn and how far each has moved, and the choice of another cut. */
import { useId, useState } from "preact/hooks";
import type { MapGeometry } from "../../draw/map-geometry";
import { movementColour, movementStrength } from "../../draw/movement-colour";
import type { LayerInfo } from "../../engine/protocol";
import { HEAD_ONLY, isBehind } from "../../state/deeper/depth";
import { type Measure, partOfLayer } from "../../state/deeper/layer-movement";
import { deeperText } from "../../text/deeper";
import { useApp } from "../app-context";
import "../../style/deeper-network.css";
import "../../style/deeper-network.css";
import { CutSlider } from "./depth-choice";
import { MovedScale } from "./moved-scale";
import { useChosenCut } from "./use-chosen-cut";
import { useMovedParts } from "./use-moved";

export interface MapDepthProps {
  geometry: MapGeometry;
  layers: readonly LayerInfo[];
}

/** Columns have names of their own to choose from; where they lie one below the other there is the slider. */
export function MapDepth({ geometry, layers }: MapDepthProps) {
  const cut = useChosenCut();
  const [measure, setMeasure] = useState<Measure>("distance");
  const { values, largest } = useMovedParts(measure);
  const hasMoved = largest > 0;
  return (
    <div class="map-depth">
      {geometry.isWide ? (
        <CutColumns geometry={geometry} layers={layers} cut={cut} values={values} largest={largest} />
      ) : (
        <CutSlider cut={cut} />
      )}
      <div class="map-depth-legend quiet">
        <b>{deeperText.learnsFrom(cut)}</b>
        {geometry.isWide && <span>{deeperText.mapHelp}</span>}
        {hasMoved && <MovedScale measure={measure} largest={largest} onMeasure={setMeasure} />}
      </div>
    </div>
  );
}

interface CutColumnsProps extends MapDepthProps {
  cut: number;
  values: readonly number[];
  largest: number;
}

function CutColumns({ geometry, layers, cut, values, largest }: CutColumnsProps) {
  const { intents } = useApp();
  const name = useId();
  return (
    <fieldset>
      <legend class="visually-hidden">{deeperText.mapChoices}</legend>
      {geometry.layers.map(({ layer, head }) => {
        const info = layers[layer];
        const part = info && partOfLayer(info);
        if (!info || part === undefined) return null;
        const own = cutOfColumn(info);
        const moved = values[part] ?? 0;
        const label = deeperText.mapChoice(own, moved > 0 ? deeperText.movedShort(moved) : undefined);
        const drawn = {
          class: "map-cut",
          title: label,
          "data-learns": isBehind(info, cut) ? "" : undefined,
          "data-cut": own === cut && info.name !== "stem" ? "" : undefined,
          style: {
            left: `${head.x}px`,
            width: `${head.width}px`,
            "--moved": movementColour(movementStrength(moved, largest)),
          },
        };
        // The first convolution learns with everything, for which the first block stands.
        if (info.name === "stem") return <span key={layer} {...drawn} title={undefined} />;
        return (
          <label key={layer} {...drawn}>
            <input
              type="radio"
              class="visually-hidden"
              name={name}
              value={own}
              checked={own === cut}
              aria-label={label}
              onChange={() => intents.deeper.cutAt(own)}
            />
          </label>
        );
      })}
    </fieldset>
  );
}

/** The last convolution's column stands for the head, which learns in any case. */
function cutOfColumn({ block, name }: LayerInfo): number {
  return block ?? (name === "stem" ? 0 : HEAD_ONLY);
}
