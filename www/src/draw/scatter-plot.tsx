/** A map of pictures that one can point at, walk through with the arrow keys, and draw a lasso on. */
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { createMovingPlaces } from "./moving-places";
import { drawScatter, type ScatterDot } from "./scatter-canvas";
import { dotInDirection, nearestDot, type Point, type ScatterDirection } from "./scatter-geometry";
import { useLasso } from "./use-lasso";
import "./learning-drawings.css";

export interface ScatterPlotProps {
  width: number;
  height: number;
  dots: readonly ScatterDot[];
  /** Where they belong, two CSS pixels a dot; dots with `NaN` are left out. */
  places: Float32Array;
  /** How long they take to get there; 0 for at once. */
  travelMillis: number;
  imageSide: number;
  markedId: number | undefined;
  /** The dot that is pointed at, and where it is. */
  onMark: (id: number | undefined, place: Point | undefined) => void;
  /** `isMany` adds to what is selected. */
  onChoose: (id: number, isMany: boolean) => void;
  onLasso: (ids: number[], isMany: boolean) => void;
  label: string;
  describe: (id: number) => string;
  /** The plot is drawn again when it changes: colours come from the style sheet. */
  appearance: unknown;
}

const REACH = 12;
const REACH_OF_FINGER = 22;

export function ScatterPlot(props: ScatterPlotProps) {
  const { width, height, dots, places, markedId, onMark } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const optionId = useId();
  const moving = useRef(createMovingPlaces());
  const lasso = useRef<readonly Point[]>([]);
  const draw = () => {
    const { now } = moving.current;
    const drawing = { ...latest.current, places: now, lasso: lasso.current };
    if (canvas.current) drawScatter(canvas.current, drawing);
  };
  const latest = useRef(props);
  latest.current = props;

  useLayoutEffect(() => {
    const ids = dots.map(({ id }) => id);
    moving.current.moveTo(ids, places, props.travelMillis, draw);
  }, [places]);
  useLayoutEffect(draw, [dots, width, height, markedId, props.imageSide, props.appearance]);
  useEffect(() => () => moving.current.stop(), []);

  const dotUnder = (point: Point, reach: number) => nearestDot(moving.current.now, point, reach);
  const mark = (index: number | undefined) => {
    const id = index === undefined ? undefined : dots[index]?.id;
    const { now } = moving.current;
    onMark(id, index === undefined ? undefined : { x: now[index * 2] ?? 0, y: now[index * 2 + 1] ?? 0 });
  };

  const pointer = useLasso({
    onMove: (point, isFinger) => mark(dotUnder(point, isFinger ? REACH_OF_FINGER : REACH)),
    onLeave: () => mark(undefined),
    onOutline(outline) {
      lasso.current = outline;
      draw();
    },
    onClick(point, isFinger, isMany) {
      const index = dotUnder(point, isFinger ? REACH_OF_FINGER : REACH);
      const dot = index === undefined ? undefined : dots[index];
      if (dot) props.onChoose(dot.id, isMany);
    },
    onLasso(inside, isMany) {
      const indices = inside(moving.current.now);
      props.onLasso(
        indices.flatMap((index) => dots[index]?.id ?? []),
        isMany,
      );
    },
  });

  const markedIndex = dots.findIndex(({ id }) => id === markedId);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = indexAfterKey(event.key, markedIndex, moving.current.now);
    if (next !== undefined) mark(next);
    else if (event.key === "Escape" && markedIndex >= 0) mark(undefined);
    else if ((event.key === "Enter" || event.key === " ") && markedId !== undefined) {
      props.onChoose(markedId, event.key === " ");
    } else return;
    event.preventDefault();
  };

  return (
    <div
      class="scatter"
      role="listbox"
      tabIndex={0}
      aria-label={props.label}
      aria-multiselectable="true"
      aria-activedescendant={markedIndex >= 0 ? optionId : undefined}
      onKeyDown={onKeyDown}
      onBlur={() => mark(undefined)}
    >
      <canvas ref={canvas} style={{ width: `${width}px`, height: `${height}px` }} {...pointer} />
      {/* One element speaks for thousands: the one that is pointed at. */}
      <span
        id={optionId}
        role="option"
        tabIndex={-1}
        class="visually-hidden"
        aria-selected={dots[markedIndex]?.isSelected ?? false}
        aria-posinset={markedIndex < 0 ? undefined : markedIndex + 1}
        aria-setsize={dots.length}
      >
        {markedId !== undefined && markedIndex >= 0 ? props.describe(markedId) : props.label}
      </span>
    </div>
  );
}

const DIRECTIONS: Record<string, ScatterDirection> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

function indexAfterKey(key: string, current: number, places: ArrayLike<number>): number | undefined {
  const direction = DIRECTIONS[key];
  const last = Math.floor(places.length / 2) - 1;
  if (last < 0) return undefined;
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (!direction) return undefined;
  return current < 0 ? 0 : (dotInDirection(places, current, direction) ?? current);
}
