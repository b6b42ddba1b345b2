/** Beneath the map of the network: which blocks learn and how far each has moved, and the choice of another cut. */
import { useId, useState } from "preact/hooks";
import type { MapGeometry } from "../../draw/map-geometry";
import { movementColour, movementStrength } from "../../draw/movement-colour";
import type { LayerInfo } from "../../engine/protocol";
import { cutValue, isBeforeBlocks, isBehind } from "../../state/deeper/depth";
import { HEAD_ONLY } from "../../state/deeper/depths";
import { type Measure, numBlocksOf, partOfLayer } from "../../state/deeper/layer-movement";
import { deeperText } from "../../text/deeper";
import { useApp } from "../app-context";
import "../../style/deeper-network.css";
import { CutSlider } from "./depth-choice";
import { MovedScale } from "./moved-scale";
import { useChosenCut } from "./use-chosen-cut";
import { useDepths } from "./use-depths";
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
        <b>{deeperText.learnsFrom(cut, useDepths())}</b>
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
  const name = useId();
  const numBlocks = numBlocksOf(layers);
  const hasLast = geometry.layers.some(({ layer }) => cutOfColumn(layers[layer]) === HEAD_ONLY);
  return (
    <fieldset>
      <legend class="visually-hidden">{deeperText.mapChoices}</legend>
      {geometry.layers.map(({ layer, head }) => {
        const info = layers[layer];
        const part = info && partOfLayer(info, numBlocks);
        if (!info || part === undefined) return null;
        const own = cutOfColumn(info) ?? 0;
        const moved = values[part] ?? 0;
        const label = deeperText.mapChoice(own, moved > 0 ? deeperText.movedShort(moved) : undefined);
        const drawn = {
          class: "map-cut",
          title: label,
          "data-learns": isBehind(info, cut) ? "" : undefined,
          "data-cut": own === cut && !isBeforeBlocks(info) ? "" : undefined,
          style: {
            left: `${head.x}px`,
            width: `${head.width}px`,
            "--moved": movementColour(movementStrength(moved, largest)),
          },
        };
        // The first convolution learns with everything, for which the first block stands.
        if (isBeforeBlocks(info)) return <span key={layer} {...drawn} title={undefined} />;
        return <CutColumn key={layer} {...drawn} cut={own} group={name} isChosen={own === cut} />;
      })}
      {!hasLast && (
        <CutColumn
          class="map-cut"
          title={deeperText.mapChoice(HEAD_ONLY, undefined)}
          data-cut={cut === HEAD_ONLY ? "" : undefined}
          style={{ left: `${geometry.features.x - 8}px`, width: `${geometry.features.width + 16}px` }}
          cut={HEAD_ONLY}
          group={name}
          isChosen={cut === HEAD_ONLY}
        />
      )}
    </fieldset>
  );
}

interface CutColumnProps {
  class: string;
  title: string;
  "data-learns"?: string | undefined;
  "data-cut"?: string | undefined;
  style: Record<string, string>;
  cut: number;
  group: string;
  isChosen: boolean;
}

function CutColumn({ cut, group, isChosen, ...drawn }: CutColumnProps) {
  const { intents } = useApp();
  return (
    <label {...drawn}>
      <input
        type="radio"
        class="visually-hidden"
        name={group}
        value={cutValue(cut)}
        checked={isChosen}
        aria-label={drawn.title}
        onChange={() => intents.deeper.cutAt(cut)}
      />
    </label>
  );
}

/** The last convolution's column, or that of the features, stands for the head, which learns in any case. */
function cutOfColumn(info: LayerInfo | undefined): number | undefined {
  return info && (info.block ?? (isBeforeBlocks(info) ? 0 : HEAD_ONLY));
}
