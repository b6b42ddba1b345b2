/** A square of numbers on their colours, one cell a number; with the arrow keys one walks through those that lead on. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { FormulaSymbol } from "../../draw/layer-formula";

export interface NumberGridProps {
  side: number;
  label: string;
  symbol: FormulaSymbol;
  /** Row by row. */
  cells: readonly NumberCell[];
  /** Number of the first cell's product. */
  firstTerm: number;
  litTerm: number | undefined;
  /** The arrow keys walk here. */
  isWalkable?: boolean;
}

export interface NumberCell {
  shown: string;
  title: string;
  background: string | undefined;
  isOutside: boolean;
  /** The one that counts. */
  isMarked?: boolean;
  /** What makes the number lead somewhere; gets whether it is the one stop for the tab key. */
  link?: (tabIndex: 0 | -1, shown: string) => ComponentChildren;
}

export function NumberGrid(props: NumberGridProps) {
  const { side, label, symbol, cells, firstTerm, litTerm, isWalkable = false } = props;
  const [current, setCurrent] = useState(0);
  const places = Array.from({ length: side }, (_, place) => place);

  const walk = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const next = neighbour(event.key, current, side);
    if (next === undefined) return;
    event.preventDefault();
    event.currentTarget.querySelectorAll<HTMLElement>("[tabindex]")[next]?.focus();
    setCurrent(next);
  };

  const cellAt = (place: number) => {
    const cell = cells[place];
    if (!cell) return null;
    const tabIndex = place === current ? 0 : -1;
    const term = firstTerm + place;
    const isStop = isWalkable && !cell.link;
    return (
      <td
        key={place}
        data-term={term}
        data-lit={litTerm === term ? "" : undefined}
        data-outside={cell.isOutside ? "" : undefined}
        data-marked={cell.isMarked ? "" : undefined}
        title={cell.title}
        style={{ background: cell.background }}
        tabIndex={isStop ? tabIndex : undefined}
        aria-description={isStop ? cell.title : undefined}
        onFocusIn={() => setCurrent(place)}
      >
        {isWalkable && cell.link ? cell.link(tabIndex, cell.shown) : <span>{cell.shown}</span>}
      </td>
    );
  };

  return (
    <table
      class="number-grid"
      role={isWalkable ? "grid" : undefined}
      aria-label={label}
      data-symbol={symbol}
      style={{ "--side": side }}
      onKeyDown={isWalkable ? walk : undefined}
    >
      <tbody>
        {places.map((row) => (
          <tr key={row}>{places.map((column) => cellAt(row * side + column))}</tr>
        ))}
      </tbody>
    </table>
  );
}

/** Edges stop. */
function neighbour(key: string, place: number, side: number): number | undefined {
  const [row, column] = [Math.floor(place / side), place % side];
  switch (key) {
    case "ArrowUp":
      return row > 0 ? place - side : place;
    case "ArrowDown":
      return row < side - 1 ? place + side : place;
    case "ArrowLeft":
      return column > 0 ? place - 1 : place;
    case "ArrowRight":
      return column < side - 1 ? place + 1 : place;
    default:
      return undefined;
  }
}
