/** A stretch of pictures that is drawn only near the screen, so that thousands scroll as smoothly as ten. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Example } from "../../state/app-state";
import { text } from "../../text";
import { useApp } from "../app-context";
import { PICTURES_DRAG_TYPE } from "../shared/drag-data";
import { useObjectUrl } from "../shared/use-object-url";

export interface PictureChunkProps {
  examples: readonly Example[];
  columns: number;
  height: number;
  tabStopId: number | undefined;
  onFocus: (exampleId: number) => void;
}

export function PictureChunk({ examples, columns, height, tabStopId, onFocus }: PictureChunkProps) {
  const { select } = useApp();
  const place = useRef<HTMLDivElement>(null);
  const [isNear, setIsNear] = useState(false);
  const { exampleIds } = select.selection.value;
  const source = select.trying.value.source;
  const inHandId = source.from === "picture" ? source.exampleId : undefined;
  const holdsTabStop = examples.some((example) => example.id === tabStopId);

  useEffect(() => {
    const element = place.current;
    if (!element || typeof IntersectionObserver === "undefined") {
      setIsNear(true);
      return;
    }
    const observer = new IntersectionObserver(
      (entries) => setIsNear(entries.some((entry) => entry.isIntersecting)),
      // The column scrolls, not the page, and a margin counts only around what scrolls.
      { root: element.closest(".column"), rootMargin: "500px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return (
    <div
      ref={place}
      class="picture-chunk"
      role="presentation"
      style={{ "--columns": columns, height: `${height}px` }}
    >
      {(isNear || holdsTabStop) &&
        examples.map((example) => (
          <Thumbnail
            key={example.id}
            example={example}
            isSelected={exampleIds.has(example.id)}
            isInHand={inHandId === example.id}
            isTabStop={tabStopId === example.id}
            onFocus={onFocus}
          />
        ))}
    </div>
  );
}

interface ThumbnailProps {
  example: Example;
  isSelected: boolean;
  isInHand: boolean;
  isTabStop: boolean;
  onFocus: (exampleId: number) => void;
}

function Thumbnail({ example, isSelected, isInHand, isTabStop, onFocus }: ThumbnailProps) {
  const { select, intents } = useApp();
  const url = useObjectUrl(example.blob);

  const choose = (event: MouseEvent) => {
    const isMany = event.shiftKey || event.ctrlKey || event.metaKey || select.selection.value.isGathering;
    intents.pictures.select(example.id, event.shiftKey ? "through" : isMany ? "toggle" : "only");
    if (!isMany) void intents.trying.tryExample(example.id);
  };

  const drag = (event: DragEvent) => {
    const { exampleIds } = select.selection.value;
    const ids = exampleIds.has(example.id) ? [...exampleIds] : [example.id];
    event.dataTransfer?.setData(PICTURES_DRAG_TYPE, ids.join(","));
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the listbox around it.
    <div
      class="thumbnail"
      role="option"
      aria-selected={isSelected}
      aria-label={text.collect.picture(example.name)}
      title={example.name}
      tabIndex={isTabStop ? 0 : -1}
      draggable
      data-example={example.id}
      data-waiting={example.isEmbedded ? undefined : ""}
      data-in-hand={isInHand ? "" : undefined}
      onFocus={() => onFocus(example.id)}
      onClick={choose}
      onDragStart={drag}
    >
      {url !== undefined && <img src={url} alt="" decoding="async" draggable={false} />}
    </div>
  );
}
