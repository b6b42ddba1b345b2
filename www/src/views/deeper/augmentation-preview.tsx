/** One of the learner's pictures and beside it how training would vary it. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Augmentation } from "../../engine/protocol";
import { previewedExample } from "../../state/deeper/previewed-example";
import { text } from "../../text";
import { deeperText } from "../../text/deeper";
import { useApp } from "../app-context";
import { useObjectUrl } from "../shared/use-object-url";

export function AugmentationPreview({ augmentation }: { augmentation: Augmentation }) {
  const { select } = useApp();
  const example = previewedExample(select.examples.value, select.selection.value, select.trying.value.source);
  const url = useObjectUrl(example?.blob);
  const { preview } = select.deeper.value;
  const own = preview?.exampleId === example?.id ? preview : undefined;
  if (!example) return <p class="quiet">{deeperText.previewNone}</p>;
  if (own && "error" in own) {
    return (
      <p class="deeper-problem" role="alert">
        {text.problems.problem({ kind: "engine", error: own.error })}
      </p>
    );
  }
  return (
    <figure class="variations" aria-label={deeperText.preview(example.name)}>
      <ul>
        <li>{url !== undefined && <img src={url} alt={example.name} />}</li>
        {own && <Variations side={own.side} pixels={own.pixels} isOld={own.augmentation !== augmentation} />}
      </ul>
      <figcaption class="quiet">{own ? deeperText.previewHelp : deeperText.previewWaiting}</figcaption>
    </figure>
  );
}

interface VariationsProps {
  side: number;
  /** RGBA, one after the other. */
  pixels: Uint8Array;
  /** Of other settings, until the new ones are there. */
  isOld: boolean;
}

function Variations({ side, pixels, isOld }: VariationsProps) {
  const numBytes = side * side * 4;
  return (
    <>
      {Array.from({ length: Math.floor(pixels.length / numBytes) }, (_, index) => (
        <li key={index} data-old={isOld ? "" : undefined}>
          <Variation
            side={side}
            pixels={pixels.subarray(index * numBytes, (index + 1) * numBytes)}
            label={deeperText.variation(index + 1)}
          />
        </li>
      ))}
    </>
  );
}

function Variation({ side, pixels, label }: { side: number; pixels: Uint8Array; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    context?.putImageData(new ImageData(new Uint8ClampedArray(pixels), side, side), 0, 0);
  }, [pixels, side]);
  return <canvas ref={canvas} width={side} height={side} role="img" aria-label={label} />;
}
