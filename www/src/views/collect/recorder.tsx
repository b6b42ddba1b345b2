/** Records pictures of one class with the webcam for as long as the button is held. */
import { useEffect, useRef } from "preact/hooks";
import type { LearnerClass } from "../../state/app-state";
import { text } from "../../text";
import { useApp } from "../app-context";
import { IconButton } from "../shared/button";
import { CameraPicker, CameraView } from "../shared/camera-view";
import { CloseIcon } from "../shared/icons";

export function Recorder({ item }: { item: LearnerClass }) {
  const { select, intents } = useApp();
  const { phase, isRecording } = select.camera.value;
  const start = () => intents.camera.startRecording();
  const stop = () => intents.camera.stopRecording();
  const button = useRef<HTMLButtonElement>(null);
  const isLive = phase.at === "live";
  // Whoever opened it wants to record next; from here the space bar does.
  useEffect(() => {
    if (isLive) button.current?.focus({ preventScroll: true });
  }, [isLive]);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <div class="recorder" ref={place}>
      <div class="recorder-picture" data-recording={isRecording ? "" : undefined}>
        <CameraView label={text.collect.webcamPreview} />
        <span class="recorder-close">
          <IconButton label={text.collect.closeWebcam} onClick={() => intents.camera.closeRecorder()}>
            <CloseIcon />
          </IconButton>
        </span>
      </div>
      {isLive && (
        <div class="recorder-side">
          <button
            ref={button}
            type="button"
            class="button record-button"
            data-look="primary"
            aria-pressed={isRecording}
            aria-describedby={`record-hint-${item.id}`}
            onPointerDown={(event) => {
              // Without capture, a finger that slides off the button would record for ever.
              event.currentTarget.setPointerCapture(event.pointerId);
              start();
            }}
            onPointerUp={stop}
            onPointerCancel={stop}
            onKeyDown={(event) => {
              if (event.key !== " " && event.key !== "Enter") return;
              event.preventDefault();
              if (!event.repeat) start();
            }}
            onKeyUp={stop}
            onBlur={stop}
            onContextMenu={(event) => event.preventDefault()}
          >
            <span class="record-dot" />
            {isRecording ? text.collect.recording : text.collect.holdToRecord}
          </button>
          <p class="quiet" id={`record-hint-${item.id}`}>
            {text.collect.recordHint}
          </p>
          <CameraPicker />
        </div>
      )}
    </div>
  );
}
