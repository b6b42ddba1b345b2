/** The pictures of a class: a listbox walked with the arrow keys, of which only what is near the screen is drawn. */
import { useState } from "preact/hooks";
import { useElementWidth } from "../../draw/element-width";
import type { Example, LearnerClass } from "../../state/app-state";
import { text } from "../../text";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { chunkHeight, gridGeometry } from "./grid-geometry";
import { PictureChunk } from "./picture-chunk";

/** What a class shows at rest; more is one click away. */
const SHOWN_AT_REST = 24;

/** Hiding fewer than this would take as much room as showing them. */
const FEWEST_HIDDEN = 9;

export interface PictureGridProps {
  item: LearnerClass;
  examples: readonly Example[];
}

export function PictureGrid({ item, examples }: PictureGridProps) {
  const { intents, select } = useApp();
  const [isOpen, setIsOpen] = useState(false);
  const [focusedId, setFocusedId] = useState<number | undefined>(undefined);
  const [grid, width] = useElementWidth<HTMLDivElement>(400);
  const geometry = gridGeometry(width, matchMedia("(pointer: coarse)").matches ? "coarse" : "fine");
  const isLong = examples.length >= SHOWN_AT_REST + FEWEST_HIDDEN;
  const shown = isOpen || !isLong ? examples : examples.slice(-SHOWN_AT_REST);
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
    } else if (event.key === "a" && (event.ctrlKey || event.metaKey)) intents.pictures.selectAllOf(item.id);
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
        aria-label={text.collect.picturesOf(item.name)}
        tabIndex={-1}
        onKeyDown={walk}
      >
        {chunksOf(shown, geometry.chunkSize).map((chunk, index) => (
          <PictureChunk
            key={index}
            examples={chunk}
            columns={geometry.columns}
            height={chunkHeight(chunk.length, geometry)}
            tabStopId={shown[focusedIndex]?.id}
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
