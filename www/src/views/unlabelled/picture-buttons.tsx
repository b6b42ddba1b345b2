/** Pictures that one chooses or takes out, as a list walked with the arrow keys, of which at rest only the first are shown. */
import { useState } from "preact/hooks";
import { useElementWidth } from "../../draw/element-width";
import type { Example } from "../../state/app-state";
import { unlabelledText } from "../../text/unlabelled";
import { Button } from "../shared/button";
import { PICTURES_DRAG_TYPE } from "../shared/drag-data";
import { CloseIcon } from "../shared/icons";
import { useThumbnail } from "../shared/use-thumbnail";
import { keepFocusAt, stepFromKey } from "./walk-pictures";

/** As the style lays them out, in CSS pixels. */
const SMALLEST = 54;
const GAP = 6;

const ROWS_AT_REST = 2;

/** What a click on the rest adds: thousands at once would take long to draw. */
const ROWS_MORE = 20;

export interface PictureButton {
  example: Example;
  label: string;
  /** Shown below the picture. */
  caption?: string;
  isPressed: boolean;
}

export interface PictureButtonsProps {
  label: string;
  pictures: readonly PictureButton[];
  /** What is not pressed is faded, and not what is pressed marked. */
  isChoosing?: boolean;
  onChoose(exampleId: number, isMany: boolean): void;
  /** With it each picture has a button that takes it out. */
  onRemove?: (exampleId: number) => void;
  removeLabel?: (example: Example) => string;
}

export function PictureButtons(props: PictureButtonsProps) {
  const { label, pictures, isChoosing, onRemove } = props;
  const [numRowsMore, setNumRowsMore] = useState(0);
  const [focused, setFocused] = useState(0);
  const [list, width] = useElementWidth<HTMLUListElement>(400);
  const columns = Math.max(1, Math.floor((width + GAP) / (SMALLEST + GAP)));
  // Hiding less than a row would take as much room as showing it.
  const isLong = pictures.length > columns * (ROWS_AT_REST + 1);
  const shown = isLong ? pictures.slice(0, columns * (ROWS_AT_REST + numRowsMore)) : pictures;
  const numHidden = pictures.length - shown.length;
  const tabStop = Math.min(focused, shown.length - 1);

  const focusAt = (index: number) => {
    const next = Math.min(shown.length - 1, Math.max(0, index));
    setFocused(next);
    keepFocusAt(list.current, next);
  };

  const walk = (event: KeyboardEvent) => {
    const step = stepFromKey(event.key, columns, shown.length);
    const current = shown[tabStop];
    if (step !== undefined) focusAt(tabStop + step);
    else if (event.key === "Delete" && onRemove && current) {
      onRemove(current.example.id);
      focusAt(tabStop);
    } else return;
    event.preventDefault();
  };

  return (
    <>
      <ul
        ref={list}
        class="pile-pictures"
        data-choosing={isChoosing ? "" : undefined}
        aria-label={label}
        onKeyDown={walk}
      >
        {shown.map((picture, index) => (
          <Item
            key={picture.example.id}
            {...props}
            picture={picture}
            isTabStop={index === tabStop}
            onFocus={() => setFocused(index)}
          />
        ))}
      </ul>
      {isLong && (
        <div class="show-all">
          {numHidden > 0 && (
            <Button look="quiet" onClick={() => setNumRowsMore(numRowsMore + ROWS_MORE)}>
              {unlabelledText.andMore(numHidden)}
            </Button>
          )}
          {numRowsMore > 0 && (
            <Button look="quiet" onClick={() => setNumRowsMore(0)}>
              {unlabelledText.showFewer}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

interface ItemProps extends PictureButtonsProps {
  picture: PictureButton;
  isTabStop: boolean;
  onFocus: () => void;
}

function Item({ picture, isTabStop, onFocus, onChoose, onRemove, removeLabel }: ItemProps) {
  const { example, label, caption, isPressed } = picture;
  const url = useThumbnail(example.blob);
  const tabIndex = isTabStop ? 0 : -1;
  return (
    <li>
      <button
        type="button"
        class="pile-picture"
        aria-label={label}
        title={label}
        aria-pressed={isPressed}
        tabIndex={tabIndex}
        draggable
        onFocus={onFocus}
        onClick={(event) => onChoose(example.id, event.shiftKey || event.ctrlKey || event.metaKey)}
        onDragStart={(event) => event.dataTransfer?.setData(PICTURES_DRAG_TYPE, String(example.id))}
      >
        {url !== undefined && <img src={url} alt="" decoding="async" draggable={false} />}
        {caption !== undefined && <span class="numbers">{caption}</span>}
      </button>
      {onRemove && (
        <button
          type="button"
          class="pile-remove"
          aria-label={removeLabel?.(example)}
          title={removeLabel?.(example)}
          tabIndex={tabIndex}
          onFocus={onFocus}
          onClick={() => onRemove(example.id)}
        >
          <CloseIcon />
        </button>
      )}
    </li>
  );
}
