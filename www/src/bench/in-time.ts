/** How long an engine is waited for: one that lost its GPU, or its memory, may never answer. */

/** A GPU that the CPU plays may take a minute for what is asked here. */
export const LONGEST_WAIT_MILLIS = 15 * 60 * 1000;

export class NoAnswer extends Error {
  constructor() {
    super("no answer");
  }
}

/** As the answer, or rejects with `NoAnswer`. */
export async function inTime<Answer>(
  answer: Promise<Answer>,
  longestMillis = LONGEST_WAIT_MILLIS,
): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer()), longestMillis);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
