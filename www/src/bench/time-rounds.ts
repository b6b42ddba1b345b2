/** Measures several contestants in turn, so that whatever the machine does meanwhile hits all of them alike. */

export interface Contestant {
  name: string;
  /** Makes everything that must not be timed, and gives what must. */
  prepare(): () => Promise<unknown>;
}

export interface Timings {
  /** Milliseconds of each repetition, by contestant. */
  millis: Map<string, number[]>;
  /** Why a contestant left in the middle; its times are not among the others. */
  failures: Map<string, string>;
}

export interface RoundOptions {
  repetitions: number;
  /** A first call prepares what later calls find ready, and is not counted. */
  warmUps: number;
  onTurn?(name: string, round: number, numRounds: number): void;
  now?: () => number;
  rest?: () => Promise<void>;
}

export async function timeRounds(
  contestants: readonly Contestant[],
  { repetitions, warmUps, onTurn, now = () => performance.now(), rest = restShortly }: RoundOptions,
): Promise<Timings> {
  const millis = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  const failures = new Map<string, string>();
  const numRounds = warmUps + repetitions;
  for (let round = 0; round < numRounds; round += 1) {
    // Every other round goes backwards, so that nobody always runs after the same one.
    const order = round % 2 === 0 ? contestants : contestants.toReversed();
    for (const { name, prepare } of order) {
      if (failures.has(name)) continue;
      onTurn?.(name, round, numRounds);
      try {
        const run = prepare();
        await rest();
        const begin = now();
        await run();
        if (round >= warmUps) millis.get(name)?.push(now() - begin);
      } catch (cause) {
        failures.set(name, String(cause));
        millis.delete(name);
      }
    }
  }
  return { millis, failures };
}

/** Lets the one before come to rest: its threads stop spinning, its memory is given back. */
function restShortly(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 30));
}
