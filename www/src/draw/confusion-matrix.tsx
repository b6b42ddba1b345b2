/** True classes against predicted ones, as a table of buttons that one walks through with the arrow keys. */
import { useRef, useState } from "preact/hooks";
import {
  type CellPosition,
  type ConfusionCell,
  cellAfterKey,
  confusionRows,
  shadePercent,
} from "./confusion-geometry";
import "./draw.css";

export interface ConfusionMatrixProps {
  classNames: readonly string[];
  colours: readonly string[];
  /** Row by row; row = true class, column = predicted class. */
  counts: readonly number[];
  /** What the table shows; said by screen readers. */
  label: string;
  trueLabel: string;
  predictedLabel: string;
  /** One cell in words, for instance "3 pictures of cats were taken for dogs". */
  describeCell: (trueName: string, predictedName: string, count: number) => string;
  onSelectCell?: (row: number, column: number) => void;
  selectedCell?: CellPosition | undefined;
}

/** From this many classes on, column names are written upwards to save width. */
const CROWDED_FROM = 5;

export function ConfusionMatrix(props: ConfusionMatrixProps) {
  const { classNames, colours, counts, selectedCell } = props;
  const numClasses = classNames.length;
  const table = useRef<HTMLTableElement>(null);
  const [current, setCurrent] = useState<CellPosition>({ row: 0, column: 0 });
  // One stop of the tab key for the whole table; a class may have gone since the cell was chosen.
  const stop = current.row < numClasses && current.column < numClasses ? current : { row: 0, column: 0 };

  const walk = (event: KeyboardEvent) => {
    const next = cellAfterKey(event.key, stop, numClasses);
    if (!next) return;
    event.preventDefault();
    setCurrent(next);
    const selector = `[data-row="${next.row}"][data-column="${next.column}"]`;
    table.current?.querySelector<HTMLButtonElement>(selector)?.focus();
  };

  return (
    <div class="confusion" data-crowded={numClasses >= CROWDED_FROM ? "" : undefined}>
      <table ref={table} aria-label={props.label}>
        <thead>
          <tr>
            <td class="confusion-corner" />
            <th class="confusion-axis" scope="colgroup" colSpan={numClasses}>
              {props.predictedLabel}
            </th>
          </tr>
          <tr>
            <th class="confusion-axis" scope="col">
              {props.trueLabel}
            </th>
            {classNames.map((name, index) => (
              <ClassHeader key={index} scope="col" name={name} colour={colours[index]} />
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={walk}>
          {confusionRows(counts, numClasses).map((cells, row) => (
            <tr key={row}>
              <ClassHeader scope="row" name={classNames[row] ?? ""} colour={colours[row]} />
              {cells.map((cell) => (
                <Cell
                  key={cell.column}
                  cell={cell}
                  colour={colours[row]}
                  description={props.describeCell(
                    classNames[row] ?? "",
                    classNames[cell.column] ?? "",
                    cell.count,
                  )}
                  isTabStop={stop.row === row && stop.column === cell.column}
                  isSelected={selectedCell?.row === row && selectedCell.column === cell.column}
                  onFocus={() => setCurrent({ row, column: cell.column })}
                  onSelect={() => props.onSelectCell?.(row, cell.column)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ClassHeader({
  scope,
  name,
  colour,
}: {
  scope: "row" | "col";
  name: string;
  colour: string | undefined;
}) {
  return (
    <th class="confusion-class" scope={scope} title={name} style={{ "--hue": colour }}>
      <span dir="auto">{name}</span>
    </th>
  );
}

interface CellProps {
  cell: ConfusionCell;
  colour: string | undefined;
  description: string;
  isTabStop: boolean;
  isSelected: boolean;
  onFocus: () => void;
  onSelect: () => void;
}

function Cell({ cell, colour, description, isTabStop, isSelected, onFocus, onSelect }: CellProps) {
  const kind = cell.count === 0 ? "none" : cell.isRight ? "right" : "wrong";
  return (
    <td>
      <button
        type="button"
        class="confusion-cell"
        data-row={cell.row}
        data-column={cell.column}
        data-kind={kind}
        aria-label={description}
        title={description}
        aria-pressed={isSelected}
        tabIndex={isTabStop ? 0 : -1}
        style={{ "--hue": colour, "--shade": `${shadePercent(cell)}%` }}
        onFocus={onFocus}
        onClick={onSelect}
      >
        {cell.count}
      </button>
    </td>
  );
}
