/** Groups of the fake engine: around pictures that are farthest from each other, so that unlike colours are told apart. */

/** As many groups as asked for; without a number, as many as there are pictures far from each other. */
export function fakeGroups(
  known: readonly { id: number; features: Float32Array }[],
  numGroups: number | undefined,
): { groups: { exampleIds: number[] }[]; separation: number } {
  const middles = known.slice(0, 1);
  const nearest = (features: Float32Array) =>
    middles
      .map((middle, index) => ({ index, distance: distanceOf(middle.features, features) }))
      .reduce((best, one) => (one.distance < best.distance ? one : best));
  while (middles.length < (numGroups ?? known.length)) {
    const farthest = known
      .map((one) => ({ one, distance: nearest(one.features).distance }))
      .reduce((best, next) => (next.distance > best.distance ? next : best));
    if (numGroups === undefined && farthest.distance < FAR) break;
    middles.push(farthest.one);
  }
  const groups = middles.map((): { id: number; distance: number }[] => []);
  for (const { id, features } of known) {
    const { index, distance } = nearest(features);
    groups[index]?.push({ id, distance });
  }
  return {
    groups: groups
      .filter((group) => group.length > 0)
      .sort((one, other) => other.length - one.length)
      .map((group) => ({
        exampleIds: group.sort((one, other) => one.distance - other.distance).map(({ id }) => id),
      })),
    separation: middles.length > 1 ? 0.5 : 0,
  };
}

/** Of pictures of one colour, to one of another. */
const FAR = 0.5;

function distanceOf(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += ((one[index] ?? 0) - (other[index] ?? 0)) ** 2;
  return sum;
}
