/** One class: its head, its pictures, and the ways to add more. Pictures dropped on it join it. */
import { classColour } from "../../draw/colours";
import type { LearnerClass } from "../../state/app-state";
import { text } from "../../text";
import { useApp } from "../app-context";
import { CLASS_DRAG_TYPE, draggedClass, draggedPictures } from "../shared/drag-data";
import { useDropTarget } from "../shared/use-drop-target";
import { ClassHead } from "./class-head";
import { PictureGrid } from "./picture-grid";
import { Recorder } from "./recorder";

export interface ClassCardProps {
  item: LearnerClass;
  index: number;
  numClasses: number;
}

export function ClassCard({ item, index, numClasses }: ClassCardProps) {
  const { select, intents } = useApp();
  const examples = select.examplesByClass.value.get(item.id) ?? [];
  const isCapturing = select.camera.value.capturingClassId === item.id;

  const target = useDropTarget((transfer) => {
    const pictures = draggedPictures(transfer);
    const classId = draggedClass(transfer);
    if (pictures) intents.pictures.moveTo(pictures, item.id);
    else if (classId !== undefined) intents.classes.moveTo(classId, index);
    else void intents.adding.addFromDataTransfer(transfer, item.id);
  });

  return (
    <li
      class="class-card"
      id={`class-${item.id}`}
      style={{ "--hue": classColour(item.colour) }}
      aria-label={text.collect.classCard(item.name, examples.length)}
      {...target}
    >
      <ClassHead
        item={item}
        index={index}
        numClasses={numClasses}
        examples={examples}
        onDragStart={(event) => event.dataTransfer?.setData(CLASS_DRAG_TYPE, String(item.id))}
      />
      {isCapturing && <Recorder item={item} />}
      {examples.length > 0 ? (
        <PictureGrid classId={item.id} label={text.collect.picturesOf(item.name)} examples={examples} />
      ) : (
        !isCapturing && <p class="quiet class-empty">{text.collect.noPictures}</p>
      )}
    </li>
  );
}
