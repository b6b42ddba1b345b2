/** The invitation that a first visitor meets: four ways to begin, and as `children` a fifth. */
import type { ComponentChildren } from "preact";
import { text } from "../../text";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { FileButton } from "../shared/file-button";
import { CameraIcon, FolderIcon, PlusIcon } from "../shared/icons";
import { focusName } from "./focus-name";

export function EmptyState({ children }: { children: ComponentChildren }) {
  const { intents } = useApp();
  const addFirst = () => intents.classes.add(text.collect.newClassName(1));
  const addAndName = () => {
    const classId = addFirst();
    requestAnimationFrame(() => focusName(classId));
  };
  return (
    <div class="empty-state">
      <h3>{text.collect.emptyTitle}</h3>
      <p>{text.collect.emptyBody}</p>
      <div class="empty-actions">
        <Button look="primary" onClick={() => void intents.adding.addSamples()}>
          {text.collect.trySamples}
        </Button>
        <Button onClick={addAndName}>
          <PlusIcon />
          {text.collect.firstClass}
        </Button>
        <Button onClick={() => void intents.camera.openRecorder(addFirst())}>
          <CameraIcon />
          {text.collect.openWebcam}
        </Button>
        <FileButton
          isFolder
          label={text.collect.chooseFolder}
          onFiles={(files) => void intents.adding.addFromPicker(files, undefined)}
        >
          <FolderIcon />
          {text.collect.chooseFolder}
        </FileButton>
      </div>
      <p class="quiet empty-drop">{text.collect.emptyDrop}</p>
      {children}
      <Ghost />
      <p class="quiet credit">{text.collect.sampleCredit}</p>
    </div>
  );
}

/** The shape of what will be here, so that the page explains itself before there is anything. */
function Ghost() {
  return (
    <div class="ghost" aria-hidden="true">
      {[0, 1, 2].map((row) => (
        <div key={row}>
          {Array.from({ length: 8 }, (_, index) => (
            <span key={index} />
          ))}
        </div>
      ))}
    </div>
  );
}
