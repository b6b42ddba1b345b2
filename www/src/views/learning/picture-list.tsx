/** A short list of pictures that one should look at, each with what it is taken for. */
import { useState } from "preact/hooks";
import { classColour } from "../../draw/colours";
import type { ReplayedPicture } from "../../state/learning/replayed-pictures";
import { text } from "../../text";
import { learningText } from "../../text/learning";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { useThumbnail } from "../shared/use-thumbnail";
import { useChoosePicture, useInHandId } from "./choose-picture";
import { pictureInWords } from "./picture-note";

/** One row of them in the narrowest column. */
const SHOWN_AT_REST = 8;

export interface PictureListProps {
  title: string;
  help: string;
  pictures: readonly { picture: ReplayedPicture; detail: string | undefined }[];
  /** False where the list is cut off somewhere. */
  isComplete: boolean;
}

export function PictureList({ title, help, pictures, isComplete }: PictureListProps) {
  const [isWhole, setIsWhole] = useState(false);
  if (pictures.length === 0) return null;
  const shown = isWhole ? pictures : pictures.slice(0, SHOWN_AT_REST);
  return (
    <div class="picture-list">
      <h4>
        {title}
        {isComplete && <span class="quiet numbers"> {text.collect.pictureCount(pictures.length)}</span>}
      </h4>
      <p class="quiet learning-help">{help}</p>
      <ul>
        {shown.map(({ picture, detail }) => (
          <li key={picture.example.id}>
            <ListedPicture picture={picture} detail={detail} />
          </li>
        ))}
      </ul>
      {pictures.length > SHOWN_AT_REST && (
        <Button look="quiet" onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? learningText.fewer : learningText.more(pictures.length - SHOWN_AT_REST)}
        </Button>
      )}
    </div>
  );
}

function ListedPicture({ picture, detail }: { picture: ReplayedPicture; detail: string | undefined }) {
  const { select } = useApp();
  const choose = useChoosePicture();
  const inHandId = useInHandId();
  const { example, takenForId } = picture;
  const url = useThumbnail(example.blob);
  const classes = select.classes.value;
  const hueOf = (classId: number | undefined) =>
    classColour(classes.find(({ id }) => id === classId)?.colour ?? 0);
  const takenFor = classes.find(({ id }) => id === takenForId);
  const label = [pictureInWords(picture, classes), detail].filter((words) => words !== undefined).join(", ");
  return (
    <button
      type="button"
      class="listed-picture"
      aria-label={label}
      title={label}
      aria-pressed={select.selection.value.exampleIds.has(example.id)}
      data-in-hand={example.id === inHandId ? "" : undefined}
      style={{ "--hue": hueOf(example.classId), "--other-hue": hueOf(takenForId) }}
      onClick={(event) => choose(example.id, event.shiftKey || event.ctrlKey || event.metaKey)}
    >
      {url !== undefined && <img src={url} alt="" />}
      {takenFor && (
        <span class="listed-taken" dir="auto">
          {takenFor.name}
        </span>
      )}
    </button>
  );
}
