/** The built-in sample set: drawings, each several times, turned, moved, resized and on ever new backgrounds. */
import { PICTURE_SIDE, type Picture } from "./picture";
import { seededRandom } from "./random";
import {
  loadSampleIcons,
  SAMPLE_GROUP,
  type SampleAttribution,
  type SampleClassKey,
  type SampleIcon,
  type SampleIcons,
} from "./sample-icons";
import { blobFromPixels, type Context, whiteCanvas } from "./square-pixels";

export interface SampleOptions {
  /** The folder of each picture is the class key, which `text/` turns into a name. */
  onPicture(picture: Picture): void | Promise<void>;
  onProgress?(done: number, total: number): void;
  seed?: number;
  picturesPerClass?: number;
  signal?: AbortSignal;
  icons?: SampleIcons;
}

export const SAMPLE_CLASS_KEYS: readonly SampleClassKey[] = ["birds", "flowers", "cars"];

export const SAMPLE_PICTURES_PER_CLASS = 24;

/** How one rendering looks. Nothing here depends on the class, so that no class is known by its background. */
export interface SampleLook {
  /** Share of the picture's side. */
  size: number;
  centreX: number;
  centreY: number;
  turnRadians: number;
  isMirrored: boolean;
  /** Two colours of the background and the direction from one to the other. */
  colours: [string, string];
  gradientRadians: number;
  spots: { x: number; y: number; radius: number; colour: string }[];
}

/**
 * Draws the set, class by class. Renderings of one drawing share a group, so that the network is tested on
 * drawings that it has not seen. Rejects when the drawings cannot be fetched.
 */
export async function renderSamples(options: SampleOptions): Promise<SampleAttribution> {
  const { onPicture, onProgress, seed = 1, picturesPerClass = SAMPLE_PICTURES_PER_CLASS, signal } = options;
  const { attribution, classes } = options.icons ?? (await loadSampleIcons());
  const random = seededRandom(seed);
  const total = classes.length * picturesPerClass;
  let done = 0;
  for (const { key, icons } of classes) {
    const images = new Map<string, HTMLImageElement>();
    for (let index = 0; index < picturesPerClass; index++) {
      const icon = icons[index % icons.length];
      // Drawn before anything can end the loop, so that the same seed always gives the same pictures.
      const look = randomLook(random);
      if (icon === undefined || signal?.aborted) return attribution;
      const image = images.get(icon.name) ?? (await imageFromIcon(icon));
      images.set(icon.name, image);
      const pixels = drawSample(image, look);
      const blob = await blobFromPixels(pixels);
      if (signal?.aborted) return attribution;
      const name = `${icon.name} ${Math.floor(index / icons.length) + 1}`;
      await onPicture({ name, pixels, blob, folder: key, groupKey: `${SAMPLE_GROUP}${icon.name}` });
      done += 1;
      onProgress?.(done, total);
    }
  }
  return attribution;
}

export function randomLook(random: () => number): SampleLook {
  const between = (low: number, high: number) => low + (high - low) * random();
  // Soft colours: the drawing should be what stands out, to a person and to the network.
  const colour = () => `hsl(${Math.floor(between(0, 360))} ${between(5, 45)}% ${between(60, 95)}%)`;
  const size = between(0.6, 0.9);
  const room = (1 - size) / 2 + 0.05;
  return {
    size,
    centreX: 0.5 + between(-room, room),
    centreY: 0.5 + between(-room, room),
    turnRadians: between(-0.35, 0.35),
    isMirrored: random() < 0.5,
    colours: [colour(), colour()],
    gradientRadians: between(0, 2 * Math.PI),
    spots: Array.from({ length: Math.floor(between(0, 4)) }, () => ({
      x: random(),
      y: random(),
      radius: between(0.05, 0.3),
      colour: colour(),
    })),
  };
}

function drawSample(image: HTMLImageElement, look: SampleLook): Uint8Array {
  const side = PICTURE_SIDE;
  const { context } = whiteCanvas(side);
  drawBackground(context, look, side);
  context.translate(look.centreX * side, look.centreY * side);
  context.rotate(look.turnRadians);
  if (look.isMirrored) context.scale(-1, 1);
  const drawn = look.size * side;
  context.imageSmoothingQuality = "high";
  context.drawImage(image, -drawn / 2, -drawn / 2, drawn, drawn);
  const { data } = context.getImageData(0, 0, side, side);
  return new Uint8Array(data.buffer);
}

function drawBackground(context: Context, look: SampleLook, side: number): void {
  const half = side / 2;
  const x = Math.cos(look.gradientRadians) * half;
  const y = Math.sin(look.gradientRadians) * half;
  const gradient = context.createLinearGradient(half - x, half - y, half + x, half + y);
  gradient.addColorStop(0, look.colours[0]);
  gradient.addColorStop(1, look.colours[1]);
  context.fillStyle = gradient;
  context.fillRect(0, 0, side, side);
  context.globalAlpha = 0.5;
  for (const spot of look.spots) {
    context.fillStyle = spot.colour;
    context.beginPath();
    context.arc(spot.x * side, spot.y * side, spot.radius * side, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
}

/** Through an image element, in which an SVG runs no scripts and fetches nothing. */
async function imageFromIcon({ svg }: SampleIcon): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}
