/** What a visitor does on the page, and a clock in the page that notes when each thing first came true. */

/** Milliseconds from the start of the visit; each is noted when its selector first matches. */
const MARKS = {
  interactive: ".empty-actions button, .class-card",
  engineReady: '.status-line[data-engine="ready"]',
  firstEpoch: ".headline b",
  firstAnswer: ".answer .class-bar",
};

const TRAIN_BUTTON = '.train-buttons .button[data-look="primary"]';
const FOLDER_INPUT = '.empty-actions input[type="file"]';
const THUMBNAIL = '.picture-grid [role="option"]';
/** A picture that waits for the network, or files that are being read. */
const PENDING = '#collect [data-waiting], #collect [role="progressbar"]';

const MINUTE_MILLIS = 60_000;

/** Before the page is opened. */
export async function noteMarks(page) {
  await page.addInitScript((marks) => {
    const noted = {};
    Reflect.set(window, "visitMarks", noted);
    const look = () => {
      for (const [name, selector] of Object.entries(marks)) {
        if (noted[name] === undefined && document.querySelector(selector)) noted[name] = performance.now();
      }
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
  }, MARKS);
}

/** Waits until it was noted. */
export async function mark(page, name, timeout = 3 * MINUTE_MILLIS) {
  const handle = await page.waitForFunction((wanted) => Reflect.get(window, "visitMarks")[wanted], name, {
    timeout,
  });
  return handle.jsonValue();
}

export async function addFolder(page, path) {
  await page.locator(FOLDER_INPUT).setInputFiles(path);
}

/** Everything is read and looked at, and training may begin. */
export async function waitUntilTrainable(page, timeout = 10 * MINUTE_MILLIS) {
  await page.waitForFunction(
    ({ button, pending }) => {
      const train = document.querySelector(button);
      return train && train.getAttribute("aria-disabled") !== "true" && !document.querySelector(pending);
    },
    { button: TRAIN_BUTTON, pending: PENDING },
    { timeout },
  );
}

export async function beginTraining(page) {
  await page.locator(TRAIN_BUTTON).click();
}

/** Every epoch is done, and what was learned is on the disk. */
export async function waitUntilKept(page) {
  await page.waitForFunction(
    () => {
      const [done, total] =
        document.querySelector(".train-progress .numbers")?.textContent?.match(/\d+/g) ?? [];
      return done !== undefined && done === total && !document.querySelector(".status-saving");
    },
    undefined,
    { timeout: 3 * MINUTE_MILLIS },
  );
}

export async function tryFirstPicture(page) {
  await page.locator(THUMBNAIL).first().click();
}

/** As the heads of the classes count them. */
export async function numPicturesShown(page) {
  const counts = await page.locator("#collect .class-count").allTextContents();
  return counts.reduce((sum, text) => sum + Number.parseInt(text.replace(/\D/g, ""), 10), 0);
}
