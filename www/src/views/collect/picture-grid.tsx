/** The pictures of a class: a listbox walked with the arrow keys, of which only what is near the screen is drawn. */
import { useComputed } from "@preact/signals";
import { useMemo, useState } from "preact/hooks";
import { useElementWidth } from "../../draw/element-width";
import type { Example } from "../../state/app-state";
import { text } from "../../text";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { chunkHeight, GRID_GAP, gridGeometry } from "./grid-geometry";
import { PictureChunk } from "./picture-chunk";
import { type NearStretch, useNearStretch } from "./use-near-stretch";

/** What a class shows at rest; more is one click away. */
const SHOWN_AT_REST = 24;

/** Hiding fewer than this would take as much room as showing them. */
const FEWEST_HIDDEN = 9;

export interface PictureGridProps {
  classId: number;
  label: string;
  examples: readonly Example[];
}

export function PictureGrid({ classId, label, examples }: PictureGridProps) {
  const { intents, select } = useApp();
  const [isOpen, setIsOpen] = useState(false);
  const [focusedId, setFocusedId] = useState<number | undefined>(undefined);
  const [grid, width] = useElementWidth<HTMLDivElement>(400);
  const geometry = gridGeometry(width, matchMedia("(pointer: coarse)").matches ? "coarse" : "fine");
  // A live camera changes what is tried ten times a second, but not which picture is in hand.
  const inHandId = useComputed(() => {
    const { source } = select.trying.value;
    return source.from === "picture" ? source.exampleId : undefined;
  });
  const isLong = examples.length >= SHOWN_AT_REST + FEWEST_HIDDEN;
  const shown = useMemo(
    () => (isOpen || !isLong ? examples : examples.slice(-SHOWN_AT_REST)),
    [examples, isOpen, isLong],
  );
  const chunks = useMemo(() => chunksOf(shown, geometry.chunkSize), [shown, geometry.chunkSize]);
  const pitch = chunkHeight(geometry.chunkSize, geometry) + GRID_GAP;
  const near = useNearStretch(grid, pitch, chunks.length);
  const focusedIndex = Math.max(
    0,
    shown.findIndex((example) => example.id === focusedId),
  );

  const focusAt = (index: number) => focusOn(shown[Math.min(shown.length - 1, Math.max(0, index))]);

  const focusOn = (example: Example | undefined) => {
    if (!example) return;
    setFocusedId(example.id);
    // The chunk may have to be drawn first.
    requestAnimationFrame(() =>
      grid.current?.querySelector<HTMLElement>(`[data-example="${example.id}"]`)?.focus(),
    );
  };

  const walk = (event: KeyboardEvent) => {
    const current = shown[focusedIndex];
    if (!current) return;
    const places = stepAfterKey(event.key, geometry.columns, shown.length);
    if (places !== undefined) focusAt(focusedIndex + places);
    else if (event.key === " ") intents.pictures.select(current.id, event.shiftKey ? "through" : "toggle");
    else if (event.key === "Enter") void intents.trying.tryExample(current.id);
    else if (event.key === "Delete" || event.key === "Backspace") {
      const { exampleIds } = select.selection.value;
      const gone = exampleIds.has(current.id) ? exampleIds : new Set([current.id]);
      const isLeft = (example: Example) => !gone.has(example.id);
      const neighbour =
        shown.slice(focusedIndex).find(isLeft) ?? shown.slice(0, focusedIndex).findLast(isLeft);
      intents.pictures.remove([...gone]);
      focusOn(neighbour);
    } else if (event.key === "a" && (event.ctrlKey || event.metaKey)) intents.pictures.selectAllOf(classId);
    else if (event.key === "Escape") intents.pictures.clearSelection();
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div
        ref={grid}
        class="picture-grid"
        role="listbox"
        aria-multiselectable="true"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={walk}
        style={{ height: `${chunkHeight(shown.length, geometry)}px` }}
      >
        {drawnChunks(chunks, near, Math.floor(focusedIndex / geometry.chunkSize)).map(({ chunk, index }) => (
          <PictureChunk
            key={index}
            examples={chunk}
            numBefore={index * geometry.chunkSize}
            numShown={shown.length}
            columns={geometry.columns}
            top={index * pitch}
            height={chunkHeight(chunk.length, geometry)}
            tabStopId={shown[focusedIndex]?.id}
            inHandId={inHandId.value}
            onFocus={setFocusedId}
          />
        ))}
      </div>
      {isLong && (
        <div class="show-all">
          <Button look="quiet" onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? text.collect.showFewer : text.collect.showAll(examples.length)}
          </Button>
        </div>
      )}
    </>
  );
}

function chunksOf(examples: readonly Example[], chunkSize: number): Example[][] {
  const chunks: Example[][] = [];
  for (let start = 0; start < examples.length; start += chunkSize) {
    chunks.push(examples.slice(start, start + chunkSize));
  }
  return chunks;
}

/** Those near the screen, and wherever it is the one that the tab key leads to. */
function drawnChunks(chunks: readonly Example[][], near: NearStretch, tabStopIndex: number) {
  return chunks
    .map((chunk, index) => ({ chunk, index }))
    .filter(({ index }) => index === tabStopIndex || (index >= near.first && index < near.end));
}

function stepAfterKey(key: string, columns: number, total: number): number | undefined {
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    Home: -total,
    End: total,
  };
  return steps[key];
}
