import { createReadStream } from "node:fs";
import type { Clock, Events, IdGenerator } from "#core";
import type { ImageReencoder } from "#services/images";
import type { ByteStore } from "./bytes/byte-store.ts";
import type { SealedBytes, StoredFile } from "./bytes/sealed-bytes.ts";
import { fileErrors } from "./errors.ts";
import type { FileRepository, KeptFile } from "./repository.ts";
import type { Screen } from "./screening.ts";

/** A file of a request, as the intake hands it over. */
export interface IncomingFile {
  readonly field: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly path: string;
}

/** Who sends a file, and from where; for events. */
export interface FileSender {
  readonly requestId: string;
  readonly clientAddress: string;
}

/** What a file is kept for, and whose it is. */
export interface KeepOptions {
  /** A purpose that was defined, such as "avatar". */
  readonly purpose: string;
  /** The account; null for files of the application itself. */
  readonly ownerId: string | null;
  readonly sender: FileSender;
}

/** What the service is built from. */
export interface FileParts {
  readonly repository: FileRepository;
  readonly bytes: Pick<ByteStore, "remove"> & Pick<SealedBytes, "write">;
  readonly screen: Screen;
  readonly images: ImageReencoder;
  readonly events: Events;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  /** SHA-256 in lower-case hexadecimal. */
  readonly hash: (bytes: Uint8Array) => string;
}

type Description = Pick<KeptFile, "name" | "type" | "bytes" | "sha256" | "scan"> &
  Partial<Pick<KeptFile, "signature">>;

/** The steps that all ways to keep a file have in common. */
export const createKeeping = (parts: FileParts) => {
  const { repository, bytes, screen, events, clock, newId } = parts;

  /** Bytes first, then the row: a crash in between leaves bytes that the sweep removes. */
  const insert = async (
    stored: StoredFile,
    about: Description,
    { purpose, ownerId }: KeepOptions,
  ): Promise<KeptFile> => {
    const file: KeptFile = {
      signature: null,
      ...about,
      ...stored,
      id: newId(),
      owner_id: ownerId,
      purpose,
      state: about.scan === "infected" ? "quarantined" : "ready",
      created_at: clock.now(),
    };
    try {
      await repository.insert(file);
    } catch (fault) {
      await bytes.remove(stored.stored_name);
      throw fault;
    }
    return file;
  };

  const describe = ({ name, type, bytes: size, sha256 }: IncomingFile) => ({
    name,
    type,
    bytes: size,
    sha256,
  });

  const quarantine = async (
    incoming: IncomingFile,
    signature: string,
    options: KeepOptions,
  ): Promise<never> => {
    const stored = await bytes.write(createReadStream(incoming.path));
    const about = { ...describe(incoming), scan: "infected", signature } as const;
    const file = await insert(stored, about, options);
    events.emit("security", {
      name: "file.quarantined",
      severity: "alert",
      ...options.sender,
      ...(options.ownerId === null ? {} : { subject: options.ownerId }),
      data: { file: file.id, purpose: options.purpose, signature },
    });
    throw fileErrors.make.FILE_INFECTED({
      faults: [
        { field: `files.${incoming.field}`, rule: "scan", message: "holds something harmful" },
      ],
    });
  };

  const requireScreened = async (
    incoming: IncomingFile,
    options: KeepOptions,
  ): Promise<"clean" | "unscanned"> => {
    const screened = await screen(incoming.path);
    if (screened.scan === "infected") return quarantine(incoming, screened.signature, options);
    return screened.scan;
  };

  return { insert, requireScreened, describe };
};
