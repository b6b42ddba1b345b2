/** The channel that is pointed at, laid over the picture in hand. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { activationColour, divergingColour } from "../../draw/colours";
import { mapScale } from "../../draw/tile-painter";
import type { SeenLayer } from "../../engine/protocol";
import { insideText } from "../../text/inside";
import { HandSquare } from "../neuron/hand-square";

export interface ChannelPreviewProps {
  answer: SeenLayer;
  channel: number | undefined;
  isSigned: boolean;
  sentence: string | undefined;
}

export function ChannelPreview({ answer, channel, isSigned, sentence }: ChannelPreviewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current && channel !== undefined) drawOver(canvas.current, answer, channel, isSigned);
  }, [answer, channel, isSigned]);
  return (
    <aside class="channel-preview" aria-label={insideText.preview}>
      <div class="preview-picture" data-muted={channel === undefined ? undefined : ""}>
        <HandSquare side={undefined} place={undefined} label={insideText.preview} />
        {channel !== undefined && <canvas ref={canvas} />}
      </div>
      <p class="quiet numbers">{sentence ?? insideText.previewHint}</p>
    </aside>
  );
}

/** Strength is opacity, so that the picture shows through where the channel is silent. */
function drawOver(canvas: HTMLCanvasElement, answer: SeenLayer, channel: number, isSigned: boolean): void {
  const { side, maps } = answer;
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext("2d");
  if (!context) return;
  const start = channel * side * side;
  const scale = mapScale(maps, start, side * side);
  const pixels = new Uint8ClampedArray(side * side * 4);
  for (let place = 0; place < side * side; place += 1) {
    const share = scale > 0 ? (maps[start + place] ?? 0) / scale : 0;
    pixels.set(isSigned ? divergingColour(share) : activationColour(share), place * 4);
  }
  context.putImageData(new ImageData(pixels, side, side), 0, 0);
}
