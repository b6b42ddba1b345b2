/** The pile of unlabelled pictures: one more card below the classes, with the network's help in sorting them. */
import { PILE_ID, teachingPictures } from "../../state/unlabelled/pile";
import { text } from "../../text";
import { unlabelledText } from "../../text/unlabelled";
import "../../style/unlabelled.css";
import { useApp } from "../app-context";
import { PictureGrid } from "../collect/picture-grid";
import { Button } from "../shared/button";
import { draggedPictures, isOurDrag } from "../shared/drag-data";
import { FileButton } from "../shared/file-button";
import { FolderIcon, PictureIcon } from "../shared/icons";
import { useDropTarget } from "../shared/use-drop-target";
import { GroupsPanel } from "./groups-panel";
import { PileHead } from "./pile-head";
import { SupposedPanel } from "./supposed-panel";

export function PileCard() {
  const { select, intents } = useApp();
  const pile = select.examplesByClass.value.get(PILE_ID) ?? [];
  const { view } = select.unlabelled.value;
  // Beside the opened network there is room for the pictures only.
  const shown = select.inside.value.isOpen ? "pictures" : view;

  const target = useDropTarget((transfer) => {
    const pictures = draggedPictures(transfer);
    if (pictures) intents.pictures.moveTo(pictures, PILE_ID);
    else if (!isOurDrag(transfer)) void intents.adding.addFromDataTransfer(transfer, PILE_ID);
  });

  return (
    <section
      class="class-card pile-card"
      id={`class-${PILE_ID}`}
      aria-label={unlabelledText.card(pile.length)}
      {...target}
    >
      <PileHead pile={pile} />
      <TeachingLine />
      {pile.length > 0 && <Help />}
      {shown === "groups" && <GroupsPanel />}
      {shown === "supposed" && <SupposedPanel />}
      {shown === "pictures" && pile.length > 0 && (
        <PictureGrid classId={PILE_ID} label={unlabelledText.picturesOf} examples={pile} />
      )}
      {pile.length === 0 && <Invitation />}
    </section>
  );
}

function Invitation() {
  const { intents } = useApp();
  const add = (files: FileList) => void intents.adding.addFromPicker(files, PILE_ID);
  return (
    <div class="pile-invitation">
      <p class="quiet">{unlabelledText.invitation}</p>
      <FileButton label={unlabelledText.addFilesTo} onFiles={add}>
        <PictureIcon />
        {text.collect.addFiles}
      </FileButton>
      <FileButton isFolder label={unlabelledText.addFolderTo} onFiles={add}>
        <FolderIcon />
        {text.collect.addFolder}
      </FileButton>
    </div>
  );
}

/** Two ways to have help; pressed again, the pictures are shown as they came. */
function Help() {
  const { select, intents } = useApp();
  const { view } = select.unlabelled.value;
  const toggle = (wanted: "groups" | "supposed") =>
    void intents.unlabelled((own) => own.show(view === wanted ? "pictures" : wanted));
  return (
    <div class="pile-help">
      <Button isPressed={view === "groups"} onClick={() => toggle("groups")}>
        {unlabelledText.group}
      </Button>
      <Button isPressed={view === "supposed"} onClick={() => toggle("supposed")}>
        {unlabelledText.suppose}
      </Button>
    </div>
  );
}

function TeachingLine() {
  const { select, intents } = useApp();
  const { teaching } = select.unlabelled.value;
  const app = { examples: select.examples.value, unlabelled: select.unlabelled.value };
  const number = teachingPictures(app).length;
  if (!teaching || number === 0) return null;
  return (
    <p class="pile-teaching">
      <span>{unlabelledText.teaching(number, teaching.weight)}</span>
      <Button
        look="quiet"
        label={unlabelledText.stopTeachingOf(number)}
        onClick={() => void intents.unlabelled((own) => own.stopTeaching())}
      >
        {unlabelledText.stopTeaching}
      </Button>
    </p>
  );
}
