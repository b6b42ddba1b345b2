/** The grid of pictures and epochs on one canvas, with the names of the classes beside it. */
import { useMemo, useState } from "preact/hooks";
import { classColour } from "../../draw/colours";
import { confidencePixels, rowHeight } from "../../draw/confidence-grid";
import { useElementWidth } from "../../draw/element-width";
import { PixelCanvas } from "../../draw/pixel-canvas";
import type { LearningReplay } from "../../engine/protocol";
import type { ClassRows, ConfidenceRow } from "../../state/learning/confidence-rows";
import { epochIndex } from "../../state/learning/replayed-pictures";
import { learningText } from "../../text/learning";
import { useApp } from "../app-context";
import { useChoosePicture } from "./choose-picture";
import { PictureNote, pictureInWords } from "./picture-note";

/** Between two classes, in CSS pixels. */
const GAP = 4;

/** A name that is higher than its class would lie on the next one. */
const NAME_HEIGHT = 14;

interface Marked {
  row: number;
  column: number;
}

export interface ConfidenceGridProps {
  replay: LearningReplay;
  groups: readonly ClassRows[];
}

export function ConfidenceGrid({ replay, groups }: ConfidenceGridProps) {
  const { select } = useApp();
  const choose = useChoosePicture();
  const { shownEpoch, comparedEpoch } = select.learning.value;
  const [place, width] = useElementWidth<HTMLDivElement>(360);
  const [marked, setMarked] = useState<Marked | undefined>(undefined);
  const columns = replay.epochs.length;
  const { rows, height } = useMemo(() => gridRows(groups), [groups]);
  const pixels = useMemo(() => {
    const hues = new Map(groups.map(({ item }) => [item.id, classColour(item.colour)]));
    const hueOf = ({ picture }: ConfidenceRow) => hues.get(picture.example.classId) ?? classColour(0);
    return confidencePixels(
      rows.map((row) => row && { shares: row.shares, hue: hueOf(row) }),
      columns,
    );
  }, [rows, columns]);
  const pictures = rows.filter((row) => row !== undefined);
  const shown = epochIndex(replay, shownEpoch);
  const row = marked && rows[marked.row];
  const means =
    pictures.reduce((sum, { shares }) => sum + (shares.at(-1) ?? 0), 0) / Math.max(1, pictures.length);
  const markedNumber = row ? pictures.indexOf(row) : -1;
  const current = pictures[Math.max(0, markedNumber)];
  const inWords = (one: ConfidenceRow) =>
    `${pictureInWords(one.picture, select.classes.value)}, ${cellText(replay, one, Math.max(0, shown))}`;
  const pick = (event: PointerEvent | MouseEvent) => {
    const column = Math.min(columns - 1, Math.floor((event.offsetX / width) * columns));
    const at = Math.floor(event.offsetY / height);
    setMarked(rows[at] ? { row: at, column: Math.max(0, column) } : undefined);
    return rows[at];
  };
  const comparedIndex = comparedEpoch === undefined ? -1 : epochIndex(replay, comparedEpoch);
  return (
    <div class="confidence-grid">
      <ClassNames groups={groups} height={height} />
      <div ref={place} class="confidence-canvas">
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the range input after it hears the keys. */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: as above. */}
        <div
          class="pixel-place"
          onPointerMove={pick}
          onPointerLeave={() => setMarked(undefined)}
          onClick={(event) => {
            const picked = pick(event);
            if (picked) choose(picked.picture.example.id, event.shiftKey || event.ctrlKey || event.metaKey);
          }}
        >
          <PixelCanvas
            pixels={pixels}
            columns={columns}
            rows={rows.length}
            height={rows.length * height}
            label={learningText.overTimeLabel(pictures.length, columns, means)}
          />
          <Column index={shown} columns={columns} isCompared={false} />
          <Column index={comparedIndex} columns={columns} isCompared />
          {marked && (
            <span class="grid-row" style={{ top: `${marked.row * height}px`, height: `${height}px` }} />
          )}
        </div>
        <input
          class="hidden-range"
          type="range"
          min={0}
          max={Math.max(0, pictures.length - 1)}
          value={Math.max(0, markedNumber)}
          aria-label={learningText.overTimeKeys}
          aria-valuetext={current && inWords(current)}
          onInput={(event) => {
            const chosen = pictures[Number(event.currentTarget.value)];
            if (chosen) setMarked({ row: rows.indexOf(chosen), column: Math.max(0, shown) });
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && current) choose(current.picture.example.id, false);
          }}
          onBlur={() => setMarked(undefined)}
        />
        <p class="confidence-axis quiet numbers" aria-hidden="true">
          <span>{learningText.compareOption(replay.epochs[0] ?? 0)}</span>
          <span>{learningText.compareOption(replay.epochs.at(-1) ?? 0)}</span>
        </p>
        {marked && row && (
          <PictureNote
            picture={row.picture}
            at={{ x: ((marked.column + 0.5) / columns) * width, y: marked.row * height }}
            width={width}
            detail={cellText(replay, row, marked.column)}
          />
        )}
      </div>
    </div>
  );
}

function Column({ index, columns, isCompared }: { index: number; columns: number; isCompared: boolean }) {
  if (index < 0) return null;
  return (
    <span
      class="grid-column"
      data-compared={isCompared ? "" : undefined}
      style={{ left: `${(100 * index) / columns}%`, width: `${100 / columns}%` }}
    />
  );
}

function ClassNames({ groups, height }: { groups: readonly ClassRows[]; height: number }) {
  return (
    <div class="confidence-names" aria-hidden="true" style={{ "--gap": `${gapRows(height) * height}px` }}>
      {groups.map(({ item, rows }) => (
        <span
          key={item.id}
          title={item.name}
          style={{ height: `${rows.length * height}px`, "--hue": classColour(item.colour) }}
        >
          {rows.length * height >= NAME_HEIGHT && <span dir="auto">{item.name}</span>}
        </span>
      ))}
    </div>
  );
}

/** Rows of the canvas, `undefined` between two classes, and how tall each is in CSS pixels. */
function gridRows(groups: readonly ClassRows[]): { rows: (ConfidenceRow | undefined)[]; height: number } {
  const height = rowHeight(groups.reduce((sum, { rows }) => sum + rows.length, 0));
  const rows = groups.flatMap((group, index) => [
    ...(index === 0 ? [] : Array.from({ length: gapRows(height) }, () => undefined)),
    ...group.rows,
  ]);
  return { rows, height };
}

function gapRows(height: number): number {
  return Math.ceil(GAP / height);
}

function cellText(replay: LearningReplay, row: ConfidenceRow, column: number): string {
  return learningText.cell(replay.epochs[column] ?? 0, row.shares[column] ?? 0);
}
