/** The maker of thumbnails: the latest wish first, none twice, none in vain, and none lost with its worker. */
import { expect, test, vi } from "vitest";
import type { ThumbnailAnswer, ThumbnailJob } from "../../src/inputs/thumbnail-worker";
import { createThumbnails, type ThumbnailWorker } from "../../src/inputs/thumbnails";

function fakeWorker() {
  const jobs: ThumbnailJob[] = [];
  const listeners = new Map<string, (event: { data?: ThumbnailAnswer }) => void>();
  const worker = {
    postMessage: (job: ThumbnailJob) => jobs.push(job),
    terminate: vi.fn(),
    addEventListener: (type: string, listener: (event: { data?: ThumbnailAnswer }) => void) =>
      listeners.set(type, listener),
  } as unknown as ThumbnailWorker;
  return {
    worker,
    jobs,
    answer: (id: number, address: string | undefined) =>
      listeners.get("message")?.({ data: { id, address } }),
    die: () => listeners.get("error")?.({}),
  };
}

const pictures = (count: number) => Array.from({ length: count }, (_, index) => new Blob([String(index)]));
const turn = () => new Promise<void>((resolve) => queueMicrotask(resolve));

test("what was wished for last is made first, and what came together in its order", async () => {
  const { worker, jobs, answer } = fakeWorker();
  const thumbnails = createThumbnails({ side: 64, createWorker: () => worker });
  const blobs = pictures(7);
  for (const blob of blobs.slice(0, 5)) thumbnails.want(blob, () => {});
  await turn();
  expect(jobs.map((job) => job.blob)).toEqual(blobs.slice(0, 3));
  expect(jobs[0]?.side).toBe(64);
  for (const blob of blobs.slice(5)) thumbnails.want(blob, () => {});
  await turn();
  for (const id of [1, 2, 3, 4]) answer(id, "data:");
  expect(jobs.slice(3).map((job) => job.blob)).toEqual([blobs[5], blobs[6], blobs[3], blobs[4]]);
});

test("a picture is made once for all who wait for it, and known from then on", async () => {
  const { worker, jobs, answer } = fakeWorker();
  const thumbnails = createThumbnails({ createWorker: () => worker });
  const [blob = new Blob()] = pictures(1);
  const heard: (string | undefined)[] = [];
  thumbnails.want(blob, (address) => heard.push(address));
  await turn();
  thumbnails.want(blob, (address) => heard.push(address));
  await turn();
  expect(jobs).toHaveLength(1);
  answer(jobs[0]?.id ?? 0, "data:0");
  expect(heard).toEqual(["data:0", "data:0"]);
  expect(thumbnails.known(blob)).toBe("data:0");
});

test("a wish that is taken back before its turn is not made", async () => {
  const { worker, jobs, answer } = fakeWorker();
  const thumbnails = createThumbnails({ createWorker: () => worker });
  const blobs = pictures(5);
  const ends = blobs.map((blob) => thumbnails.want(blob, () => {}));
  await turn();
  for (const end of ends.slice(3)) end();
  for (const { id } of [...jobs]) answer(id, "data:");
  expect(jobs.map((job) => job.blob)).toEqual(blobs.slice(0, 3));
});

test("a wish that is taken back and made again is heard, even while it is worked on", async () => {
  const { worker, jobs, answer } = fakeWorker();
  const thumbnails = createThumbnails({ createWorker: () => worker });
  const [blob = new Blob()] = pictures(1);
  thumbnails.want(blob, () => {})();
  const heard = vi.fn();
  thumbnails.want(blob, heard);
  await turn();
  answer(jobs.at(-1)?.id ?? 0, "data:0");
  expect(heard).toHaveBeenCalledExactlyOnceWith("data:0");
});

test("without workers, or when the worker dies, everybody is told to show the picture itself", async () => {
  expect(createThumbnails({ createWorker: undefined }).canMake).toBe(false);
  const { worker, die } = fakeWorker();
  const thumbnails = createThumbnails({ createWorker: () => worker });
  const heard: (string | undefined)[] = [];
  for (const blob of pictures(5)) thumbnails.want(blob, (address) => heard.push(address));
  await turn();
  die();
  expect(heard).toEqual(Array(5).fill(undefined));
  expect(thumbnails.canMake).toBe(false);
  thumbnails.want(new Blob(["late"]), (address) => heard.push(address));
  expect(heard).toHaveLength(6);
});
