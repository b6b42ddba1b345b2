/** What the pile is called, how many pictures it holds, and the buttons that add some or do something with the selected. */
import type { Example } from "../../state/app-state";
import { PILE_ID } from "../../state/unlabelled/pile";
import { text } from "../../text";
import { unlabelledText } from "../../text/unlabelled";
import { useApp } from "../app-context";
import { focusName } from "../collect/focus-name";
import { SelectionTools } from "../collect/selection-tools";
import { IconButton } from "../shared/button";
import { FileButton } from "../shared/file-button";
import { CheckIcon, FolderIcon, PictureIcon, PlusIcon } from "../shared/icons";

export function PileHead({ pile }: { pile: readonly Example[] }) {
  const { select } = useApp();
  const { exampleIds } = select.selection.value;
  const numWaiting = pile.filter((example) => !example.isEmbedded).length;
  const selected = pile.filter((example) => exampleIds.has(example.id)).map((example) => example.id);
  return (
    <div class="class-head pile-part">
      <h3>{unlabelledText.heading}</h3>
      {selected.length > 0 ? (
        <span class="class-count class-selected">{text.collect.selected(selected.length)}</span>
      ) : (
        pile.length > 0 && (
          <span class="class-count">
            {pile.length}
            {numWaiting > 0 && <span class="class-waiting">{text.collect.waitingOf(numWaiting)}</span>}
          </span>
        )
      )}
      <span class="class-tools">
        {selected.length > 0 ? <SelectedTools selected={selected} /> : pile.length > 0 && <AddTools />}
      </span>
    </div>
  );
}

function SelectedTools({ selected }: { selected: readonly number[] }) {
  const { intents } = useApp();
  return (
    <>
      <IconButton
        label={unlabelledText.classOfSelected}
        onClick={() =>
          void intents.unlabelled((own) => {
            const classId = own.makeClassOf(selected);
            requestAnimationFrame(() => focusName(classId));
          })
        }
      >
        <PlusIcon />
      </IconButton>
      <SelectionTools classId={PILE_ID} selected={selected} />
    </>
  );
}

function AddTools() {
  const { intents } = useApp();
  const add = (files: FileList) => void intents.adding.addFromPicker(files, PILE_ID);
  return (
    <>
      <IconButton label={unlabelledText.selectAll} onClick={() => intents.pictures.selectAllOf(PILE_ID)}>
        <CheckIcon />
      </IconButton>
      <FileButton isIcon label={unlabelledText.addFilesTo} onFiles={add}>
        <PictureIcon />
      </FileButton>
      <FileButton isIcon isFolder label={unlabelledText.addFolderTo} onFiles={add}>
        <FolderIcon />
      </FileButton>
    </>
  );
}
