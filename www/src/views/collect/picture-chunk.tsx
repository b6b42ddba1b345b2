/** A stretch of a few rows of pictures, drawn as one and put in its place in the grid. */
import { useMemo } from "preact/hooks";
import type { Example } from "../../state/app-state";
import { text } from "../../text";
import { useApp } from "../app-context";
import { PICTURES_DRAG_TYPE } from "../shared/drag-data";
import { useThumbnail } from "../shared/use-thumbnail";

export interface PictureChunkProps {
  examples: readonly Example[];
  /** How many pictures stand before these, and how many there are: what is not drawn counts as well. */
  numBefore: number;
  numShown: number;
  columns: number;
  /** In the grid, in CSS pixels. */
  top: number;
  height: number;
  tabStopId: number | undefined;
  inHandId: number | undefined;
  onFocus: (exampleId: number) => void;
}

export function PictureChunk(props: PictureChunkProps) {
  const { examples, numBefore, numShown, columns, top, height, onFocus } = props;
  const { exampleIds } = useApp().select.selection.value;
  const own = (id: number | undefined) => (examples.some((example) => example.id === id) ? id : undefined);
  const tabStopId = own(props.tabStopId);
  const inHandId = own(props.inHandId);
  // Kept while others come and go: the grid is drawn again whenever a stretch gets near.
  const thumbnails = useMemo(
    () =>
      examples.map((example, index) => (
        <Thumbnail
          key={example.id}
          example={example}
          position={numBefore + index + 1}
          numShown={numShown}
          isSelected={exampleIds.has(example.id)}
          isInHand={inHandId === example.id}
          isTabStop={tabStopId === example.id}
          onFocus={onFocus}
        />
      )),
    [examples, numBefore, numShown, exampleIds, inHandId, tabStopId],
  );
  return (
    <div
      class="picture-chunk"
      role="presentation"
      style={{ "--columns": columns, top: `${top}px`, height: `${height}px` }}
    >
      {thumbnails}
    </div>
  );
}

interface ThumbnailProps {
  example: Example;
  /** Counted from 1. */
  position: number;
  numShown: number;
  isSelected: boolean;
  isInHand: boolean;
  isTabStop: boolean;
  onFocus: (exampleId: number) => void;
}

function Thumbnail(props: ThumbnailProps) {
  const { example, position, numShown, isSelected, isInHand, isTabStop, onFocus } = props;
  const { select, intents } = useApp();
  const url = useThumbnail(example.blob);

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
      aria-posinset={position}
      aria-setsize={numShown}
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
