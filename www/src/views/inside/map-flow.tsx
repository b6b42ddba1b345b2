/** The quiet lines along which everything flows on the map, and what stands along them. */
import type { MapGeometry } from "../../draw/map-geometry";
import { insideText } from "../../text/inside";

export interface FlowingClass {
  colour: string;
  share: number | undefined;
  /** Middle of its name, from the top of the map. */
  y: number;
}

export interface MapFlowProps {
  width: number;
  geometry: MapGeometry;
  classes: readonly FlowingClass[];
}

export function MapFlow({ width, geometry, classes }: MapFlowProps) {
  return (
    <svg class="map-flow" width={width} height={geometry.height} aria-hidden="true">
      {geometry.isWide ? (
        <WideFlow geometry={geometry} classes={classes} />
      ) : (
        <NarrowFlow geometry={geometry} />
      )}
    </svg>
  );
}

function WideFlow({ geometry, classes }: Omit<MapFlowProps, "width">) {
  const { picture, layers, features, groups, middle } = geometry;
  const ends = [picture, ...layers, features];
  const fromX = features.x + features.width + 4;
  const toX = geometry.classes.x - 6;
  const bend = (toX - fromX) / 2;
  return (
    <>
      {ends.slice(1).map((to, index) => {
        const from = ends[index] ?? to;
        return <path key={index} class="flow-line" d={`M${from.x + from.width + 3} ${middle}H${to.x - 3}`} />;
      })}
      {groups.map(({ side, from, to }) => (
        <g key={from} class="flow-group">
          <path d={`M${from} 17v-3H${to}v3`} />
          <text x={(from + to) / 2} y="9" text-anchor="middle">
            {to - from > 44 ? insideText.side(side) : side}
          </text>
        </g>
      ))}
      {classes.map(({ colour, share, y }, index) => (
        <path
          key={index}
          class="flow-class"
          d={`M${fromX} ${middle}C${fromX + bend} ${middle} ${toX - bend} ${y} ${toX} ${y}`}
          style={{ "--hue": colour, "--share": share ?? 0 }}
        />
      ))}
    </>
  );
}

function NarrowFlow({ geometry }: { geometry: MapGeometry }) {
  const { picture, layers, features } = geometry;
  const ends = [picture, ...layers, features];
  const x = picture.x + 14;
  return (
    <>
      {ends.slice(1).map((to, index) => {
        const from = ends[index] ?? to;
        return <path key={index} class="flow-line" d={`M${x} ${from.y + from.height + 2}V${to.y - 2}`} />;
      })}
    </>
  );
}
