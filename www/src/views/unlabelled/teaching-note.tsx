/** Beside a number of pictures: how many others, whose class is only supposed, teach the head as well. */
import { teachingPictures } from "../../state/unlabelled/pile";
import { unlabelledText } from "../../text/unlabelled";
import { useApp } from "../app-context";

export function TeachingNote() {
  const { select } = useApp();
  const app = { examples: select.examples.value, unlabelled: select.unlabelled.value };
  const number = teachingPictures(app).length;
  return number === 0 ? null : <p class="quiet">{unlabelledText.teachingNote(number)}</p>;
}
