/** The camera's picture in the network's drawing: a few frames a second, because it is small and beside the point. */
import { useEffect, useRef } from "preact/hooks";
import { useApp } from "../app-context";

const SHOWN_MILLIS = 250;
/** For those who asked for less motion, a new still now and then. */
const CALM_SHOWN_MILLIS = 3000;
const CANVAS_SIDE = 144;

export function LiveSquare() {
  const { select, intents } = useApp();
  const canvas = useRef<HTMLCanvasElement>(null);
  const isLive = select.camera.value.phase.at === "live";

  useEffect(() => {
    const stream = isLive ? intents.camera.stream() : undefined;
    if (!stream) return;
    const video = document.createElement("video");
    video.muted = true;
    video.playsInline = true;
    video.srcObject = stream;
    const draw = () => drawSquare(canvas.current, video, intents.camera.isMirrored());
    video.addEventListener("loadeddata", draw, { once: true });
    // Refused where the page was not touched yet; the square then stays empty.
    void video.play().catch(() => {});
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const timer = setInterval(draw, isCalm ? CALM_SHOWN_MILLIS : SHOWN_MILLIS);
    return () => {
      clearInterval(timer);
      video.srcObject = null;
    };
  }, [isLive, intents]);

  return isLive ? (
    <div class="network-live" aria-hidden="true">
      <canvas ref={canvas} width={CANVAS_SIDE} height={CANVAS_SIDE} />
    </div>
  ) : null;
}

/** The middle of the frame, as the network sees it. */
function drawSquare(canvas: HTMLCanvasElement | null, video: HTMLVideoElement, isMirrored: boolean): void {
  const context = canvas?.getContext("2d");
  const { videoWidth, videoHeight } = video;
  const side = Math.min(videoWidth, videoHeight);
  if (!context || side === 0) return;
  context.setTransform(isMirrored ? -1 : 1, 0, 0, 1, isMirrored ? CANVAS_SIDE : 0, 0);
  const [left, top] = [(videoWidth - side) / 2, (videoHeight - side) / 2];
  context.drawImage(video, left, top, side, side, 0, 0, CANVAS_SIDE, CANVAS_SIDE);
}
