/** The maps of evidence that are laid over the picture in hand, wherever they come from. */
import type { EngineError } from "../../engine/protocol";
import { type EvidenceOfClass, evidenceOfClass, type GridPlace, gridPlace } from "../class-evidence";
import {
  answerToMap,
  type EvidenceApp,
  epochsOnView,
  errorOf,
  foundOf,
  isMapExact,
  mapQuestions,
  otherClassId,
} from "./explain-wishes";

export interface ShownMap {
  epoch: number | undefined;
  state: MapState;
}

export type MapState =
  | { at: "waiting" }
  /** Only the map that comes with the answer follows a live picture. */
  | { at: "notLive" }
  | { at: "failed"; error: EngineError }
  | { at: "there"; places: PlacesMap };

export interface PlacesMap {
  side: number;
  values: Float32Array;
  /** Where most speaks for the class, and how much of all that speaks for it lies there; absent when nothing does. */
  strongest: { place: GridPlace; share: number } | undefined;
}

/** One for each epoch on view; none while nothing is explained. */
export function shownMaps(app: EvidenceApp, classId: number | undefined): readonly ShownMap[] {
  if (classId === undefined) return [];
  if (isMapExact(app)) {
    const evidence = exactEvidence(app, classId);
    if (!evidence) return [];
    const places = placesMap(evidence.gridSide, evidence.places);
    return epochsOnView(app).map((epoch) => ({ epoch, state: { at: "there", places } }));
  }
  return mapQuestions(app, classId).map((question) => {
    const { epoch } = question;
    if (app.trying.source.from === "camera") return { epoch, state: { at: "notLive" } };
    const answer = answerToMap(app, question);
    const [found, error] = [foundOf(answer), errorOf(answer)];
    if (found) return { epoch, state: { at: "there", places: placesMap(found.side, found.places) } };
    return { epoch, state: error ? { at: "failed", error } : { at: "waiting" } };
  });
}

/** Of the class alone, or of its lead over the one it is compared with: evidence is a sum, and so is a difference. */
export function exactEvidence(app: EvidenceApp, classId: number): EvidenceOfClass | undefined {
  const own = evidenceOfClass(app.trying.answer, classId);
  const otherId = otherClassId(app, classId);
  const other = otherId === undefined ? undefined : evidenceOfClass(app.trying.answer, otherId);
  if (!own || !other) return own;
  const places = own.places.map((value, place) => value - (other.places[place] ?? 0));
  const sumWhere = (isWanted: (value: number) => boolean) =>
    places.reduce((sum, value) => (isWanted(value) ? sum + value : sum), 0);
  return {
    gridSide: own.gridSide,
    places,
    speaksFor: sumWhere((value) => value > 0),
    speaksAgainst: sumWhere((value) => value < 0),
    bias: own.bias - other.bias,
    score: own.score - other.score,
    strongest: gridPlace(strongestPlace(places), own.gridSide),
  };
}

export function placesMap(side: number, values: Float32Array): PlacesMap {
  const place = strongestPlace(values);
  const most = values[place] ?? 0;
  const allFor = values.reduce((sum, value) => (value > 0 ? sum + value : sum), 0);
  const strongest = most > 0 ? { place: gridPlace(place, side), share: most / allFor } : undefined;
  return { side, values, strongest };
}

/** So that two maps side by side can be compared, the strongest place of both gets full strength. */
export function fullStrength(maps: readonly ShownMap[]): number {
  let largest = 0;
  for (const { state } of maps) {
    if (state.at !== "there") continue;
    for (const value of state.places.values) largest = Math.max(largest, Math.abs(value));
  }
  return largest;
}

function strongestPlace(values: Float32Array): number {
  let strongest = 0;
  values.forEach((value, place) => {
    if (value > (values[strongest] ?? 0)) strongest = place;
  });
  return strongest;
}
