/** The small map of the channel over the picture: a click or the arrow keys lead to the sum at another place. */
import { useEffect, useRef } from "preact/hooks";
import { drawChannelMap } from "../../draw/channel-map";
import type { ChannelPlaces, ValuePlace } from "../../state/explain/explain-state";
import { explainText } from "../../text/explain";
import { useApp } from "../app-context";
import { IconButton } from "../shared/button";
import { useObjectUrl } from "../shared/use-object-url";
import { ArrowIcon } from "./arrow-icon";
import { takeFocusOnPlaces } from "./focus-on-places";

export interface PlaceMapProps {
  of: ValuePlace;
  side: number;
  map: ChannelPlaces | undefined;
}

const STEPS = {
  ArrowUp: { rows: -1, columns: 0, name: "up" },
  ArrowLeft: { rows: 0, columns: -1, name: "left" },
  ArrowRight: { rows: 0, columns: 1, name: "right" },
  ArrowDown: { rows: 1, columns: 0, name: "down" },
} as const;

export function PlaceMap({ of, side, map }: PlaceMapProps) {
  const { select, intents } = useApp();
  const { source } = select.trying.value;
  const url = useObjectUrl(source.from === "picture" ? source.blob : undefined);
  const canvas = useRef<HTMLCanvasElement>(null);
  const square = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (takeFocusOnPlaces(of)) square.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    if (canvas.current && map) drawChannelMap(canvas.current, map);
  }, [map]);

  const goTo = (row: number, column: number) => {
    const within = (position: number) => Math.min(side - 1, Math.max(0, position));
    const next = { row: within(row), column: within(column) };
    if (next.row === of.row && next.column === of.column) return;
    intents.inside.goTo({ at: "value", ...of, ...next });
  };

  return (
    <div class="place-map">
      <div
        ref={square}
        class="place-map-square"
        role="application"
        aria-label={explainText.mapLabel(of.row, of.column)}
        aria-describedby="place-map-hint"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it hears the arrow keys.
        tabIndex={0}
        onKeyDown={(event) => {
          const step = Object.hasOwn(STEPS, event.key) ? STEPS[event.key as keyof typeof STEPS] : undefined;
          if (!step) return;
          event.preventDefault();
          goTo(of.row + step.rows, of.column + step.columns);
        }}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const index = (position: number, size: number) => Math.floor((position / Math.max(1, size)) * side);
          goTo(index(event.clientY - box.top, box.height), index(event.clientX - box.left, box.width));
        }}
      >
        {url !== undefined && <img src={url} alt="" />}
        <canvas ref={canvas} />
        <span
          class="place-map-mark"
          style={{
            left: `${((of.column + 0.5) / side) * 100}%`,
            top: `${((of.row + 0.5) / side) * 100}%`,
            width: `${100 / side}%`,
          }}
        />
      </div>
      <div class="place-map-side">
        <span class="numbers">{explainText.place(of.row, of.column)}</span>
        <fieldset class="place-map-steps" aria-label={explainText.moves}>
          {Object.entries(STEPS).map(([key, { rows, columns, name }]) => (
            <IconButton
              key={key}
              label={explainText[name]}
              onClick={() => goTo(of.row + rows, of.column + columns)}
            >
              <ArrowIcon rows={rows} columns={columns} />
            </IconButton>
          ))}
        </fieldset>
        <span id="place-map-hint" class="quiet">
          {explainText.mapHint}
        </span>
      </div>
    </div>
  );
}
