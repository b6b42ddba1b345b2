/** Where the map ends: the learner's classes with their probabilities, each leading to the sum behind its score. */

import { classColour } from "../../draw/colours";
import type { Box } from "../../draw/map-geometry";
import type { LayerInfo } from "../../engine/protocol";
import type { LearnerClass } from "../../state/app-state";
import { insideText } from "../../text/inside";
import { useApp } from "../app-context";
import { InsideLink } from "./inside-link";

export interface EndClass {
  item: LearnerClass;
  share: number | undefined;
  /** Which value of the last layers is its own; absent while the head does not know it. */
  channel: number | undefined;
}

/** Fewer than this would touch. */
const ROW_HEIGHT = 24;
const TALLEST_ROW = 34;

/** The likeliest, where there is no room for all. */
export function useEndClasses(box: Box): { classes: EndClass[]; rowHeight: number } {
  const { select } = useApp();
  const { answer } = select.trying.value;
  const shares = select.answerShares.value;
  const trained = answer?.classIds ?? select.training.value.history.at(-1)?.classIds ?? [];
  const all = select.classes.value.map((item): EndClass => {
    const channel = trained.indexOf(item.id);
    return { item, share: shares?.get(item.id), channel: channel < 0 ? undefined : channel };
  });
  const most = Math.max(1, Math.floor(box.height / ROW_HEIGHT));
  const likeliest = all.toSorted((one, other) => (other.share ?? 0) - (one.share ?? 0)).slice(0, most);
  const classes = all.filter((one) => likeliest.includes(one));
  return { classes, rowHeight: Math.min(TALLEST_ROW, box.height / Math.max(1, classes.length)) };
}

/** Middle of a class's row, from the top of the map. */
export function rowMiddle(box: Box, rowHeight: number, index: number, numRows: number): number {
  return box.y + box.height / 2 + (index - (numRows - 1) / 2) * rowHeight;
}

export interface MapClassesProps {
  box: Box;
  layers: readonly LayerInfo[];
  classes: readonly EndClass[];
  rowHeight: number;
}

export function MapClasses({ box, layers, classes, rowHeight }: MapClassesProps) {
  const layer = layers.findIndex(({ name }) => name === "classes");
  const likeliest = Math.max(...classes.map(({ share }) => share ?? 0));
  const frame = { left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px` };
  if (layer < 0) {
    return (
      <p class="map-classes quiet" style={frame}>
        {insideText.noClasses}
      </p>
    );
  }
  return (
    <ul class="map-classes" style={frame}>
      {classes.map(({ item, share, channel }) => {
        const row = (
          <>
            <span class="swatch" />
            <span class="map-class-name" dir="auto">
              {item.name}
            </span>{" "}
            {share !== undefined && <span class="numbers">{insideText.percent(share)}</span>}
          </>
        );
        return (
          <li
            key={item.id}
            style={{ "--hue": classColour(item.colour), height: `${rowHeight}px` }}
            data-leading={share !== undefined && share === likeliest ? "" : undefined}
          >
            {channel === undefined ? (
              <span class="map-class">{row}</span>
            ) : (
              <InsideLink
                class="map-class"
                place={{ at: "value", layer, channel, row: 0, column: 0 }}
                title={insideText.classLink(item.name, share)}
              >
                {row}
              </InsideLink>
            )}
          </li>
        );
      })}
    </ul>
  );
}
