/** The pictures behind the chosen cell of the confusion matrix. */
import { useEffect, useRef } from "preact/hooks";
import type { Example } from "../../state/app-state";
import { cellPictures } from "../../state/cell-pictures";
import { text } from "../../text";
import { useApp } from "../app-context";
import { IconButton } from "../shared/button";
import { CloseIcon } from "../shared/icons";
import { useObjectUrl } from "../shared/use-object-url";

export function CellPictures() {
  const { select, intents } = useApp();
  const { selectedCell, predictions, history } = select.training.value;
  const place = useRef<HTMLElement>(null);
  const hasPredictions = predictions !== undefined;
  // The matrix may fill the screen; what was asked for must not stay below it.
  useEffect(() => {
    if (selectedCell && hasPredictions) place.current?.scrollIntoView({ block: "nearest" });
  }, [selectedCell, hasPredictions]);
  if (!selectedCell) return null;
  const nameOf = (classId: number) => select.classes.value.find((item) => item.id === classId)?.name ?? "";
  const hasValidation = history.at(-1)?.validation !== undefined;
  const found = cellPictures(selectedCell, predictions ?? [], select.examples.value, hasValidation);
  const title = text.train.cellPictures(
    nameOf(selectedCell.trueClassId),
    nameOf(selectedCell.predictedClassId),
  );
  return (
    <section ref={place} class="cell-pictures" aria-label={title}>
      <header>
        <h3>
          {title}
          {hasPredictions && (
            <span class="quiet numbers" role="status">
              {text.collect.pictureCount(found.length)}
            </span>
          )}
        </h3>
        <IconButton label={text.train.closeCell} onClick={() => void intents.training.selectCell(undefined)}>
          <CloseIcon />
        </IconButton>
      </header>
      <ul>
        {found.map(({ example, confidence }) => (
          <li key={example.id}>
            <CellPicture example={example} confidence={confidence} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function CellPicture({ example, confidence }: { example: Example; confidence: number }) {
  const { intents } = useApp();
  const url = useObjectUrl(example.blob);
  return (
    <button
      type="button"
      class="cell-picture"
      title={example.name}
      onClick={() => {
        intents.pictures.select(example.id, "only");
        void intents.trying.tryExample(example.id);
      }}
    >
      {url !== undefined && <img src={url} alt={example.name} />}
      <span class="numbers">{text.train.confidence(confidence)}</span>
    </button>
  );
}
