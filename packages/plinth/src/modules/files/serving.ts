import type { Readable } from "node:stream";
import { platformErrors } from "#core";
import type { SealedBytes } from "./bytes/sealed-bytes.ts";
import { attachment } from "./content-disposition.ts";
import { isPicture, renamed } from "./image-names.ts";
import type { FileLinks, LinkProof } from "./links.ts";
import type { KeptFile } from "./repository.ts";
import type { Files } from "./service.ts";
import type { Variants, VariantWidth, Wanted } from "./variants/variants.ts";

/** Who asks for a file, and how. */
export interface FileRequest extends LinkProof {
  readonly id: string;
  /** The account that asks; undefined where nobody is signed in. */
  readonly userId: string | undefined;
  /** The Host header. */
  readonly host: string | undefined;
  /** The If-None-Match header. */
  readonly known: string | undefined;
  /** Widest that a picture may be. */
  readonly width?: VariantWidth | undefined;
  /** Which of some media types the caller would rather have; by its Accept header. */
  readonly prefer: <T extends string>(offered: readonly [T, ...T[]]) => T;
}

/** What the answer is. Headers are flat: name, value, name, value. */
export type FileAnswer =
  | { readonly kind: "elsewhere"; readonly location: string }
  | { readonly kind: "known"; readonly headers: readonly string[] }
  | { readonly kind: "file"; readonly headers: readonly string[]; readonly stream: Readable }
  | { readonly kind: "variant"; readonly headers: readonly string[]; readonly bytes: Uint8Array };

/** What serving is made of. */
export interface ServingParts {
  readonly files: Pick<Files, "find" | "readersOf">;
  readonly bytes: Pick<SealedBytes, "open">;
  readonly variants: Variants;
  /** Undefined where files are served from the application's own origin. */
  readonly links: FileLinks | undefined;
  readonly onMissing: (file: KeptFile) => void;
}

const contentType = (type: string): string =>
  type.startsWith("text/") ? `${type}; charset=utf-8` : type;

const headersOf = (file: Pick<KeptFile, "name" | "type">, etag: string): readonly string[] => [
  ...["Content-Type", contentType(file.type), "Content-Disposition", attachment(file.name)],
  ...["ETag", etag, "Accept-Ranges", "none"],
];

/** What pictures of people are kept as. */
const KEPT_AS = "image/webp";

/** Whether an entity tag is among those that a client has (RFC 9110 section 13.1.2). */
const isKnown = (known: string | undefined, etag: string): boolean =>
  (known ?? "").split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);

/**
 * What a file is wanted as; undefined for its bytes as they are kept. Pictures as we keep them are WebP,
 * and JPEG for who does not take that; others come in another format only where a width is asked for.
 */
const wantedOf = ({ type }: KeptFile, { width, prefer }: FileRequest): Wanted | undefined => {
  if (!isPicture(type) || (width === undefined && type !== KEPT_AS)) return undefined;
  return { type: prefer([type, KEPT_AS, "image/jpeg"]), width };
};

const tagOf = (file: KeptFile, wanted?: Wanted): string => {
  const as = wanted === undefined ? "" : `-${wanted.width ?? "whole"}-${wanted.type.slice(6)}`;
  return `"${file.sha256.slice(0, 32)}${as}"`;
};

/**
 * Builds what answers for files (UPL-03). Whoever may not have one is told that there is none. Ranges
 * are not served: what is kept is small, and every answer is a whole file.
 */
export const createServing = (parts: ServingParts) => {
  const { files, bytes, variants, links, onMissing } = parts;

  const requireReadable = async (request: FileRequest): Promise<KeptFile> => {
    const file = await files.find(request.id);
    if (file === undefined || file.state !== "ready") throw platformErrors.make.NOT_FOUND();
    const isOwner = file.owner_id !== null && file.owner_id === request.userId;
    const isLinked = links?.holds(file.id, request);
    if (files.readersOf(file) !== "everyone" && !isOwner && !isLinked) {
      throw platformErrors.make.NOT_FOUND();
    }
    return file;
  };

  return async (request: FileRequest): Promise<FileAnswer> => {
    const file = await requireReadable(request);
    if (links !== undefined && request.host?.toLowerCase() !== links.host) {
      return { kind: "elsewhere", location: links.linkTo(file.id, request.width) };
    }
    const wanted = wantedOf(file, request);
    const vary = wanted === undefined ? [] : ["Vary", "Accept"];
    if (wanted !== undefined) {
      const etag = tagOf(file, wanted);
      if (isKnown(request.known, etag)) return { kind: "known", headers: ["ETag", etag, ...vary] };
      const variant = await variants(file, wanted);
      if (variant !== undefined) {
        const name = renamed(file.name, variant.type);
        const headers = [...headersOf({ name, type: variant.type }, etag), ...vary];
        return { kind: "variant", headers, bytes: variant.bytes };
      }
    }
    const etag = tagOf(file);
    if (isKnown(request.known, etag)) return { kind: "known", headers: ["ETag", etag, ...vary] };
    const stream = await bytes.open(file);
    if (stream === undefined) {
      onMissing(file);
      throw platformErrors.make.NOT_FOUND();
    }
    const headers = [...headersOf(file, etag), "Content-Length", String(file.bytes), ...vary];
    return { kind: "file", headers, stream };
  };
};

/** See {@link createServing}. */
export type Serve = ReturnType<typeof createServing>;
