/** What is known of the picture that is pointed at, beside the place where it lies. */
import { classColour } from "../../draw/colours";
import type { LearnerClass } from "../../state/app-state";
import type { ReplayedPicture } from "../../state/learning/replayed-pictures";
import { learningText } from "../../text/learning";
import { useApp } from "../app-context";
import { useThumbnail } from "../shared/use-thumbnail";

export interface PictureNoteProps {
  picture: ReplayedPicture;
  /** In the place around it, in CSS pixels. */
  at: { x: number; y: number };
  width: number;
  /** In place of the confidence at the epoch that the picture comes with. */
  detail?: string;
}

export function PictureNote({ picture, at, width, detail }: PictureNoteProps) {
  const { select } = useApp();
  const url = useThumbnail(picture.example.blob);
  const classes = select.classes.value;
  const own = classes.find(({ id }) => id === picture.example.classId);
  const side = at.x > width / 2 ? "left" : "right";
  return (
    <div
      class="picture-note"
      aria-hidden="true"
      data-side={side}
      style={{ left: `${at.x}px`, top: `${at.y}px`, "--hue": classColour(own?.colour ?? 0) }}
    >
      {url !== undefined && <img src={url} alt="" />}
      <span>
        <b dir="auto">{picture.example.name}</b>
        {factsOf(picture, classes, detail).map((fact) => (
          <span key={fact} class="quiet numbers">
            {fact}
          </span>
        ))}
      </span>
    </div>
  );
}

/** The same in one line, for those who listen. */
export function pictureInWords(picture: ReplayedPicture, classes: readonly LearnerClass[]): string {
  return [picture.example.name, ...factsOf(picture, classes, undefined)].join(", ");
}

function factsOf(
  picture: ReplayedPicture,
  classes: readonly LearnerClass[],
  detail: string | undefined,
): string[] {
  const nameOf = (classId: number) => classes.find(({ id }) => id === classId)?.name ?? "";
  const { example, confidence, takenForId, isMoved } = picture;
  if (isMoved) return [nameOf(example.classId), learningText.movedSince];
  return [
    detail === undefined
      ? learningText.confidence(nameOf(example.classId), confidence)
      : learningText.picture(nameOf(example.classId), detail),
    ...(takenForId === undefined ? [] : [learningText.takenFor(nameOf(takenForId))]),
    ...(example.side === "validation" ? [learningText.heldBack] : []),
  ];
}
