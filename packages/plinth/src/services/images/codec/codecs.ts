import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ImageType } from "../formats/format.ts";
import type { Pixels } from "./pixels.ts";
import type { OutputType } from "./protocol.ts";

/** Compiled code; the types of this runtime do not name what every Node has. */
type Code = object;
const { WebAssembly: machine } = globalThis as unknown as {
  readonly WebAssembly: { readonly compile: (bytes: Uint8Array) => Promise<Code> };
};

/** A decoder or encoder as the packages have them; their types name those of browsers. */
interface CodecModule<F> {
  readonly default: F;
  readonly init: (code: Code) => Promise<unknown>;
}

type Decode = (bytes: ArrayBuffer) => Promise<Pixels>;
type Encode = (pixels: Pixels, options: object) => Promise<ArrayBuffer>;
type Resize = (pixels: Pixels, options: object) => Promise<Pixels>;

/** The packages fetch their code as browsers do; here it is read from beside them. */
const loadCode = async (path: string): Promise<Code> =>
  machine.compile(await readFile(fileURLToPath(import.meta.resolve(path))));

const start = async <F>(loaded: unknown, path: string): Promise<F> => {
  const codec = loaded as CodecModule<F>;
  await codec.init(await loadCode(path));
  return codec.default;
};

const PNG_CODE = "@jsquash/png/codec/pkg/squoosh_png_bg.wasm";

const DECODERS: Readonly<Partial<Record<ImageType, () => Promise<Decode>>>> = {
  "image/png": async () => start(await import("@jsquash/png/decode.js"), PNG_CODE),
  "image/jpeg": async () =>
    start(await import("@jsquash/jpeg/decode.js"), "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm"),
  "image/webp": async () =>
    start(await import("@jsquash/webp/decode.js"), "@jsquash/webp/codec/dec/webp_dec.wasm"),
};

const ENCODERS: Readonly<Record<OutputType, () => Promise<Encode>>> = {
  "image/png": async () => start(await import("@jsquash/png/encode.js"), PNG_CODE),
  "image/jpeg": async () =>
    start(await import("@jsquash/jpeg/encode.js"), "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm"),
  // Every Node that this package runs on has the SIMD that this one needs.
  "image/webp": async () =>
    start(await import("@jsquash/webp/encode.js"), "@jsquash/webp/codec/enc/webp_enc_simd.wasm"),
};

/** Decodes a file. @throws what the codec throws; its state is unknown from then on. */
export const decodeImage = async (
  type: ImageType,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Pixels> => {
  const load = DECODERS[type];
  if (load === undefined) throw new RangeError(`there is no decoder for ${type}`);
  const decode = await load();
  const exact = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  return decode(exact);
};

/** Encodes pixels; the file holds nothing but them. */
export const encodeImage = async (
  type: OutputType,
  pixels: Pixels,
  quality: number,
): Promise<Uint8Array<ArrayBuffer>> => {
  const encode = await ENCODERS[type]();
  return new Uint8Array(await encode(pixels, type === "image/png" ? {} : { quality }));
};

/** Makes a picture smaller. */
export const resizeImage = async (
  pixels: Pixels,
  size: { readonly width: number; readonly height: number },
): Promise<Pixels> => {
  const resizer = await import("@jsquash/resize");
  await (resizer as unknown as { initResize: (code: Code) => Promise<unknown> }).initResize(
    await loadCode("@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm"),
  );
  const resize = resizer.default as unknown as Resize;
  return resize(pixels, { ...size, method: "lanczos3", premultiply: true, linearRGB: false });
};
