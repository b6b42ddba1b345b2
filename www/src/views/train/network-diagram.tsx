/** The drawing of the network: maps get smaller and deeper until one list of features is left for the classes. */
import type { ComponentChildren } from "preact";
import { useElementWidth } from "../../draw/element-width";
import { NETWORK_SHAPES } from "../../draw/network-shapes";
import type { NetworkName } from "../../engine/protocol";
import { text } from "../../text";
import { NETWORK_HEIGHT, networkGeometry, PICTURE_SIZE } from "./network-geometry";

interface DiagramClass {
  colour: string;
  /** Probability of this class for the picture in hand; absent while there is no answer. */
  share: number | undefined;
}

export interface NetworkDiagramProps {
  pictureUrl: string | undefined;
  /** Lies over the picture's place while the camera is what the network sees. */
  live?: ComponentChildren;
  network: NetworkName;
  label: string;
  classes: readonly DiagramClass[];
}

/** More dots than this would touch each other. */
const MOST_DOTS = 8;
const MIDDLE = NETWORK_HEIGHT / 2;
const TOP = MIDDLE - PICTURE_SIZE / 2;
const LABELS_Y = NETWORK_HEIGHT + 12;

export function NetworkDiagram({ pictureUrl, live, network, label, classes }: NetworkDiagramProps) {
  const [place, width] = useElementWidth<HTMLDivElement>(520);
  const shape = NETWORK_SHAPES[network];
  const geometry = networkGeometry(width, shape);
  return (
    <div ref={place} class="network-diagram">
      {live}
      <svg width={width} height={NETWORK_HEIGHT + 18} role="img" aria-label={label}>
        <clipPath id="network-picture">
          <rect x="0.5" y={TOP} width={PICTURE_SIZE} height={PICTURE_SIZE} rx="6" />
        </clipPath>
        <rect class="network-picture" x="0.5" y={TOP} width={PICTURE_SIZE} height={PICTURE_SIZE} rx="6" />
        {pictureUrl !== undefined && (
          <image
            href={pictureUrl}
            x="0.5"
            y={TOP}
            width={PICTURE_SIZE}
            height={PICTURE_SIZE}
            clip-path="url(#network-picture)"
          />
        )}
        <path class="network-flow" d={`M${PICTURE_SIZE + 6} ${MIDDLE}H${geometry.firstX - 5}`} />
        <g class="network-layers">
          {geometry.layers.map(({ x, width: layerWidth, height }, index) => (
            <rect
              key={index}
              x={x}
              y={MIDDLE - height / 2}
              width={layerWidth}
              height={height}
              rx={Math.min(2, layerWidth / 2)}
              style={{ "--turn": index }}
            />
          ))}
        </g>
        <path class="network-flow" d={`M${geometry.lastX + 5} ${MIDDLE}H${geometry.featuresX - 5}`} />
        <rect
          class="network-features"
          x={geometry.featuresX}
          y={TOP}
          width="4"
          height={PICTURE_SIZE}
          rx="2"
        />
        <Head fromX={geometry.featuresX + 8} toX={geometry.classesX} classes={classes.slice(0, MOST_DOTS)} />
        <g class="network-labels">
          <text x={geometry.stemX} y={LABELS_Y} text-anchor="middle">
            {text.network.stem}
          </text>
          <text x={geometry.blocksX} y={LABELS_Y} text-anchor="middle">
            {text.network.blocks(shape.blocks.length)}
          </text>
          <text x={geometry.featuresX + 6} y={LABELS_Y} text-anchor="end">
            {text.network.pooling}
          </text>
          <text x={width} y={LABELS_Y} text-anchor="end">
            {text.network.classes(classes.length)}
          </text>
        </g>
      </svg>
    </div>
  );
}

function Head({ fromX, toX, classes }: { fromX: number; toX: number; classes: readonly DiagramClass[] }) {
  const gap = Math.min(20, (NETWORK_HEIGHT - 16) / Math.max(1, classes.length));
  const dotY = (index: number) => MIDDLE + (index - (classes.length - 1) / 2) * gap;
  const bend = (toX - fromX) / 2;
  return (
    <g class="network-head">
      {classes.map(({ colour, share }, index) => (
        <path
          key={index}
          d={`M${fromX} ${MIDDLE}C${fromX + bend} ${MIDDLE} ${toX - bend} ${dotY(index)} ${toX - 9} ${dotY(index)}`}
          style={{ "--hue": colour, "--share": share ?? 0 }}
        />
      ))}
      {classes.map(({ colour, share }, index) => (
        <circle
          key={index}
          cx={toX}
          cy={dotY(index)}
          r={Math.min(gap / 2 - 1, 3.5 + 4.5 * (share ?? 0))}
          style={{ "--hue": colour }}
        />
      ))}
      {classes.length === 0 && <circle class="network-no-class" cx={toX} cy={MIDDLE} r="4" />}
    </g>
  );
}
