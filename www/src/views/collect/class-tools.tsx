/** The buttons that add pictures to a class, and its menu. */
import type { LearnerClass } from "../../state/app-state";
import { text } from "../../text";
import { useApp } from "../app-context";
import { IconButton } from "../shared/button";
import { FileButton } from "../shared/file-button";
import { CameraIcon, FolderIcon, PictureIcon } from "../shared/icons";
import { ClassMenu } from "./class-menu";

export interface ClassToolsProps {
  item: LearnerClass;
  index: number;
  numClasses: number;
}

export function ClassTools({ item, index, numClasses }: ClassToolsProps) {
  const { select, intents } = useApp();
  const isCapturing = select.camera.value.capturingClassId === item.id;
  return (
    <>
      <IconButton
        label={text.collect.addWebcamTo(item.name)}
        isPressed={isCapturing}
        onClick={() => {
          if (isCapturing) intents.camera.closeRecorder();
          else void intents.camera.openRecorder(item.id);
        }}
      >
        <CameraIcon />
      </IconButton>
      <FileButton
        isIcon
        label={text.collect.addFilesTo(item.name)}
        onFiles={(files) => void intents.adding.addFromPicker(files, item.id)}
      >
        <PictureIcon />
      </FileButton>
      <FileButton
        isIcon
        isFolder
        label={text.collect.addFolderTo(item.name)}
        onFiles={(files) => void intents.adding.addFromPicker(files, item.id)}
      >
        <FolderIcon />
      </FileButton>
      <ClassMenu item={item} index={index} numClasses={numClasses} />
    </>
  );
}
