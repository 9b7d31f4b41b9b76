import type { UploadType } from "#policy";

/**
 * A file that came with a request: streamed to disk, measured, and found to be of an accepted type.
 * It is removed when the request ends, unless it was taken over.
 */
export interface UploadedFile {
  /** The field of the form. */
  readonly field: string;
  /** A safe name to show and to offer for saving, never to store under: see `safeFileName`. */
  readonly name: string;
  /** The last extension in lower case without its dot, such as "png"; agrees with `type`. */
  readonly originalExtension: string;
  /** What the bytes are; the client's word agreed with it. */
  readonly type: UploadType;
  /** Size in bytes. */
  readonly bytes: number;
  /** SHA-256 of the bytes, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Where the bytes stand until the request ends; readable by this account only. */
  readonly path: string;
  /**
   * Moves the file to `path`, on disk when this resolves; afterwards it is the caller's. The
   * directory must be there, and a file of that name is replaced.
   * @throws the error of the file system; TypeError when the file was taken already.
   */
  readonly keepAs: (path: string) => Promise<void>;
}

/** The files of a request by field; a field that was left out has an empty list. */
export type UploadedFiles = Readonly<Record<string, readonly UploadedFile[]>>;
