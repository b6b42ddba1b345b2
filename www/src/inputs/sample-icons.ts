/** The drawings of the built-in sample set, fetched only when somebody asks for them. */

/** The class folders of the sample set; `text/` has their names. */
export type SampleClassKey = "birds" | "flowers" | "cars";

export interface SampleIcon {
  name: string;
  svg: string;
}

export interface SampleIcons {
  attribution: SampleAttribution;
  classes: { key: SampleClassKey; icons: SampleIcon[] }[];
}

/** Who drew the icons, to be named beside them. */
export interface SampleAttribution {
  title: string;
  author: string;
  authorUrl: string;
  licence: string;
  licenceUrl: string;
}

/** How the group of every sample begins. */
export const SAMPLE_GROUP = "sample-";

/** Tells the samples from the learner's own pictures, because their makers are to be named beside them. */
export function isSampleGroup(groupKey: string): boolean {
  return groupKey.startsWith(SAMPLE_GROUP);
}

/** Rejects when the file cannot be fetched, as without a network on a first visit. */
export async function loadSampleIcons(): Promise<SampleIcons> {
  // Made from an npm package by scripts/make-sample-icons.mjs; as text, so that it need not exist to type-check.
  const { default: text } = await import("./generated/sample-icons.json?raw");
  return JSON.parse(text) as SampleIcons;
}
