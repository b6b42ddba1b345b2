/** Heat maps on one canvas, and over it a link for each map and each layer, walked with the arrow keys. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Box } from "../../draw/map-geometry";
import { directionOfKey, nearestItem } from "../../draw/nearest-item";
import { type MapsOnCanvas, type PlacedMap, paintMaps } from "../../draw/paint-maps";
import type { InsidePlace } from "../../state/inside/inside-state";
import { useApp } from "../app-context";
import { InsideLink } from "./inside-link";

export interface FieldLink extends Box {
  place: InsidePlace;
  /** Absent where what is written there says it all. */
  label?: string;
  kind: "map" | "head" | "strip";
  /** Set for the link of a map. */
  map?: PlacedMap;
  children?: ComponentChildren;
}

export interface TileFieldProps extends Omit<MapsOnCanvas, "maps"> {
  /** In the order in which they are read. Must be the same list as long as nothing in it changes. */
  links: readonly FieldLink[];
  label: string;
  /** An older picture's maps, until the new ones are there. */
  isOld: boolean;
  /** Hears which link is pointed at or has the focus. */
  onPoint(link: FieldLink | undefined): void;
  /** Lies beneath the maps. */
  children?: ComponentChildren;
}

export function TileField(props: TileFieldProps) {
  const { links, label, isOld, onPoint, children, width, height, seen, layers, others } = props;
  const isQuick = useApp().select.trying.value.source.from === "camera";
  const canvas = useRef<HTMLCanvasElement>(null);
  const field = useRef<HTMLElement>(null);
  const [stop, setStop] = useState(0);
  const maps = useMemo(() => links.flatMap(({ map }) => map ?? []), [links]);

  useLayoutEffect(() => {
    if (canvas.current)
      paintMaps(canvas.current, { width, height, maps, seen, layers, isQuick, others: others ?? [] });
  }, [width, height, maps, seen, layers, isQuick, others]);

  const walk = (event: KeyboardEvent) => {
    const direction = directionOfKey(event.key);
    const next = direction && nearestItem(links, Math.min(stop, links.length - 1), direction);
    if (next === undefined) return;
    event.preventDefault();
    setStop(next);
    field.current?.querySelectorAll<HTMLElement>(".field-link")[next]?.focus();
  };

  // Kept while frames come and go: a live camera changes the canvas, not the links.
  const tabStop = Math.min(stop, links.length - 1);
  const drawnLinks = useMemo(
    () =>
      links.map((link, index) => (
        <FieldItem
          key={index}
          link={link}
          isTabStop={index === tabStop}
          onPoint={(isPointed) => onPoint(isPointed ? link : undefined)}
          onFocus={() => setStop(index)}
        />
      )),
    [links, tabStop],
  );

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in.
    <section
      ref={field}
      class="tile-field"
      role="group"
      aria-label={label}
      data-old={isOld ? "" : undefined}
      style={{ height: `${height}px` }}
      onKeyDown={walk}
    >
      {children}
      <canvas ref={canvas} style={{ width: `${width}px`, height: `${height}px` }} />
      {drawnLinks}
    </section>
  );
}

interface FieldItemProps {
  link: FieldLink;
  isTabStop: boolean;
  onPoint(isPointed: boolean): void;
  onFocus(): void;
}

function FieldItem({ link, isTabStop, onPoint, onFocus }: FieldItemProps) {
  const { place, label, kind, children, x, y, width, height } = link;
  return (
    <span
      class="field-item"
      style={{ left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` }}
    >
      <InsideLink
        class={`field-link field-${kind}`}
        place={place}
        label={label}
        tabIndex={isTabStop ? 0 : -1}
        onPoint={onPoint}
        onFocus={onFocus}
      >
        {children}
      </InsideLink>
    </span>
  );
}
