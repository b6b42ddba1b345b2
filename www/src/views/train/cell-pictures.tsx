/** The pictures behind the chosen cell of the confusion matrix. */

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
  if (!selectedCell) return null;
  const nameOf = (classId: number) => select.classes.value.find((item) => item.id === classId)?.name ?? "";
  const hasValidation = history.at(-1)?.validation !== undefined;
  const found = cellPictures(selectedCell, predictions ?? [], select.examples.value, hasValidation);
  const title = text.train.cellPictures(
    nameOf(selectedCell.trueClassId),
    nameOf(selectedCell.predictedClassId),
  );
  return (
    <section class="cell-pictures" aria-label={title}>
      <header>
        <h3>{title}</h3>
        <IconButton label={text.train.closeCell} onClick={() => void intents.training.selectCell(undefined)}>
          <CloseIcon />
        </IconButton>
      </header>
      {found.length === 0 && predictions ? <p class="quiet">{text.train.cellEmpty}</p> : null}
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
