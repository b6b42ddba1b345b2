/** Layers and blocks of the network as a sentence names them; apart from the rest, because a first visit needs none. */

/** A layer of the network in a sentence; `name` is the engine's. */
export function layerInWords({ name, block }: { name: string; block: number | undefined }): string {
  return block === undefined ? layerPart(name) : `block ${block + 1}, ${layerPart(name)}`;
}

/** Of the engine's name what tells a layer from the others of its block, or of none. */
export function layerPart(name: string): string {
  switch (name) {
    case "conv1":
      return "first convolution";
    case "maxpool":
      return "max pooling";
    case "head":
      // The engine's word for it would be taken for the trained part.
      return "last convolution";
    default:
      // `expand` of `blocks.3.expand`, `downsample` of `layer2.0.downsample.0`.
      return name.split(".").findLast((part) => !/^\d+$/.test(part)) ?? name;
  }
}

/** Blocks as a learner counts them: from 1 up to the last. */
export function blockRange(firstBlock: number, numBlocks: number): string {
  if (firstBlock === numBlocks - 1) return `Block ${numBlocks}`;
  const between = firstBlock === numBlocks - 2 ? "and" : "to";
  return `Blocks ${firstBlock + 1} ${between} ${numBlocks}`;
}
