/** One of the learner's pictures with a mark at the place that excites a channel most. */
import { classColour } from "../../draw/colours";
import type { Example } from "../../state/app-state";
import { type PictureSquare, placeCentre } from "../../state/neuron/receptive-field";
import { neuronText } from "../../text/neuron";
import { useApp } from "../app-context";
import { useThumbnail } from "../shared/use-thumbnail";

export interface Mark {
  kind: "frame" | "ring";
  /** Of its middle, and its side, in shares of the picture. */
  x: number;
  y: number;
  side: number;
}

/** Smaller ones could not be seen on a thumbnail. */
const SMALLEST_MARK = 0.14;
const RING = 0.3;

/** A frame around what the place sees, or a ring around the place where that would be too much. */
export function markAt(field: PictureSquare | undefined, side: number, place: number): Mark {
  if (!field) return { kind: "ring", ...placeCentre(side, place), side: RING };
  const { left, top } = field;
  return {
    kind: "frame",
    x: left + field.side / 2,
    y: top + field.side / 2,
    side: Math.max(SMALLEST_MARK, field.side),
  };
}

export function ExcitingPicture(props: { example: Example; strongest: number; mark: Mark }) {
  const { example, strongest, mark } = props;
  const { select, intents } = useApp();
  const url = useThumbnail(example.blob);
  const item = select.classes.value.find(({ id }) => id === example.classId);
  const { source } = select.trying.value;
  const isInHand = source.from === "picture" && source.exampleId === example.id;
  return (
    <button
      type="button"
      class="exciting-picture"
      aria-label={neuronText.picture(example.name, item?.name ?? "", strongest)}
      aria-pressed={isInHand}
      title={example.name}
      style={{ "--hue": classColour(item?.colour ?? 0) }}
      onClick={() => {
        intents.pictures.select(example.id, "only");
        void intents.trying.tryExample(example.id);
      }}
    >
      <span class="exciting-square">
        {url !== undefined && <img src={url} alt="" />}
        <span
          class="exciting-mark"
          data-kind={mark.kind}
          style={{
            left: `${(mark.x - mark.side / 2) * 100}%`,
            top: `${(mark.y - mark.side / 2) * 100}%`,
            width: `${mark.side * 100}%`,
          }}
        />
      </span>
      <span class="numbers" aria-hidden="true">
        {neuronText.value(strongest)}
      </span>
    </button>
  );
}
