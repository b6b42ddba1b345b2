/** Simple pictures drawn from numbers, so that the gallery needs no picture files. */
import { classColour } from "../draw/colours";

const SHAPES = [
  '<circle cx="50" cy="50" r="38"/>',
  '<rect x="16" y="16" width="68" height="68"/>',
  '<path d="M50 10 90 86 10 86z"/>',
] as const;

/** The second class holds a few triangles by mistake, so that a confusion matrix has something to show. */
const MISPLACED = { classIndex: 1, everyNth: 4, shape: 2 };

/** A picture of the class with this index, as recorded in `tests/recordings/three-classes.recording`. */
export function recordedPicture(classIndex: number, number: number): Blob {
  const isMisplaced = classIndex === MISPLACED.classIndex && number % MISPLACED.everyNth === 0;
  return drawnPicture(isMisplaced ? MISPLACED.shape : classIndex, number);
}

/** One of the shapes, turned and shaded a little differently for each number. */
export function drawnPicture(shape: number, number: number): Blob {
  const scale = 0.6 + ((number * 7) % 10) * 0.045;
  const lightness = 88 - ((number * 13) % 40);
  const drawing = SHAPES[shape % SHAPES.length] ?? SHAPES[0];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="224" height="224" viewBox="0 0 100 100">
    <rect width="100" height="100" fill="hsl(${(number * 47) % 360} 20% ${lightness}%)"/>
    <g fill="${classColour(shape)}" transform="translate(50 50) rotate(${number * 11}) scale(${scale}) translate(-50 -50)">${drawing}</g>
  </svg>`;
  return new Blob([svg], { type: "image/svg+xml" });
}
