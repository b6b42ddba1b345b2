/** Bars and heat maps must never draw what is not a number. */
// @vitest-environment happy-dom
import { render } from "preact";
import { afterEach, describe, expect, test } from "vitest";
import { barLength, ClassBars, wholePercent } from "../../src/draw/class-bars";
import { heatmapPixels } from "../../src/draw/heatmap";

describe("class bars", () => {
  afterEach(() => render(null, document.body));

  test("lengths are clamped and percentages honest", () => {
    expect([barLength(-1), barLength(0.5), barLength(2), barLength(Number.NaN)]).toEqual([0, 0.5, 1, 0]);
    expect(wholePercent(0.997)).toBe("99%");
    expect(wholePercent(1)).toBe("100%");
    expect(wholePercent(Number.NaN)).toBe("0%");
  });

  test("the order stays and the largest leads", () => {
    const rows = [
      { id: 1, name: "cats", colour: "#3b82af", value: 0.2 },
      { id: 2, name: "dogs", colour: "#ce451e", value: 0.8 },
    ];
    render(<ClassBars rows={rows} label="What it says" />, document.body);
    const items = [...document.querySelectorAll("li")];
    expect(items.map(({ textContent }) => textContent)).toEqual(["cats20%", "dogs80%"]);
    expect(items.map(({ dataset }) => "leading" in dataset)).toEqual([false, true]);
  });
});

describe("heat map", () => {
  test("the largest number has full strength, and zeros are see-through", () => {
    const pixels = heatmapPixels({ values: [0, 2, -4, Number.NaN], width: 2, height: 2 });
    expect([pixels[3], pixels[7], pixels[11], pixels[15]]).toEqual([0, 128, 255, 0]);
    expect(heatmapPixels({ values: [0, 0], width: 2, height: 1 })[3]).toBe(0);
  });
});
