/** The whole network at work on the picture in hand: each layer with the channels that tell most places apart. */
import { useMemo, useState } from "preact/hooks";
import { classColour } from "../../draw/colours";
import { useElementWidth } from "../../draw/element-width";
import { type MapGeometry, mapGeometry } from "../../draw/map-geometry";
import type { Tile } from "../../draw/tile-painter";
import type { LayerInfo, SeenLayer } from "../../engine/protocol";
import { MOST_ON_MAP, mapLayerNumbers } from "../../state/inside/wished-layers";
import { insideText } from "../../text/inside";
import { MapDepth } from "../deeper/map-depth";
import { HandSquare } from "../neuron/hand-square";
import { MapClasses, rowMiddle, useEndClasses } from "./map-classes";
import { MapFlow } from "./map-flow";
import { mapLinks } from "./map-links";
import { Pointed } from "./pointed";
import { type FieldLink, TileField } from "./tile-field";
import { useSeen } from "./use-seen";

export function NetworkMap({ layers, numClasses }: { layers: readonly LayerInfo[]; numClasses: number }) {
  const [place, width] = useElementWidth<HTMLDivElement>(880);
  const [pointed, setPointed] = useState<FieldLink | undefined>(undefined);
  const seen = useSeen({ at: "map" });
  const geometry = useMemo(() => {
    const onMap = mapLayerNumbers(layers).map((layer) => {
      const { side = 1, channelsOut = 0 } = layers[layer] ?? {};
      return { layer, side, numChannels: channelsOut, numMaps: Math.min(MOST_ON_MAP, channelsOut) };
    });
    return mapGeometry(width, onMap, numClasses);
  }, [layers, width, numClasses]);
  const shownKey = seen.layers.map(({ layer, channels }) => `${layer}:${channels}`).join(" ");
  const links = useMemo(
    () => mapLinks(geometry, layers, new Map(seen.layers.map(({ layer, channels }) => [layer, channels]))),
    [geometry, layers, shownKey],
  );
  const { classes, rowHeight } = useEndClasses(geometry.classes);
  const flowing = classes.map(({ item, share }, index) => ({
    colour: classColour(item.colour),
    share,
    y: rowMiddle(geometry.classes, rowHeight, index, classes.length),
  }));
  const { picture } = geometry;
  return (
    <div ref={place} class="network-map" data-wide={geometry.isWide ? "" : undefined}>
      <p class="quiet inside-intro">{insideText.mapIntro}</p>
      <TileField
        width={width}
        height={geometry.height}
        links={links}
        seen={seen.layers}
        layers={layers}
        others={useFeatureTile(geometry, layers, seen.layers)}
        label={insideText.mapLabel}
        isOld={seen.isOld}
        onPoint={setPointed}
      >
        <MapFlow width={width} geometry={geometry} classes={flowing} />
        <div
          class="map-picture"
          style={{
            left: `${picture.x}px`,
            top: `${picture.y}px`,
            width: `${picture.width}px`,
            height: `${picture.height}px`,
          }}
        >
          <HandSquare side={undefined} place={undefined} label="" />
        </div>
        <MapClasses box={geometry.classes} layers={layers} classes={classes} rowHeight={rowHeight} />
      </TileField>
      <MapDepth geometry={geometry} layers={layers} />
      <Pointed link={pointed} seen={seen.layers} hint={insideText.mapHint} />
    </div>
  );
}

const NO_NUMBERS = new Float32Array(0);

/** The mean of each channel of the last convolution: all features as one strip. */
function useFeatureTile(
  { features, isWide }: MapGeometry,
  layers: readonly LayerInfo[],
  seen: readonly SeenLayer[],
): readonly Tile[] {
  const pooling = layers.find(({ kind }) => kind === "pooling");
  const means = seen.find(({ layer }) => layer === pooling?.input)?.means;
  return useMemo(() => {
    const length = means?.length ?? 0;
    const strip = { columns: isWide ? 1 : length, rows: isWide ? length : 1 };
    const values = means ?? NO_NUMBERS;
    let scale = 0;
    for (const mean of values) if (mean > scale) scale = mean;
    return [{ ...features, ...strip, values, start: 0, scale, isSigned: false }];
  }, [features, isWide, means]);
}
