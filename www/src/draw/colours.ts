/** The page's only colours with a meaning: one hue a class, one scale for negative and positive, one for activations. */

/**
 * Well separated hues. Each has a contrast of at least 3 to 1 on white and on near-black, and the order was
 * chosen by a greedy search that maximised the smallest distance in OKLab as seen with normal vision and
 * with each of the three kinds of colour blindness.
 */
const CHOSEN_CLASS_COLOURS = [
  "#3b82af",
  "#ce451e",
  "#a473ee",
  "#b58b2b",
  "#597b3a",
  "#995579",
  "#199d78",
  "#d96a7b",
  "#818dcf",
  "#c26e12",
  "#97659c",
  "#8c8b3d",
] as const;

/** The angle that spreads any number of hues most evenly around the circle. */
const GOLDEN_ANGLE_DEGREES = 137.508;

/** Red, green, blue and opacity, each 0 to 255, as a canvas wants them. */
export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

const NEGATIVE_RGB = [36, 113, 190] as const;
const POSITIVE_RGB = [205, 86, 20] as const;

/**
 * Rare in photographs, far from the classes' hues and from both ends of the diverging scale, and as far from a white
 * page as from a dark one.
 */
const ACTIVATION_RGB = [210, 44, 160] as const;

/** The eye takes the first steps away from white for larger ones than those that follow. */
const ACTIVATION_EVENNESS = 1.12;

/** The colour of the class that was made as number `index`, counted from 0. */
export function classColour(index: number): string {
  const position = Math.max(0, Math.floor(index));
  return CHOSEN_CLASS_COLOURS[position] ?? generatedColour(position - CHOSEN_CLASS_COLOURS.length);
}

/** How many class colours were chosen by hand; further ones are generated. */
export const numChosenClassColours: number = CHOSEN_CLASS_COLOURS.length;

/**
 * The diverging scale: -1 is the strongest negative, 0 is see-through, 1 is the strongest positive.
 * Strength is opacity, so that the same scale lies well on a light page, a dark page and a photograph.
 */
export function divergingColour(value: number): Rgba {
  const [red, green, blue] = value < 0 ? NEGATIVE_RGB : POSITIVE_RGB;
  const strength = Number.isNaN(value) ? 0 : Math.min(1, Math.abs(value));
  return [red, green, blue, Math.round(255 * strength)];
}

/**
 * The sequential scale: 0 is see-through, 1 is the strongest. Strength shows as opacity here too; on white and on near-black
 * equal steps of it look about equally large.
 */
export function activationColour(share: number): Rgba {
  const [red, green, blue] = ACTIVATION_RGB;
  const strength = Number.isNaN(share) ? 0 : Math.min(1, Math.max(0, share));
  return [red, green, blue, Math.round(255 * strength ** ACTIVATION_EVENNESS)];
}

/** A colour as CSS writes it. */
export function cssColourFromRgba([red, green, blue, alpha]: Rgba): string {
  return `rgb(${red} ${green} ${blue} / ${(alpha / 255).toFixed(3)})`;
}

function generatedColour(index: number): string {
  // Starting between two chosen hues keeps the first generated ones away from them.
  const hueDegrees = (15 + index * GOLDEN_ANGLE_DEGREES) % 360;
  const lightness = index % 2 === 0 ? 0.62 : 0.56;
  return hexFromOklch(lightness, 0.1, hueDegrees);
}

/** Björn Ottosson's OKLCH to sRGB, in which equal steps of hue look about equally large. */
function hexFromOklch(lightness: number, chroma: number, hueDegrees: number): string {
  const a = chroma * Math.cos((hueDegrees * Math.PI) / 180);
  const b = chroma * Math.sin((hueDegrees * Math.PI) / 180);
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
  const digits = linear.map((channel) => byteFromLinear(channel).toString(16).padStart(2, "0"));
  return `#${digits.join("")}`;
}

function byteFromLinear(channel: number): number {
  const clamped = Math.min(1, Math.max(0, channel));
  const encoded = clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055;
  return Math.round(255 * encoded);
}
