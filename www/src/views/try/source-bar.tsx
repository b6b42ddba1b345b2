/** Where the picture in hand comes from: the webcam, a file, or the clipboard. */
import { text } from "../../text";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { FileButton } from "../shared/file-button";
import { CameraIcon, ClipboardIcon, PictureIcon } from "../shared/icons";

export function SourceBar() {
  const { select, intents } = useApp();
  const isLive = select.trying.value.source.from === "camera";
  return (
    <div class="source-bar">
      <Button
        look="quiet"
        isPressed={isLive}
        onClick={() => {
          if (isLive) intents.camera.stopTrying();
          else void intents.camera.startTrying();
        }}
      >
        <CameraIcon />
        {text.try.webcam}
      </Button>
      <FileButton
        isSingle
        look="quiet"
        label={text.try.file}
        onFiles={(files) => void intents.trying.tryPicked(files)}
      >
        <PictureIcon />
        {text.try.file}
      </FileButton>
      <Button look="quiet" onClick={() => void intents.trying.tryClipboard()}>
        <ClipboardIcon />
        {text.try.paste}
      </Button>
    </div>
  );
}
