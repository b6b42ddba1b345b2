/** The network as a row of bars: what learns is outlined in blue, and filled as far as it has moved. */
import { cutStripGeometry, STRIP_HEIGHT } from "../../draw/cut-strip-geometry";
import { useElementWidth } from "../../draw/element-width";
import { movementColour, movementStrength } from "../../draw/movement-colour";
import { NETWORK_SHAPES } from "../../draw/network-shapes";
import { HEAD_ONLY } from "../../state/deeper/depths";
import { useApp } from "../app-context";
import { useMovedParts } from "./use-moved";

export function CutStrip({ cut }: { cut: number }) {
  const [place, width] = useElementWidth<HTMLDivElement>(400);
  const { values, largest } = useMovedParts("distance");
  const shape = NETWORK_SHAPES[useApp().select.network.value.choice.network];
  const { bars, cuts } = cutStripGeometry(width, shape);
  const at = cuts[cut] ?? width;
  return (
    <div ref={place} class="cut-strip">
      <svg width={width} height={STRIP_HEIGHT} aria-hidden="true">
        {bars.map(({ part, x, y, width: barWidth, height }) => (
          <rect
            key={part}
            class="cut-bar"
            data-learns={isLearning(part, cut, shape.blocks.length) ? "" : undefined}
            x={x}
            y={y}
            width={barWidth}
            height={height}
            rx="2"
            style={{ "--moved": movementColour(movementStrength(values[part] ?? 0, largest)) }}
          />
        ))}
        <path class="cut-line" d={`M${at} 0V${STRIP_HEIGHT}`} />
      </svg>
    </div>
  );
}

/** Parts are counted from the first convolution, which learns only with everything else. */
function isLearning(part: number, cut: number, numBlocks: number): boolean {
  if (part === 0) return cut === 0;
  return part === numBlocks + 1 ? cut < HEAD_ONLY : part - 1 >= cut;
}
