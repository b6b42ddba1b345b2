/** The pictures of a class: a listbox walked with the arrow keys, of which only what is near the screen is drawn. */
import { useRef, useState } from "preact/hooks";
import type { Example, LearnerClass } from "../../state/app-state";
import { text } from "../../text";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { PictureChunk } from "./picture-chunk";

/** What a class shows at rest; more is one click away. */
const SHOWN_AT_REST = 24;
const CHUNK_SIZE = 60;

export interface PictureGridProps {
  item: LearnerClass;
  examples: readonly Example[];
}

export function PictureGrid({ item, examples }: PictureGridProps) {
  const { intents, select } = useApp();
  const [isOpen, setIsOpen] = useState(false);
  const [focusedId, setFocusedId] = useState<number | undefined>(undefined);
  const grid = useRef<HTMLDivElement>(null);
  const shown = isOpen ? examples : examples.slice(-SHOWN_AT_REST);
  const focusedIndex = Math.max(
    0,
    shown.findIndex((example) => example.id === focusedId),
  );

  const focusAt = (index: number) => {
    const example = shown[Math.min(shown.length - 1, Math.max(0, index))];
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
    const places = stepAfterKey(event.key, columnsOf(grid.current), shown.length);
    if (places !== undefined) focusAt(focusedIndex + places);
    else if (event.key === " ") intents.pictures.select(current.id, event.shiftKey ? "through" : "toggle");
    else if (event.key === "Enter") void intents.trying.tryExample(current.id);
    else if (event.key === "Delete" || event.key === "Backspace") {
      const { exampleIds } = select.selection.value;
      intents.pictures.remove(exampleIds.has(current.id) ? [...exampleIds] : [current.id]);
      focusAt(focusedIndex);
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
        {chunksOf(shown).map((chunk) => (
          <PictureChunk
            key={chunk[0]?.id}
            examples={chunk}
            tabStopId={shown[focusedIndex]?.id}
            onFocus={setFocusedId}
          />
        ))}
      </div>
      {examples.length > SHOWN_AT_REST && (
        <div class="show-all">
          <Button look="quiet" onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? text.collect.showFewer : text.collect.showAll(examples.length)}
          </Button>
        </div>
      )}
    </>
  );
}

function chunksOf(examples: readonly Example[]): Example[][] {
  const chunks: Example[][] = [];
  for (let start = 0; start < examples.length; start += CHUNK_SIZE) {
    chunks.push(examples.slice(start, start + CHUNK_SIZE));
  }
  return chunks;
}

function columnsOf(grid: HTMLElement | null): number {
  const chunk = grid?.querySelector(".picture-chunk");
  return chunk ? getComputedStyle(chunk).gridTemplateColumns.split(" ").length : 1;
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
