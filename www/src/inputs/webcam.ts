/** The camera: opening it, choosing one, taking the square that the network sees, and hearing when it ends. */
import type { CameraProblem, Picture } from "./picture";
import { blobFromPixels, squarePixels } from "./square-pixels";

export interface Camera {
  deviceId: string;
  /** Empty until the camera was allowed once. */
  label: string;
}

export interface WebcamOptions {
  deviceId?: string;
  facingMode?: "user" | "environment";
  /** Called once, when the camera is unplugged or revoked; not after `stop`. */
  onEnded?(problem: CameraProblem): void;
  signal?: AbortSignal;
}

export interface FrameOptions {
  /** As in a mirror, which is how people expect to see themselves. */
  isMirrored?: boolean;
}

export interface Webcam {
  readonly stream: MediaStream;
  readonly deviceId: string | undefined;
  /** A camera that looks at the person in front of the screen, whose picture should be mirrored. */
  readonly looksAtUser: boolean;
  /** Shows the camera in an element of the page, and takes the frames from there from now on. */
  showIn(video: HTMLVideoElement): Promise<void>;
  /** Resolves with the camera's next frame; never while the tab is hidden, so wait for nothing else. */
  nextFrame(): Promise<void>;
  /** The square as RGBA, or `undefined` before the first frame and after the end. */
  grabPixels(options?: FrameOptions): Uint8Array | undefined;
  /** Frames of one burst share a group key. */
  grabPicture(groupKey: string, name: string, options?: FrameOptions): Promise<Picture | undefined>;
  stop(): void;
}

export type WebcamResult =
  | { webcam: Webcam; problem?: undefined }
  | { webcam?: undefined; problem: CameraProblem };

/** Never rejects. */
export async function openWebcam(options: WebcamOptions = {}): Promise<WebcamResult> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices?.getUserMedia === undefined) return { problem: "notSupported" };
  try {
    const stream = await streamFrom(devices, options);
    if (options.signal?.aborted) {
      for (const track of stream.getTracks()) track.stop();
      return { problem: "ended" };
    }
    return { webcam: await webcamFromStream(stream, options) };
  } catch (cause) {
    return { problem: cameraProblemFromError(cause) };
  }
}

/** Empty when there is none, or the browser does not tell. */
export async function listCameras(): Promise<Camera[]> {
  try {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices
      .filter((device) => device.kind === "videoinput")
      .map(({ deviceId, label }) => ({ deviceId, label }));
  } catch {
    return [];
  }
}

/** Calls back when a camera is plugged in or out. Returns a function that ends it. */
export function watchCameras(onChange: () => void): () => void {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  devices?.addEventListener?.("devicechange", onChange);
  return () => devices?.removeEventListener?.("devicechange", onChange);
}

/** Browsers agree on most of these names by now; the older ones are still out there. */
export function cameraProblemFromError(cause: unknown): CameraProblem {
  const name = typeof cause === "object" && cause !== null && "name" in cause ? String(cause.name) : "";
  switch (name) {
    case "NotAllowedError":
    case "PermissionDeniedError":
    case "SecurityError":
      return "notAllowed";
    case "NotFoundError":
    case "DevicesNotFoundError":
    case "OverconstrainedError":
      return "notFound";
    case "NotReadableError":
    case "TrackStartError":
    case "AbortError":
      return "inUse";
    case "NotSupportedError":
      return "notSupported";
    default:
      return "failed";
  }
}

async function streamFrom(
  devices: MediaDevices,
  { deviceId, facingMode }: WebcamOptions,
): Promise<MediaStream> {
  // More than twice the network's side is not seen, and only makes phones warm.
  const size = { width: { ideal: 640 }, height: { ideal: 480 } };
  const anyCamera = { audio: false, video: { ...size, ...(facingMode && { facingMode }) } };
  if (deviceId === undefined) return devices.getUserMedia(anyCamera);
  try {
    return await devices.getUserMedia({ audio: false, video: { ...size, deviceId: { exact: deviceId } } });
  } catch (cause) {
    // The camera chosen last time is not there today; another one is better than none.
    if (cameraProblemFromError(cause) !== "notFound") throw cause;
    return devices.getUserMedia(anyCamera);
  }
}

async function webcamFromStream(stream: MediaStream, options: WebcamOptions): Promise<Webcam> {
  const [track] = stream.getVideoTracks();
  const settings = track?.getSettings();
  let hasEnded = false;
  let video = document.createElement("video");
  await play(video, stream);

  // `stop` below does not raise this event, so whoever hears it knows that it was not the page.
  track?.addEventListener("ended", () => {
    if (hasEnded) return;
    hasEnded = true;
    options.onEnded?.("ended");
  });

  const grabPixels = ({ isMirrored = false }: FrameOptions = {}): Uint8Array | undefined => {
    const { videoWidth, videoHeight } = video;
    if (hasEnded || video.readyState < video.HAVE_CURRENT_DATA || videoWidth === 0) return undefined;
    return squarePixels(video, videoWidth, videoHeight, { isMirrored, finenessOfFilter: 1 });
  };

  return {
    stream,
    deviceId: settings?.deviceId,
    looksAtUser: settings?.facingMode !== "environment",
    async showIn(shown) {
      if (shown === video) return;
      const before = video;
      await play(shown, stream);
      video = shown;
      before.srcObject = null;
    },
    nextFrame: () => nextFrameOf(video),
    grabPixels,
    async grabPicture(groupKey, name, frameOptions) {
      const pixels = grabPixels(frameOptions);
      if (pixels === undefined) return undefined;
      return { name, pixels, blob: await blobFromPixels(pixels), folder: undefined, groupKey };
    },
    stop() {
      hasEnded = true;
      for (const each of stream.getTracks()) each.stop();
      video.srcObject = null;
    },
  };
}

async function play(video: HTMLVideoElement, stream: MediaStream): Promise<void> {
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  // Refused where the page was not touched yet; the frame is then simply a still until it is.
  await video.play().catch(() => {});
}

function nextFrameOf(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(() => resolve());
    else requestAnimationFrame(() => resolve());
  });
}
