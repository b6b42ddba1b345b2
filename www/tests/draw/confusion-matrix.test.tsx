/** The confusion matrix must count right, be one stop of the tab key, and say each cell in words. */
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, describe, expect, test, vi } from "vitest";
import { cellAfterKey, confusionRows, shadePercent } from "../../src/draw/confusion-geometry";
import { ConfusionMatrix } from "../../src/draw/confusion-matrix";

describe("confusion rows", () => {
  test("shares are of the row, and an empty row has none", () => {
    const rows = confusionRows([3, 1, 0, 0], 2);
    expect(rows[0]?.map(({ share }) => share)).toEqual([0.75, 0.25]);
    expect(rows[1]?.map(({ share }) => share)).toEqual([0, 0]);
    expect(rows[0]?.map(({ isRight }) => isRight)).toEqual([true, false]);
  });

  test("missing counts are none", () => {
    expect(
      confusionRows([], 3)
        .flat()
        .every(({ count }) => count === 0),
    ).toBe(true);
  });

  test("a single error is shaded more than a rare right answer", () => {
    const cell = { row: 0, column: 1, count: 1, share: 0.01, isRight: false };
    expect(shadePercent(cell)).toBeGreaterThan(shadePercent({ ...cell, isRight: true }));
    expect(shadePercent({ ...cell, count: 0 })).toBe(0);
  });
});

test("arrow keys walk and stop at the edges", () => {
  expect(cellAfterKey("ArrowRight", { row: 0, column: 0 }, 2)).toEqual({ row: 0, column: 1 });
  expect(cellAfterKey("ArrowRight", { row: 0, column: 1 }, 2)).toEqual({ row: 0, column: 1 });
  expect(cellAfterKey("ArrowUp", { row: 0, column: 1 }, 2)).toEqual({ row: 0, column: 1 });
  expect(cellAfterKey("End", { row: 1, column: 0 }, 4)).toEqual({ row: 1, column: 3 });
  expect(cellAfterKey("x", { row: 0, column: 0 }, 2)).toBeUndefined();
});

describe("confusion matrix", () => {
  afterEach(() => render(null, document.body));

  function show(onSelectCell: (row: number, column: number) => void) {
    render(
      <ConfusionMatrix
        classNames={["cats", "dogs"]}
        colours={["#3b82af", "#ce451e"]}
        counts={[3, 1, 0, 4]}
        label="Confusion matrix"
        trueLabel="is"
        predictedLabel="taken for"
        describeCell={(from, to, count) => `${count} ${from} as ${to}`}
        onSelectCell={onSelectCell}
        selectedCell={{ row: 0, column: 1 }}
      />,
      document.body,
    );
    return [...document.querySelectorAll("button")];
  }

  test("each cell is a button that says what it counts", () => {
    const select = vi.fn();
    const buttons = show(select);
    expect(buttons.map((button) => button.getAttribute("aria-label"))).toEqual([
      "3 cats as cats",
      "1 cats as dogs",
      "0 dogs as cats",
      "4 dogs as dogs",
    ]);
    expect(buttons.map((button) => button.dataset.kind)).toEqual(["right", "wrong", "none", "right"]);
    expect(buttons[1]?.getAttribute("aria-pressed")).toBe("true");
    buttons[2]?.click();
    expect(select).toHaveBeenCalledWith(1, 0);
  });

  test("the tab key stops once, and the arrows move the stop", async () => {
    const buttons = show(() => undefined);
    expect(buttons.map((button) => button.tabIndex)).toEqual([0, -1, -1, -1]);
    await act(() => {
      buttons[0]?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
    });
    expect(document.activeElement).toBe(buttons[2]);
    expect(buttons.map((button) => button.tabIndex)).toEqual([-1, -1, 0, -1]);
  });
});
