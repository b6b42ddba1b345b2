/** What is explained about the picture in hand, and the maps that are laid over it. */
import { evidenceApp, otherClassId } from "../../state/explain/explain-wishes";
import { fullStrength, type ShownMap, shownMaps } from "../../state/explain/shown-maps";
import { evidenceText } from "../../text/evidence";
import { useApp } from "../app-context";

export interface ShownEvidence {
  classId: number;
  otherId: number | undefined;
  /** In words: a class, or one rather than another. */
  subject: string;
  maps: readonly ShownMap[];
  /** The number that gets full strength in all of them. */
  strength: number;
}

/** `isWanted` where it is shown whether or not the places are laid over the picture in hand. */
export function useShownEvidence(isWanted = false): ShownEvidence | undefined {
  const { select } = useApp();
  const classId = select.explainedClassId.value;
  // What is not explained need not be drawn again whenever something happens inside of the network.
  if (classId === undefined || !(isWanted || select.trying.value.isExplaining)) return undefined;
  const app = evidenceApp(select);
  const name = app.classes.find(({ id }) => id === classId)?.name;
  if (name === undefined) return undefined;
  const otherId = otherClassId(app, classId);
  const otherName = app.classes.find(({ id }) => id === otherId)?.name;
  const maps = shownMaps(app, classId);
  return {
    classId,
    otherId,
    subject: evidenceText.subject(name, otherName),
    maps,
    strength: fullStrength(maps),
  };
}
