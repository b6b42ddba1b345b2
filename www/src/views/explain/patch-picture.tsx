/** The very pixels that a value of the first layer looks at, in their own colours. */
import { useEffect, useRef } from "preact/hooks";
import type { Patch } from "../../state/explain/value-parts";
import { explainText } from "../../text/explain";
import { useApp } from "../app-context";
import { byteFromInput, type PixelScale, PLAIN_BYTES } from "./pixel-bytes";

export function PatchPicture({ patches }: { patches: readonly Patch[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const side = patches[0]?.side ?? 0;
  const scale = useApp().select.engine.value.backbone ?? PLAIN_BYTES;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || side === 0) return;
    context.putImageData(new ImageData(patchPixels(patches, side, scale), side, side), 0, 0);
  }, [patches, side, scale]);
  return (
    <figure class="patch-picture">
      <canvas ref={canvas} width={side} height={side} />
      <figcaption class="quiet">{explainText.pixels(side)}</figcaption>
    </figure>
  );
}

/** RGBA, row by row; what lies outside of the picture is see-through. */
export function patchPixels(
  patches: readonly Patch[],
  side: number,
  scale: PixelScale,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(side * side * 4);
  for (const { channel, values, isOutside } of patches) {
    values.forEach((value, place) => {
      pixels[place * 4 + channel] = byteFromInput(value, channel, scale);
      pixels[place * 4 + 3] = isOutside[place] ? 0 : 255;
    });
  }
  return pixels;
}
