/** A canvas that holds one pixel a number, enlarged by the style sheet without smoothing. */
import { useLayoutEffect, useRef } from "preact/hooks";
import "./learning-drawings.css";

export interface PixelCanvasProps {
  /** RGBA, row by row. */
  pixels: Uint8ClampedArray<ArrayBuffer>;
  columns: number;
  rows: number;
  /** In CSS pixels; the width is that of the place it is put in. */
  height: number;
  label: string;
}

export function PixelCanvas({ pixels, columns, rows, height, label }: PixelCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context || columns < 1 || rows < 1) return;
    element.width = columns;
    element.height = rows;
    context.putImageData(new ImageData(pixels, columns, rows), 0, 0);
  }, [pixels, columns, rows]);
  return (
    <canvas
      ref={canvas}
      class="pixel-canvas"
      role="img"
      aria-label={label}
      style={{ height: `${height}px` }}
    />
  );
}
