import type { FileHandle } from "node:fs/promises";
import { platformErrors } from "#core";
import type { ByteStore } from "./bytes/byte-store.ts";
import { attachment } from "./content-disposition.ts";
import type { FileLinks, LinkProof } from "./links.ts";
import type { KeptFile } from "./repository.ts";
import type { Files } from "./service.ts";

/** Who asks for a file, and how. */
export interface FileRequest extends LinkProof {
  readonly id: string;
  /** The account that asks; undefined where nobody is signed in. */
  readonly userId: string | undefined;
  /** The Host header. */
  readonly host: string | undefined;
  /** The If-None-Match header. */
  readonly known: string | undefined;
}

/** What the answer is. Headers are flat: name, value, name, value. */
export type FileAnswer =
  | { readonly kind: "elsewhere"; readonly location: string }
  | { readonly kind: "known"; readonly headers: readonly string[] }
  | { readonly kind: "file"; readonly headers: readonly string[]; readonly handle: FileHandle };

/** What serving is made of. */
export interface ServingParts {
  readonly files: Pick<Files, "find" | "readersOf">;
  readonly bytes: Pick<ByteStore, "open">;
  /** Undefined where files are served from the application's own origin. */
  readonly links: FileLinks | undefined;
  readonly onMissing: (file: KeptFile) => void;
}

const contentType = (type: string): string =>
  type.startsWith("text/") ? `${type}; charset=utf-8` : type;

/** Whether an entity tag is among those that a client has (RFC 9110 section 13.1.2). */
const isKnown = (known: string | undefined, etag: string): boolean =>
  (known ?? "").split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);

/**
 * Builds what answers for files (UPL-03). Whoever may not have one is told that there is none. Ranges
 * are not served: what is kept is small, and every answer is a whole file.
 */
export const createServing = (parts: ServingParts) => {
  const { files, bytes, links, onMissing } = parts;

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
      return { kind: "elsewhere", location: links.linkTo(file.id) };
    }
    const etag = `"${file.sha256.slice(0, 32)}"`;
    if (isKnown(request.known, etag)) return { kind: "known", headers: ["ETag", etag] };
    const handle = await bytes.open(file.stored_name);
    if (handle === undefined) {
      onMissing(file);
      throw platformErrors.make.NOT_FOUND();
    }
    const headers = [
      ...["Content-Type", contentType(file.type), "Content-Length", String(file.bytes)],
      ...["Content-Disposition", attachment(file.name), "ETag", etag, "Accept-Ranges", "none"],
    ];
    return { kind: "file", headers, handle };
  };
};

/** See {@link createServing}. */
export type Serve = ReturnType<typeof createServing>;
