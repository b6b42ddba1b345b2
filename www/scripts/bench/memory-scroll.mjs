/** Scrolls the learner's pictures at a steady speed, as a finger on a wheel does, and times every frame. */

const SCROLLED_MILLIS = 3000;
/** About a screen in half a second: fast, but one still sees pictures. */
const PIXELS_PER_SECOND = 2000;
/** What 60 frames a second leave for one, with room for a clock that is rounded. */
const LONG_FRAME_MILLIS = 1000 / 60 + 4;

/** Opens every class that shows only some of its pictures. */
export async function showAllPictures(page) {
  // Each button stays where it is and offers to show fewer.
  const buttons = page.locator(".show-all .button");
  for (let index = 0; index < (await buttons.count()); index += 1) await buttons.nth(index).click();
}

export async function timeScrolling(page) {
  const frames = await page.evaluate(
    async ({ forMillis, speed }) => {
      const column = document.querySelector("#collect");
      column.scrollTop = 0;
      await new Promise((resolve) => setTimeout(resolve, 500));
      const deltas = [];
      let begin;
      let before;
      let direction = 1;
      await new Promise((resolve) => {
        const step = (now) => {
          begin ??= now;
          if (before !== undefined) {
            deltas.push(now - before);
            // From wherever it is, back at the end: every frame moves by what the time since the last one asks.
            if (column.scrollTop + column.clientHeight >= column.scrollHeight - 1) direction = -1;
            column.scrollTop += (direction * speed * (now - before)) / 1000;
          }
          before = now;
          if (now - begin < forMillis) requestAnimationFrame(step);
          else resolve(undefined);
        };
        requestAnimationFrame(step);
      });
      return { deltas, options: document.querySelectorAll('#collect [role="option"]').length };
    },
    { forMillis: SCROLLED_MILLIS, speed: PIXELS_PER_SECOND },
  );
  return { ...summaryOf(frames.deltas), numDrawn: frames.options };
}

/** Of the milliseconds between frames. */
export function summaryOf(deltas) {
  const sorted = [...deltas].sort((one, other) => one - other);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return {
    medianMillis: at(0.5),
    slowMillis: at(0.95),
    framesPerSecond: (sorted.length * 1000) / sorted.reduce((sum, millis) => sum + millis, 0),
    numFrames: sorted.length,
    numLong: sorted.filter((millis) => millis > LONG_FRAME_MILLIS).length,
  };
}
