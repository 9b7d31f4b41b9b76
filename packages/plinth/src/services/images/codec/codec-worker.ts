import { parentPort } from "node:worker_threads";
import { formatOf } from "../header.ts";
import { decodeImage, encodeImage, resizeImage } from "./codecs.ts";
import { liesOnSide, type Pixels, sizeWithin, turnUpright, withoutTransparency } from "./pixels.ts";
import type { CodecAnswer, CodecJob } from "./protocol.ts";

const DEFAULT_QUALITY = 82;

/** What browsers call a picture; the codecs make theirs of it. */
class BrowserPixels implements Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;

  constructor(data: Uint8ClampedArray<ArrayBuffer>, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}

const decode = async (job: CodecJob): Promise<Pixels> => {
  // Only what pixels need gets as far as a decoder: a packed profile or comment is dropped unread.
  const plain = formatOf(job.bytes).withoutMetadata?.(job.bytes) ?? job.bytes;
  const pixels = await decodeImage(job.type, plain);
  if (pixels.width !== job.width || pixels.height !== job.height) {
    throw new RangeError("the picture has another size than its header told");
  }
  return pixels;
};

const reencode = async (job: CodecJob): Promise<CodecAnswer> => {
  const { output, orientation } = job;
  const decoded = await decode(job);
  const size = sizeWithin(decoded, output, liesOnSide(orientation));
  const fitting = size.width === decoded.width ? decoded : await resizeImage(decoded, size);
  const upright = turnUpright(fitting, orientation);
  const final = output.type === "image/jpeg" ? withoutTransparency(upright) : upright;
  const bytes = await encodeImage(output.type, final, output.quality ?? DEFAULT_QUALITY);
  return { bytes, width: final.width, height: final.height };
};

const answerTo = async (job: CodecJob): Promise<CodecAnswer> => {
  try {
    return await reencode(job);
  } catch (fault) {
    return { fault: String(fault).slice(0, 200) };
  }
};

Object.assign(globalThis, { ImageData: BrowserPixels });
parentPort?.on("message", (job: CodecJob) => {
  void answerTo(job).then((answer) => {
    parentPort?.postMessage(answer, "bytes" in answer ? [answer.bytes.buffer] : []);
  });
});
