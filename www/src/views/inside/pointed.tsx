/** What is pointed at, in one line that stays in its place: name, shape, and how strongly it answers. */
import type { SeenLayer } from "../../engine/protocol";
import { insideText } from "../../text/inside";
import { strongestOf } from "./strongest-of";
import type { FieldLink } from "./tile-field";

export interface PointedProps {
  link: FieldLink | undefined;
  seen: readonly SeenLayer[];
  hint: string;
}

export function Pointed({ link, seen, hint }: PointedProps) {
  return <output class="pointed quiet numbers">{(link && sentenceAbout(link, seen)) ?? hint}</output>;
}

/** With the strongest place where there is a map, and without where there is none. */
function sentenceAbout({ label, map }: FieldLink, seen: readonly SeenLayer[]): string | undefined {
  const answer = map && seen.find(({ layer }) => layer === map.layer);
  if (label === undefined || !map || !answer || map.index >= answer.channels.length) return label;
  return insideText.tileSeen(label, ...strongestOf(answer, map.index));
}
