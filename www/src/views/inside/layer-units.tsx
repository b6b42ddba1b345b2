/** The values of a layer that has no maps: the classes by their names, hidden units by their numbers. */
import { classColour } from "../../draw/colours";
import type { LayerInfo } from "../../engine/protocol";
import { insideText } from "../../text/inside";
import { useApp } from "../app-context";
import { InsideLink } from "./inside-link";

export function LayerUnits({ layer, info }: { layer: number; info: LayerInfo }) {
  const { select } = useApp();
  const { answer } = select.trying.value;
  const trained = answer?.classIds ?? select.training.value.history.at(-1)?.classIds ?? [];
  const classes = new Map(select.classes.value.map((item) => [item.id, item]));
  const shares = select.answerShares.value;
  const isOfClasses = info.name === "classes" || info.name === "softmax";
  return (
    <ul class={isOfClasses ? "layer-classes" : "layer-units"} aria-label={insideText.unitsOf(info)}>
      {Array.from({ length: info.channelsOut }, (_, channel) => {
        const place = { at: "value", layer, channel, row: 0, column: 0 } as const;
        const item = isOfClasses ? classes.get(trained[channel] ?? -1) : undefined;
        const share = item && shares?.get(item.id);
        return (
          <li key={channel} style={item && { "--hue": classColour(item.colour) }}>
            {item ? (
              <InsideLink class="map-class" place={place} label={insideText.classLink(item.name, share)}>
                <span class="swatch" />
                <span class="map-class-name" dir="auto">
                  {item.name}
                </span>{" "}
                {share !== undefined && <span class="numbers">{insideText.percent(share)}</span>}
              </InsideLink>
            ) : (
              <InsideLink class="unit-link numbers" place={place} label={insideText.openUnit(channel)}>
                {channel}
              </InsideLink>
            )}
          </li>
        );
      })}
    </ul>
  );
}
