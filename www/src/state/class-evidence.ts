/** One class's evidence out of an answer: where it lies, how much speaks for and against, and what it adds up to. */
import type { Answer } from "./app-state";

export interface EvidenceOfClass {
  gridSide: number;
  /** Row by row; positive speaks for the class. */
  places: Float32Array;
  /** Sum of the positive places, and of the negative ones. */
  speaksFor: number;
  speaksAgainst: number;
  /** What the class has whatever the picture shows. */
  bias: number;
  /** The three above, added up. */
  score: number;
  strongest: GridPlace;
}

/** The ninth of the picture that a place lies in. */
export interface GridPlace {
  vertical: "top" | "middle" | "bottom";
  horizontal: "left" | "middle" | "right";
}

export function evidenceOfClass(answer: Answer | undefined, classId: number): EvidenceOfClass | undefined {
  const evidence = answer?.evidence;
  const index = answer?.classIds.indexOf(classId) ?? -1;
  if (!evidence || index < 0) return undefined;
  const { gridSide } = evidence;
  const numPlaces = gridSide * gridSide;
  const places = evidence.places.subarray(index * numPlaces, (index + 1) * numPlaces);
  let speaksFor = 0;
  let speaksAgainst = 0;
  let strongest = 0;
  places.forEach((value, place) => {
    if (value > 0) speaksFor += value;
    else speaksAgainst += value;
    if (value > (places[strongest] ?? 0)) strongest = place;
  });
  return {
    gridSide,
    places,
    speaksFor,
    speaksAgainst,
    bias: evidence.biases[index] ?? 0,
    score: evidence.logits[index] ?? 0,
    strongest: gridPlace(strongest, gridSide),
  };
}

export function gridPlace(place: number, gridSide: number): GridPlace {
  const third = (position: number) => Math.min(2, Math.floor((3 * (position + 0.5)) / gridSide));
  const vertical = (["top", "middle", "bottom"] as const)[third(Math.floor(place / gridSide))] ?? "middle";
  const horizontal = (["left", "middle", "right"] as const)[third(place % gridSide)] ?? "middle";
  return { vertical, horizontal };
}

/** The class that is explained: the chosen one while it has an answer, and else the likeliest. */
export function explainedClassId(
  chosen: number | undefined,
  shares: ReadonlyMap<number, number> | undefined,
): number | undefined {
  if (!shares) return undefined;
  if (chosen !== undefined && shares.has(chosen)) return chosen;
  let best: number | undefined;
  for (const [classId, share] of shares) {
    if (best === undefined || share > (shares.get(best) ?? 0)) best = classId;
  }
  return best;
}
