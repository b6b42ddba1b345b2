/** A strip of dots a class, all on one scale, each strip with the mark of its mean. */
import { beeswarm, dotsPath, type StripScale, stripScale } from "./class-strips-geometry";
import { useElementWidth } from "./element-width";
import "./neuron-drawings.css";

export interface ClassStrip {
  id: number;
  name: string;
  colour: string;
  values: readonly number[];
  mean: number;
  /** For those who listen. */
  label: string;
  /** Index of the value to single out. */
  chosen: number | undefined;
}

export interface ClassStripsProps {
  strips: readonly ClassStrip[];
  label: string;
  formatValue: (value: number) => string;
  formatTick: (value: number) => string;
}

const STRIP_HEIGHT = 30;
const DOT_RADIUS = 3;
const MARGIN = 6;
const AXIS_HEIGHT = 18;

export function ClassStrips({ strips, label, formatValue, formatTick }: ClassStripsProps) {
  const [place, width] = useElementWidth<HTMLDivElement>(320);
  const scale = stripScale(
    strips.flatMap(({ values }) => values),
    width,
    MARGIN,
    formatTick,
  );
  return (
    <div ref={place} class="class-strips">
      <ul aria-label={label}>
        {strips.map((strip) => (
          <li key={strip.id} style={{ "--hue": strip.colour }}>
            <span class="visually-hidden">{strip.label}</span>
            <span class="class-strip-name" aria-hidden="true">
              <span dir="auto">{strip.name}</span>
              <span class="quiet numbers">{formatValue(strip.mean)}</span>
            </span>
            <Strip strip={strip} scale={scale} width={width} />
          </li>
        ))}
      </ul>
      <svg class="class-strips-axis" aria-hidden="true" width={width} height={AXIS_HEIGHT}>
        {scale.ticks.map(({ position, text }) => (
          <text key={text} x={position} y={13} text-anchor="middle">
            {text}
          </text>
        ))}
      </svg>
    </div>
  );
}

function Strip({ strip, scale, width }: { strip: ClassStrip; scale: StripScale; width: number }) {
  const dots = beeswarm(
    strip.values.map((value) => scale.positionOf(value)),
    STRIP_HEIGHT,
    DOT_RADIUS,
  );
  const mean = scale.positionOf(strip.mean);
  const chosen = strip.chosen === undefined ? undefined : dots[strip.chosen];
  return (
    <svg aria-hidden="true" width={width} height={STRIP_HEIGHT}>
      <line class="class-strip-ground" x1={0} x2={width} y1={STRIP_HEIGHT / 2} y2={STRIP_HEIGHT / 2} />
      <path class="class-strip-dots" d={dotsPath(dots, DOT_RADIUS)} />
      <line class="class-strip-mean" x1={mean} x2={mean} y1={1} y2={STRIP_HEIGHT - 1} />
      {chosen && <circle class="class-strip-chosen" cx={chosen.x} cy={chosen.y} r={DOT_RADIUS + 2} />}
    </svg>
  );
}
