/** The weights of one class as a strip of squares; beside it those of another epoch, beneath both what changed. */
import { useMemo } from "preact/hooks";
import { classColour } from "../../draw/colours";
import { useElementWidth } from "../../draw/element-width";
import { PixelCanvas } from "../../draw/pixel-canvas";
import { rankAt, type StripShape, squareOf, stripPixels, stripShape } from "../../draw/weight-strip";
import { lastMapLayer } from "../../state/explain/explain-wishes";
import { type ClassWeights, strongest } from "../../state/learning/weight-change";
import { learningText } from "../../text/learning";
import { useApp } from "../app-context";

/** The same neuron is marked in the strips of all classes. */
export interface MarkedNeuron {
  input: number;
  /** The class whose strip is pointed at; it shows the numbers. */
  classId: number;
}

export interface ClassStripProps {
  weights: ClassWeights;
  /** Which neuron comes first. */
  order: readonly number[];
  cellSide: number;
  strength: number;
  changeStrength: number;
  epoch: number;
  isNow: boolean;
  comparedEpoch: number | undefined;
  isFeature: boolean;
  marked: MarkedNeuron | undefined;
  onMark: (marked: MarkedNeuron | undefined) => void;
}

const LOWEST_STRIP = 12;

export function ClassStrip(props: ClassStripProps) {
  const { weights, order, epoch, isNow, comparedEpoch, isFeature, marked, onMark } = props;
  const { item, shown, compared, change } = weights;
  const { select, intents } = useApp();
  const rank = marked ? order.indexOf(marked.input) : -1;
  // The last layer before pooling, whose channels the head reads.
  const layer = lastMapLayer(select.inside.value.layers) ?? -1;
  const canOpen = isFeature && layer >= 0;
  const open = (input: number) => {
    if (canOpen) intents.inside.goTo({ at: "channel", layer, channel: input });
  };
  const common = { ...props, rank, canOpen, onOpen: open };
  const strip = strongest(shown);
  const changed = change && strongest(change);
  const words = marked && wordsOf(weights, marked.input, isFeature);
  const currentRank = Math.max(0, rank);
  return (
    <div class="class-strip" style={{ "--hue": classColour(item.colour) }}>
      <h4 dir="auto">{item.name}</h4>
      {compared && comparedEpoch !== undefined && (
        <Row
          {...common}
          name={learningText.stripName(comparedEpoch, false)}
          values={compared}
          fullStrength={props.strength}
          label={stripLabel(item.name, comparedEpoch, compared)}
        />
      )}
      <Row
        {...common}
        name={compared ? learningText.stripName(epoch, isNow) : undefined}
        values={shown}
        fullStrength={props.strength}
        label={learningText.stripLabel(item.name, epoch, strip.index, strip.value)}
      />
      {change && changed && (
        <Row
          {...common}
          name={learningText.changeName}
          values={change}
          fullStrength={props.changeStrength}
          label={learningText.changeLabel(item.name, changed.index, changed.value)}
        />
      )}
      <input
        class="hidden-range"
        type="range"
        min={0}
        max={Math.max(0, order.length - 1)}
        value={currentRank}
        aria-label={learningText.stripKeys(item.name)}
        aria-valuetext={wordsOf(weights, order[currentRank] ?? 0, isFeature)}
        onInput={(event) =>
          onMark({ input: order[Number(event.currentTarget.value)] ?? 0, classId: item.id })
        }
        onKeyDown={(event) => {
          if (event.key === "Enter") open(order[currentRank] ?? 0);
        }}
        onBlur={() => onMark(undefined)}
      />
      {marked?.classId === item.id && (
        <p class="strip-note numbers" aria-hidden="true">
          {words}
          {canOpen && <span class="quiet"> {learningText.neuronOpen}</span>}
        </p>
      )}
    </div>
  );
}

interface RowProps extends ClassStripProps {
  name: string | undefined;
  values: Float32Array;
  fullStrength: number;
  label: string;
  rank: number;
  canOpen: boolean;
  onOpen: (input: number) => void;
}

function Row({ name, values, fullStrength, label, order, cellSide, rank, ...props }: RowProps) {
  const [place, width] = useElementWidth<HTMLDivElement>(360);
  const shape = stripShape(order.length, width, cellSide);
  const pixels = useMemo(
    () => stripPixels(values, order, shape, fullStrength),
    [values, order, shape.columns, shape.rows, fullStrength],
  );
  const height = Math.max(LOWEST_STRIP, shape.rows * cellSide);
  const inputAt = (event: MouseEvent) => {
    const at = rankAt({ x: event.offsetX / width, y: event.offsetY / height }, shape, order.length);
    return at === undefined ? undefined : order[at];
  };
  return (
    <div class="strip-row">
      {name !== undefined && <span class="quiet">{name}</span>}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the range input of the class hears the keys. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: as above. */}
      <div
        ref={place}
        class="pixel-place"
        data-link={props.canOpen ? "" : undefined}
        onPointerMove={(event) => {
          const input = inputAt(event);
          props.onMark(input === undefined ? undefined : { input, classId: props.weights.item.id });
        }}
        onPointerLeave={() => props.onMark(undefined)}
        onClick={(event) => {
          const input = inputAt(event);
          if (input !== undefined) props.onOpen(input);
        }}
      >
        <PixelCanvas pixels={pixels} {...shape} height={height} label={label} />
        {rank >= 0 && <SquareMark rank={rank} shape={shape} />}
      </div>
    </div>
  );
}

function SquareMark({ rank, shape }: { rank: number; shape: StripShape }) {
  const { column, row } = squareOf(rank, shape);
  return (
    <span
      class="square-mark"
      style={{
        left: `${(100 * column) / shape.columns}%`,
        top: `${(100 * row) / shape.rows}%`,
        width: `${100 / shape.columns}%`,
        height: `${100 / shape.rows}%`,
      }}
    />
  );
}

function stripLabel(className: string, epoch: number, values: Float32Array): string {
  const { index, value } = strongest(values);
  return learningText.stripLabel(className, epoch, index, value);
}

function wordsOf({ item, shown, compared, change }: ClassWeights, input: number, isFeature: boolean): string {
  const parts = [
    learningText.neuron(input, isFeature),
    learningText.weight(item.name, shown[input] ?? 0),
    ...(compared ? [learningText.weightBefore(compared[input] ?? 0)] : []),
    ...(change ? [learningText.weightChange(change[input] ?? 0)] : []),
  ];
  return parts.join(", ");
}
