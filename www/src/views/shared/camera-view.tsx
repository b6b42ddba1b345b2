/** The camera's live picture, mirrored as people expect of themselves, or what stands in its way. */
import { useEffect, useRef } from "preact/hooks";
import { text } from "../../text";
import { useApp } from "../app-context";
import { Button } from "./button";

export function CameraView({ label }: { label: string }) {
  const { select, intents } = useApp();
  const { phase } = select.camera.value;
  const video = useRef<HTMLVideoElement>(null);

  useEffect(() => {
    if (video.current) video.current.srcObject = intents.camera.stream() ?? null;
  }, [phase, intents]);

  if (phase.at === "failed") {
    return (
      <div class="camera-state" role="alert">
        <p>{text.problems.camera(phase.problem)}</p>
        <Button onClick={() => void intents.camera.retry()}>{text.problems.tryAgain}</Button>
      </div>
    );
  }
  if (phase.at !== "live") {
    return (
      <div class="camera-state" role="status">
        <p>{text.collect.cameraOpening}</p>
      </div>
    );
  }
  return (
    <video
      ref={video}
      class="camera-video"
      muted
      playsInline
      autoPlay
      aria-label={label}
      data-mirrored={intents.camera.isMirrored() ? "" : undefined}
    />
  );
}

export function CameraPicker() {
  const { select, intents } = useApp();
  const { devices, deviceId, phase } = select.camera.value;
  if (phase.at !== "live" || devices.length < 2) return null;
  return (
    <select
      class="select"
      aria-label={text.collect.camera}
      value={deviceId ?? ""}
      onChange={(event) => void intents.camera.chooseDevice(event.currentTarget.value)}
    >
      {devices.map((device, index) => (
        <option key={device.deviceId} value={device.deviceId}>
          {device.label === "" ? text.collect.cameraNumber(index + 1) : device.label}
        </option>
      ))}
    </select>
  );
}
