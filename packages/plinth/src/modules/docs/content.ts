import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

/** Bytes that stay the same until the next start, in every form in which they are sent. */
export interface Content {
  readonly type: string;
  /** A hash of the plain bytes; weak, because it stands for every coding of them. */
  readonly etag: string;
  /** The same hash for addresses. */
  readonly version: string;
  readonly plain: Uint8Array;
  readonly encoded: () => Promise<Readonly<Record<"br" | "gzip", Uint8Array>>>;
}

/** Prepares text for sending; it is compressed once, off the main thread, when first asked for. */
export const createContent = (type: string, text: string): Content => {
  const plain = Buffer.from(text);
  const version = createHash("sha256").update(plain).digest("base64url").slice(0, 16);
  let compressing: ReturnType<Content["encoded"]> | undefined;
  const compress: Content["encoded"] = async () => {
    const params = {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: 8,
    };
    const [br, gz] = await Promise.all([brotli(plain, { params }), deflate(plain)]);
    return { br, gzip: gz };
  };
  return {
    type,
    etag: `W/"${version}"`,
    version,
    plain,
    encoded: () => {
      compressing ??= compress();
      return compressing;
    },
  };
};
