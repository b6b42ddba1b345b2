/** The places that speak for and against a class, laid over the picture in hand. */
import { useEffect, useRef } from "preact/hooks";
import { drawHeatmap } from "../../draw/heatmap";
import { text } from "../../text";
import { useApp } from "../app-context";

export function EvidenceOverlay() {
  const { select } = useApp();
  const canvas = useRef<HTMLCanvasElement>(null);
  const evidence = select.explainedEvidence.value;
  useEffect(() => {
    if (!canvas.current || !evidence) return;
    const { places: values, gridSide } = evidence;
    drawHeatmap(canvas.current, { values, width: gridSide, height: gridSide });
  }, [evidence]);
  if (!evidence) return null;
  return <canvas ref={canvas} class="evidence-overlay" role="img" aria-label={text.evidence.overlay} />;
}
