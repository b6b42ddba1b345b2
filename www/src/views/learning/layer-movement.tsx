/** Which layers of the network learned how much in which epoch, as a grid with the epoch on view marked. */
import { useMemo, useState } from "preact/hooks";
import { rowHeight } from "../../draw/confidence-grid";
import { useElementWidth } from "../../draw/element-width";
import { movementPixels } from "../../draw/movement-colour";
import { PixelCanvas } from "../../draw/pixel-canvas";
import { type Measure, type MovementGrid, movementGrid } from "../../state/deeper/layer-movement";
import { deeperText } from "../../text/deeper";
import { useApp } from "../app-context";
import { Scale } from "../deeper/moved-scale";
import "../../style/deeper-network.css";
import { Choice, Part } from "./part";

const MEASURES = ["gradientNorm", "updateNorm", "distance"] as const;

/** A name must fit beside the rows of its block. */
const NAME_HEIGHT = 11;

export function LayerMovementPart() {
  const { select } = useApp();
  const { history } = select.training.value;
  const [measure, setMeasure] = useState<Measure>("distance");
  const grid = useMemo(() => movementGrid(history, measure), [history, measure]);
  if (grid.layers.length === 0) {
    return (
      <Part title={deeperText.chart}>
        <p class="quiet">{deeperText.chartNone}</p>
      </Part>
    );
  }
  return (
    <Part
      title={deeperText.chart}
      help={`${deeperText.chartHelp} ${deeperText.measure} ${deeperText.measuresHelp[measure]}.`}
      tools={
        <Choice
          label={deeperText.chartShows}
          value={measure}
          options={MEASURES.map((value) => ({ value, name: deeperText.measures[value] }))}
          onChange={setMeasure}
        />
      }
    >
      <Scale largest={grid.largest} />
      <Grid grid={grid} measure={measure} />
    </Part>
  );
}

interface Marked {
  row: number;
  column: number;
}

function Grid({ grid, measure }: { grid: MovementGrid; measure: Measure }) {
  const { select } = useApp();
  const { shownEpoch } = select.learning.value;
  const layers = select.inside.value.layers ?? [];
  const [place, width] = useElementWidth<HTMLDivElement>(360);
  const [marked, setMarked] = useState<Marked | undefined>(undefined);
  const columns = grid.epochs.length;
  const numRows = grid.layers.length;
  const height = rowHeight(numRows);
  const pixels = useMemo(() => movementPixels(grid.values, columns, grid.largest), [grid, columns]);
  const shown = shownEpoch === undefined ? columns - 1 : grid.epochs.indexOf(shownEpoch);
  const inWords = ({ row, column }: Marked) =>
    deeperText.chartCell(layers[grid.layers[row] ?? 0], grid.epochs[column] ?? 0, grid.values[row]?.[column]);
  const current = marked ?? { row: 0, column: Math.max(0, shown) };
  const point = (event: PointerEvent) => {
    const row = Math.min(numRows - 1, Math.max(0, Math.floor(event.offsetY / height)));
    const column = Math.min(columns - 1, Math.max(0, Math.floor((event.offsetX / width) * columns)));
    setMarked({ row, column });
  };
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    // Up and down go through the layers by themselves; the other way are the epochs.
    event.preventDefault();
    setMarked({ ...current, column: Math.min(columns - 1, Math.max(0, current.column + step)) });
  };
  return (
    <div class="movement-grid">
      <Names grid={grid} height={height} />
      <div ref={place} class="movement-canvas">
        <div class="pixel-place" onPointerMove={point} onPointerLeave={() => setMarked(undefined)}>
          <PixelCanvas
            pixels={pixels}
            columns={columns}
            rows={numRows}
            height={numRows * height}
            label={deeperText.chartLabel(numRows, columns, deeperText.measuresHelp[measure])}
          />
          {shown >= 0 && (
            <span
              class="grid-column"
              style={{ left: `${(100 * shown) / columns}%`, width: `${100 / columns}%` }}
            />
          )}
          {marked && (
            <span class="grid-row" style={{ top: `${marked.row * height}px`, height: `${height}px` }} />
          )}
        </div>
        <input
          class="hidden-range"
          type="range"
          min={0}
          max={Math.max(0, numRows - 1)}
          // Rows are counted from the top, and Up should lead there.
          value={numRows - 1 - current.row}
          aria-label={deeperText.chartKeys}
          aria-valuetext={inWords(current)}
          onInput={(event) => setMarked({ ...current, row: numRows - 1 - Number(event.currentTarget.value) })}
          onKeyDown={walk}
          onBlur={() => setMarked(undefined)}
        />
        <span class="movement-said quiet numbers" aria-hidden="true">
          {inWords(current)}
        </span>
      </div>
    </div>
  );
}

/** Of the blocks, each beside its layers. */
function Names({ grid, height }: { grid: MovementGrid; height: number }) {
  const layers = useApp().select.inside.value.layers ?? [];
  const groups: { name: string; numRows: number }[] = [];
  for (const layer of grid.layers) {
    const name = deeperText.chartBlock(layers[layer]);
    const last = groups.at(-1);
    if (last?.name === name) last.numRows += 1;
    else groups.push({ name, numRows: 1 });
  }
  return (
    <div class="movement-names" aria-hidden="true">
      {groups.map(({ name, numRows }) => (
        <span key={name} style={{ height: `${numRows * height}px` }}>
          {numRows * height >= NAME_HEIGHT && name}
        </span>
      ))}
    </div>
  );
}
