/** The map of evidence over the picture in hand, live or still. */
import "../../style/evidence.css";
import { EvidenceOverlay } from "./evidence-overlay";
import { useShownEvidence } from "./shown-evidence";

export function HandOverlay() {
  const evidence = useShownEvidence();
  const state = evidence?.maps.at(-1)?.state;
  if (!evidence || state?.at !== "there") return null;
  return <EvidenceOverlay places={state.places} strength={evidence.strength} subject={evidence.subject} />;
}
