/** The map of all pictures after one epoch. */
import { useMemo, useRef } from "preact/hooks";
import { classColour } from "../../draw/colours";
import type { ScatterDot } from "../../draw/scatter-canvas";
import { fittingSquares, type ScatterFrame, scatterPlaces } from "../../draw/scatter-geometry";
import { ScatterPlot } from "../../draw/scatter-plot";
import type { LearningReplay } from "../../engine/protocol";
import { isDecidedAt, type ReplayedPicture, replayedPictures } from "../../state/learning/replayed-pictures";
import { learningText } from "../../text/learning";
import { useApp } from "../app-context";
import { useChoosePicture, useInHandId } from "./choose-picture";
import { useMapImages } from "./map-images";
import { useAppearanceKey, useReducedMotion } from "./motion";
import { PictureNote, pictureInWords } from "./picture-note";

const NARROW = 260;
const IMAGE_SIDE = 30;
const IMAGE_SIDE_WHEN_NARROW = 24;
const IMAGE_GAP = 5;

/** While training the next replay comes after about this time, and the dots never stand still. */
const TRAINING_TRAVEL_MILLIS = 450;
const TRAVEL_MILLIS = 240;

/** One map shows the note; the others mark the same picture. */
export interface MarkedPicture {
  id: number;
  plot: string;
  place: { x: number; y: number };
}

export interface MapPlotProps {
  replay: LearningReplay;
  /** Of the epoch, in the replay. */
  index: number;
  /** Two numbers a row of the replay. */
  positions: Float32Array;
  frame: ScatterFrame;
  width: number;
  height: number;
  isAsPictures: boolean;
  marked: MarkedPicture | undefined;
  onMark: (marked: MarkedPicture | undefined) => void;
  /** Tells this map from the one beside it. */
  name: string;
  /** Why there is little to be seen. */
  note: string | undefined;
}

export function MapPlot(props: MapPlotProps) {
  const { replay, index, positions, frame, width, height, isAsPictures, marked, name } = props;
  const { select, intents } = useApp();
  const choose = useChoosePicture();
  const isStill = useReducedMotion();
  const appearance = useAppearanceKey();
  const examples = select.examples.value;
  const { toldClassIds, stepMillis } = select.learning.value;
  const pictures = useMemo(
    () => replayedPictures(replay, index, examples, toldClassIds),
    [replay, index, examples, toldClassIds],
  );
  const places = useMemo(() => placesOf(pictures, positions, frame), [pictures, positions, frame]);
  const side = width < NARROW ? IMAGE_SIDE_WHEN_NARROW : IMAGE_SIDE;
  const dots = useDots(pictures, places, isAsPictures ? side : undefined);
  const numWrong = isDecidedAt(replay, index)
    ? pictures.filter(({ takenForId }) => takenForId !== undefined).length
    : undefined;
  const label = learningText.mapLabel(pictures.length, numWrong, replay.epochs[index] ?? 0);
  const pictureOf = (id: number | undefined) => pictures.find(({ example }) => example.id === id);
  const noted = marked?.plot === name ? pictureOf(marked.id) : undefined;
  const travelMillis =
    stepMillis ?? (select.training.value.isWanted ? TRAINING_TRAVEL_MILLIS : TRAVEL_MILLIS);
  return (
    <div class="map-plot">
      <ScatterPlot
        width={width}
        height={height}
        dots={dots}
        places={places}
        travelMillis={isStill ? 0 : travelMillis}
        imageSide={side}
        markedId={marked?.id}
        onMark={(id, place) =>
          props.onMark(id === undefined || !place ? undefined : { id, place, plot: name })
        }
        onChoose={choose}
        onLasso={(ids, isMany) =>
          intents.pictures.selectMany(isMany ? [...select.selection.peek().exampleIds, ...ids] : ids)
        }
        label={label}
        describe={(id) => {
          const picture = pictureOf(id);
          return picture ? pictureInWords(picture, select.classes.peek()) : "";
        }}
        appearance={appearance}
      />
      {props.note !== undefined && <p class="map-plot-note quiet">{props.note}</p>}
      {noted && marked && <PictureNote picture={noted} at={marked.place} width={width} />}
    </div>
  );
}

/** `imageSide` is absent while pictures are drawn as dots. */
function useDots(
  pictures: readonly ReplayedPicture[],
  places: Float32Array,
  imageSide: number | undefined,
): ScatterDot[] {
  const { select } = useApp();
  const { exampleIds } = select.selection.value;
  const classes = select.classes.value;
  const inHandId = useInHandId();
  const fitting = useMemo(() => {
    if (imageSide === undefined) return new Set<number>();
    const order = byPriority(pictures, inHandId);
    return new Set(fittingSquares(places, order, imageSide + IMAGE_GAP));
  }, [pictures, places, imageSide, inHandId]);
  const blobs = useMemo(
    () => [...fitting].flatMap((index) => pictures[index]?.example.blob ?? []),
    [fitting, pictures],
  );
  const imageOf = useMapImages(blobs);
  const hues = new Map(classes.map(({ id, colour }) => [id, classColour(colour)]));
  const dots = pictures.map(({ example, takenForId }, index): ScatterDot => {
    return {
      id: example.id,
      hue: hues.get(example.classId) ?? classColour(0),
      ringHue: takenForId === undefined ? undefined : hues.get(takenForId),
      isHollow: example.side === "validation",
      isSelected: exampleIds.has(example.id),
      isInHand: example.id === inHandId,
      image: fitting.has(index) ? imageOf(example.blob) : undefined,
    };
  });
  return useSame(dots);
}

/** The list before, while nothing in it is different: a canvas is only drawn when it has to be. */
function useSame(dots: ScatterDot[]): ScatterDot[] {
  const before = useRef(dots);
  const isSame =
    before.current.length === dots.length &&
    dots.every((dot, index) => {
      const other = before.current[index];
      return (
        other !== undefined &&
        (Object.keys(dot) as (keyof ScatterDot)[]).every((key) => dot[key] === other[key])
      );
    });
  if (!isSame) before.current = dots;
  return before.current;
}

/** Pictures that one looks for come first, where not all of them fit. */
function byPriority(pictures: readonly ReplayedPicture[], inHandId: number | undefined): number[] {
  const rank = ({ example, takenForId }: ReplayedPicture) => {
    if (example.id === inHandId) return 0;
    return takenForId === undefined ? 2 : 1;
  };
  return pictures
    .map((picture, index) => ({ index, rank: rank(picture) }))
    .sort((one, other) => one.rank - other.rank || one.index - other.index)
    .map(({ index }) => index);
}

function placesOf(
  pictures: readonly ReplayedPicture[],
  positions: Float32Array,
  frame: ScatterFrame,
): Float32Array {
  const own = new Float32Array(pictures.length * 2);
  for (const [index, { row }] of pictures.entries()) {
    own.set(positions.subarray(row * 2, row * 2 + 2), index * 2);
  }
  return scatterPlaces(own, frame);
}
