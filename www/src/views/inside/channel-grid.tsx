/** All channels of a layer as heat maps on one canvas, of which only the rows near the screen are painted. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useElementWidth } from "../../draw/element-width";
import { rowsOnScreen, type TileGrid, tileAfterKey, tileAt, tileGrid } from "../../draw/grid-window";
import { type PlacedMap, paintMaps } from "../../draw/paint-maps";
import type { LayerInfo, SeenLayer } from "../../engine/protocol";
import type { SortedChannels } from "../../state/inside/channel-sort";
import { placeOfChannel } from "../../state/inside/walk";
import { insideText } from "../../text/inside";
import { useApp } from "../app-context";
import { rememberOrigin } from "./zoom";

export interface ChannelGridProps {
  /** The layer on view; the maps may be those of the one before it. */
  layer: number;
  layers: readonly LayerInfo[];
  answer: SeenLayer;
  sorted: SortedChannels;
  isOneScale: boolean;
  label: string;
  /** A sentence about the channel at a position of the order. */
  nameOf(position: number): string;
  onPoint(position: number | undefined): void;
}

/** Maps of 7 places a side need no more; those of 112 want what there is. */
const SMALLEST_TILE = { few: 44, many: 62 };

/** So little that a live picture is not painted for nobody. */
const MARGIN = 60;

export function ChannelGrid(props: ChannelGridProps) {
  const { layer, layers, answer, sorted, isOneScale, label, nameOf, onPoint } = props;
  const { intents, select } = useApp();
  const isQuick = select.trying.value.source.from === "camera";
  const [place, width] = useElementWidth<HTMLDivElement>(640);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [walked, setWalked] = useState(0);
  const [hovered, setHovered] = useState<number | undefined>(undefined);
  const [hasFocus, setHasFocus] = useState(false);
  const numTiles = sorted.channels.length;
  const grid = tileGrid(width, numTiles, answer.side <= 14 ? SMALLEST_TILE.few : SMALLEST_TILE.many);
  const shown = hovered ?? (hasFocus ? walked : undefined);
  useEffect(() => onPoint(shown), [shown]);

  const paint = () => {
    const [element, frame] = [canvas.current, place.current];
    if (!element || !frame) return;
    const rows = rowsOnScreen(grid, frame.getBoundingClientRect().top, innerHeight, MARGIN);
    const top = rows.first * grid.pitch;
    const height = Math.max(0, (rows.end - rows.first) * grid.pitch);
    element.style.transform = `translateY(${top}px)`;
    element.style.width = `${width}px`;
    element.style.height = `${height}px`;
    const maps = placedMaps(grid, rows, answer.layer, sorted.channels);
    paintMaps(element, { width, height, maps, seen: [answer], layers, isOneScale, isQuick });
  };

  useLayoutEffect(paint);
  useEffect(() => {
    let frame = 0;
    const paintSoon = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(paint);
    };
    // Whatever it is that scrolls: scrolling does not bubble, but it can be captured.
    document.addEventListener("scroll", paintSoon, { capture: true, passive: true });
    addEventListener("resize", paintSoon);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener("scroll", paintSoon, { capture: true });
      removeEventListener("resize", paintSoon);
    };
  });

  const open = (position: number) => {
    const box = boxOf(grid, position);
    const frame = place.current?.getBoundingClientRect();
    if (frame) rememberOrigin(new DOMRect(frame.left + box.x, frame.top + box.y, box.width, box.height));
    intents.inside.goTo(placeOfChannel(layers, layer, sorted.channels[position] ?? 0));
  };
  const positionOf = (event: MouseEvent) => tileAt(grid, event.offsetX, event.offsetY, numTiles);

  const onKey = (event: KeyboardEvent) => {
    const next = tileAfterKey(event.key, walked, grid, numTiles);
    if (event.key === "Enter" || event.key === " ") open(walked);
    else if (next === undefined) return;
    else {
      setWalked(next);
      setHovered(undefined);
    }
    event.preventDefault();
  };

  return (
    <div
      ref={place}
      class="channel-grid"
      role="listbox"
      tabIndex={0}
      aria-label={`${label}. ${insideText.gridKeys}`}
      aria-activedescendant="channel-walked"
      style={{ height: `${grid.height}px` }}
      onKeyDown={onKey}
      onFocus={() => setHasFocus(true)}
      onBlur={() => setHasFocus(false)}
      onPointerDown={(event) => {
        // The keyboard goes on from where the pointer was.
        const position = positionOf(event);
        if (position !== undefined) setWalked(position);
      }}
      onPointerMove={(event) => setHovered(positionOf(event))}
      onPointerLeave={() => setHovered(undefined)}
      onClick={(event) => {
        const position = positionOf(event);
        if (position !== undefined) open(position);
      }}
    >
      <canvas ref={canvas} />
      {hovered !== undefined && <Frame grid={grid} position={hovered} kind="hovered" />}
      <WalkedTile
        grid={grid}
        position={Math.min(walked, numTiles - 1)}
        numTiles={numTiles}
        hasFocus={hasFocus}
        name={nameOf(Math.min(walked, numTiles - 1))}
      />
    </div>
  );
}

function placedMaps(
  grid: TileGrid,
  rows: { first: number; end: number },
  layer: number,
  channels: readonly number[],
): PlacedMap[] {
  const top = rows.first * grid.pitch;
  return channels.slice(rows.first * grid.columns, rows.end * grid.columns).map((channel, index) => {
    const box = boxOf(grid, rows.first * grid.columns + index);
    // The answer about a whole layer has its channels in the order of their numbers.
    return { ...box, y: box.y - top, layer, index: channel };
  });
}

function boxOf({ columns, pitch, tileSide }: TileGrid, position: number) {
  const [column, row] = [position % columns, Math.floor(position / columns)];
  return { x: column * pitch, y: row * pitch, width: tileSide, height: tileSide };
}

function Frame({ grid, position, kind }: { grid: TileGrid; position: number; kind: string }) {
  return <span class="channel-frame" data-kind={kind} style={frameStyle(grid, position)} />;
}

interface WalkedTileProps {
  grid: TileGrid;
  position: number;
  numTiles: number;
  hasFocus: boolean;
  name: string;
}

/** The only one of the many channels that is an element: the one that the keyboard has come to. */
function WalkedTile({ grid, position, numTiles, hasFocus, name }: WalkedTileProps) {
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    // Not for a pointer, which has come to where it looks: what it is about to click must not move away.
    const isByKeyboard = element.current?.closest(":focus-visible") !== null;
    if (hasFocus && isByKeyboard) element.current?.scrollIntoView({ block: "nearest" });
  }, [position, hasFocus]);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list around it has the focus.
    <span
      ref={element}
      id="channel-walked"
      class="channel-frame"
      data-kind={hasFocus ? "walked" : "resting"}
      role="option"
      aria-selected="true"
      aria-posinset={position + 1}
      aria-setsize={numTiles}
      aria-label={name}
      style={frameStyle(grid, position)}
    />
  );
}

function frameStyle(grid: TileGrid, position: number) {
  const { x, y, width, height } = boxOf(grid, position);
  return { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` };
}
