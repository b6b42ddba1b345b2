/** What intents need from the world, so that tests can give them another one. */
import type { AnsweringEngine, EngineClient } from "../../engine/client";
import type { NetworkChoice } from "../../engine/network-choice";
import type { EpochReport, SavedHead } from "../../engine/protocol";
import type { WeightsDownloadOptions, WeightsResult } from "../../engine/weights-download";
import type { DroppedItems } from "../../inputs/files";
import type { SourceFile } from "../../inputs/picture";
import type { ReadPicturesOptions } from "../../inputs/read-pictures";
import type { SampleOptions } from "../../inputs/samples";
import type { Camera, WebcamOptions, WebcamResult } from "../../inputs/webcam";
import type { ParkedHead } from "../../storage/saved-work";
import type { PictureData } from "../picture-data";
import type { Store } from "../store";

export interface Dependencies {
  store: Store;
  client: EngineClient;
  pictureData: PictureData;
  inputs: Inputs;
  /** Brings the network in use into an engine, or the one of `choice`. Fetched once, however many engines ask. */
  bringNetwork(engine: AnsweringEngine, options?: BringingOptions): Promise<WeightsResult>;
  /** Keeps the head for the next visit; without a head, what was kept is dropped. */
  keepHead(head: SavedHead | undefined, history: readonly EpochReport[]): Promise<void>;
  /** Lays aside what was learned with a network that is about to be left; without it, what was laid aside is dropped. */
  parkHead(fingerprint: string, parked: ParkedHead | undefined): Promise<void>;
  parkedHead(fingerprint: string): Promise<ParkedHead | undefined>;
  /** For measuring; starts anywhere. */
  nowMillis(): number;
  /** For ordering what is kept between visits. */
  dateMillis(): number;
  waitMillis(millis: number): Promise<void>;
  /** A hidden tab is neither drawn nor hurried. */
  isVisible(): boolean;
}

export interface BringingOptions extends WeightsDownloadOptions {
  choice?: NetworkChoice;
}

export interface Inputs {
  readPictures(files: SourceFile[], options: ReadPicturesOptions): Promise<void>;
  sourceFilesFromDataTransfer(dataTransfer: DroppedItems): Promise<SourceFile[]>;
  renderSamples(options: SampleOptions): Promise<unknown>;
  openWebcam(options: WebcamOptions): Promise<WebcamResult>;
  listCameras(): Promise<Camera[]>;
  pixelsFromBlob(blob: Blob): Promise<Uint8Array | undefined>;
  /** The pictures on the clipboard, asked for with a button; empty where there is none or it is refused. */
  readClipboard(): Promise<SourceFile[]>;
}
