/** All pictures in two dimensions, moving as the head learns; what lies in the wrong place can be selected and moved. */
import { useMemo, useState } from "preact/hooks";
import { useElementWidth } from "../../draw/element-width";
import { scatterFrame } from "../../draw/scatter-geometry";
import type { LearningReplay } from "../../engine/protocol";
import { projectionOf } from "../../state/learning/learning-state";
import {
  epochIndex,
  furthestFromTheirClass,
  isOneSpot,
  placedPositions,
  replayedPictures,
  replayedPositions,
} from "../../state/learning/replayed-pictures";
import { deeperText } from "../../text/deeper";
import { learningText } from "../../text/learning";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { MapPlot, type MarkedPicture } from "./map-plot";
import { NeighbourMapState } from "./neighbour-map-state";
import { Choice, Part } from "./part";
import { PictureList } from "./picture-list";
import { SelectedPictures } from "./selected-pictures";

const GAP = 12;
/** Room for half a picture with all of its frames. */
const MARGIN = 22;
const TALLEST = 360;
const MOST_FURTHEST = 40;

/** While blocks have learned, the network is no longer fixed. */
const deepHelp = {
  logits: learningText.arrangementHelp.logits,
  features: deeperText.featuresDeep,
  neighbours: deeperText.likenessDeep,
};

export function PictureMap({ replay }: { replay: LearningReplay }) {
  const { select, intents } = useApp();
  const { arrangement, shownEpoch, comparedEpoch, neighbourMap } = select.learning.value;
  const [place, width] = useElementWidth<HTMLDivElement>(440);
  const [isAsPictures, setIsAsPictures] = useState(false);
  const [marked, setMarked] = useState<MarkedPicture | undefined>(undefined);
  const shown = Math.max(0, epochIndex(replay, shownEpoch));
  const compared = comparedEpoch === undefined ? -1 : epochIndex(replay, comparedEpoch);
  const isSplit = compared >= 0 && compared !== shown;
  const plotWidth = Math.floor(isSplit ? (width - GAP) / 2 : width);
  const plotHeight = Math.floor(Math.min(TALLEST, plotWidth * (isSplit ? 1 : 0.72)));
  // Likeness is computed from what the network saw before it learned, and would tell of another one.
  const isChanged = select.deeper.value.learnedFromLayer !== undefined;
  const isPlaced = arrangement === "neighbours" && neighbourMap.at === "made" && !isChanged;
  const placed = isPlaced ? neighbourMap.placed : undefined;
  const fixed = useMemo(() => placed && placedPositions(replay, placed), [replay, placed]);
  const isWaiting = arrangement === "neighbours" ? !fixed : replay.projection !== projectionOf(arrangement);
  const positionsAt = (index: number) => fixed ?? replayedPositions(replay, index);
  // One frame for all epochs: how far the classes moved apart is what one should see.
  const frame = useMemo(
    () => scatterFrame(fixed ?? replay.positions, { width: plotWidth, height: plotHeight }, MARGIN),
    [replay, fixed, plotWidth, plotHeight],
  );
  // Scores are all 0 before training; nothing else puts all pictures in one place.
  const noteAt = (index: number) =>
    arrangement === "logits" && !isWaiting && isOneSpot(positionsAt(index))
      ? learningText.mapOneSpot
      : undefined;
  const plot = (index: number, name: string) => (
    <MapPlot
      replay={replay}
      index={index}
      positions={positionsAt(index)}
      frame={frame}
      width={plotWidth}
      height={plotHeight}
      isAsPictures={isAsPictures}
      marked={marked}
      onMark={setMarked}
      name={name}
      note={noteAt(index)}
    />
  );
  // Before training the scores say nothing yet.
  const isTelling = !isWaiting && (arrangement !== "logits" || (replay.epochs[shown] ?? 0) > 0);
  const hasHeldBack = [...select.examples.value.values()].some(({ side }) => side === "validation");
  const legends = isAsPictures
    ? [learningText.mapLegendPictures, learningText.mapLegendPicturesNone]
    : [learningText.mapLegend, learningText.mapLegendNone];
  return (
    <Part
      title={learningText.map}
      help={isChanged ? deepHelp[arrangement] : learningText.arrangementHelp[arrangement]}
      tools={
        <>
          <Choice
            label={learningText.arrangement}
            value={arrangement}
            options={(["logits", "features", "neighbours"] as const).map((value) => ({
              value,
              name: learningText.arrangements[value],
            }))}
            onChange={(value) => intents.learning.arrange(value)}
          />
          <Button look="quiet" onClick={() => setIsAsPictures(!isAsPictures)}>
            {isAsPictures ? learningText.asDots : learningText.asPictures}
          </Button>
        </>
      }
    >
      <div ref={place} class="map-plots">
        {isSplit && (
          <figure>
            <figcaption class="quiet">{learningText.at(replay.epochs[compared] ?? 0)}</figcaption>
            {plot(compared, "compared")}
          </figure>
        )}
        <figure>
          {isSplit && (
            <figcaption class="quiet">
              {shownEpoch === undefined ? learningText.now : learningText.at(shownEpoch)}
            </figcaption>
          )}
          {plot(shown, "shown")}
        </figure>
      </div>
      {arrangement === "neighbours" && !isChanged && <NeighbourMapState replay={replay} />}
      <SelectedPictures />
      <p class="quiet learning-help">
        {hasHeldBack ? legends[0] : legends[1]} {learningText.mapHint}
      </p>
      {isTelling && <Furthest replay={replay} index={shown} positions={fixed} />}
    </Part>
  );
}

interface FurthestProps {
  replay: LearningReplay;
  index: number;
  /** Where these are the same in every epoch. */
  positions: Float32Array | undefined;
}

function Furthest({ replay, index, positions }: FurthestProps) {
  const { select } = useApp();
  const examples = select.examples.value;
  const { toldClassIds } = select.learning.value;
  const furthest = useMemo(() => {
    const pictures = replayedPictures(replay, index, examples, toldClassIds);
    return furthestFromTheirClass(pictures, positions ?? replayedPositions(replay, index), MOST_FURTHEST);
  }, [replay, index, examples, toldClassIds, positions]);
  return (
    <PictureList
      title={learningText.furthest}
      help={learningText.furthestHelp}
      isComplete={false}
      pictures={furthest.map((picture) => ({ picture, detail: undefined }))}
    />
  );
}
