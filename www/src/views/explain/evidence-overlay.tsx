/** The places that speak for and against a class, laid over the picture in hand. */
import { useEffect, useRef } from "preact/hooks";
import { drawHeatmap } from "../../draw/heatmap";
import type { PlacesMap } from "../../state/explain/shown-maps";
import { evidenceText } from "../../text/evidence";

export interface EvidenceOverlayProps {
  places: PlacesMap;
  /** The number that gets full strength. */
  strength: number;
  /** What the places speak for, in words. */
  subject: string;
}

export function EvidenceOverlay({ places, strength, subject }: EvidenceOverlayProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { values, side, strongest } = places;
  useEffect(() => {
    if (!canvas.current) return;
    drawHeatmap(canvas.current, { values, width: side, height: side, fullStrength: strength });
  }, [values, side, strength]);
  return (
    <canvas
      ref={canvas}
      class="evidence-overlay"
      role="img"
      aria-label={evidenceText.overlayLabel(subject, strongest)}
    />
  );
}
