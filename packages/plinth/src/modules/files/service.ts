import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { ImageLimits, ImageOutput } from "#services/images";
import { renamed } from "./image-names.ts";
import { imageRefusal } from "./image-refusal.ts";
import { createKeeping, type FileParts, type IncomingFile, type KeepOptions } from "./keeping.ts";
import type { KeptFile } from "./repository.ts";

/** How an image is to be kept. */
export interface KeepImageOptions extends KeepOptions {
  readonly output: ImageOutput;
  readonly limits?: Partial<ImageLimits>;
}

/** What a module says once of the files that it keeps. */
export interface FilePurpose {
  /** Lower-case words with hyphens. */
  readonly name: string;
  /** Who may read them: their owner, or everyone who has the address. */
  readonly readers: "owner" | "everyone";
}

/** Builds the service that keeps files (UPL-03, UPL-04). */
export const createFiles = (parts: FileParts) => {
  const { repository, bytes, images, events, hash } = parts;
  const { insert, requireScreened, describe } = createKeeping(parts);
  const purposes = new Map<string, FilePurpose>();

  const requirePurpose = (name: string): void => {
    if (!purposes.has(name)) throw new TypeError(`no module defined the purpose ${name}`);
  };

  const remove = async (file: KeptFile): Promise<void> => {
    // The row first: without it nobody gets the bytes, and the sweep removes what a crash leaves.
    await repository.remove(file.id);
    await bytes.remove(file.stored_name);
  };

  return {
    /**
     * Says what files of a purpose are; call it in `setup`.
     * @throws {RangeError} for a name that is taken or is none.
     */
    definePurpose: (purpose: FilePurpose): void => {
      if (!/^[a-z][a-z0-9-]{0,63}$/.test(purpose.name) || purposes.has(purpose.name)) {
        throw new RangeError(`${purpose.name} is no name for a purpose, or taken`);
      }
      purposes.set(purpose.name, purpose);
    },
    /** Who may read a file; a purpose that no module defines any more is its owner's. */
    readersOf: (file: KeptFile): FilePurpose["readers"] =>
      purposes.get(file.purpose)?.readers ?? "owner",
    /**
     * Keeps a file as it came, once it was scanned.
     * @throws {AppError} FILE_INFECTED, SCANNER_UNAVAILABLE
     */
    keep: async (incoming: IncomingFile, options: KeepOptions): Promise<KeptFile> => {
      requirePurpose(options.purpose);
      const scan = await requireScreened(incoming, options);
      const stored = await bytes.write(createReadStream(incoming.path));
      return insert(stored, { ...describe(incoming), scan }, options);
    },
    /**
     * Keeps an image, made anew: only its pixels are left.
     * @throws {AppError} FILE_INFECTED, SCANNER_UNAVAILABLE, IMAGE_REFUSED, IMAGES_BUSY
     */
    keepImage: async (incoming: IncomingFile, options: KeepImageOptions): Promise<KeptFile> => {
      requirePurpose(options.purpose);
      const scan = await requireScreened(incoming, options);
      const { output, limits, sender, ownerId } = options;
      const made = await images
        .reencode(await readFile(incoming.path), output, limits)
        .catch((fault: unknown) => {
          throw imageRefusal(fault, incoming.field, (rule) =>
            events.emit("security", {
              name: "upload.refused",
              severity: "warning",
              ...sender,
              ...(ownerId === null ? {} : { subject: ownerId }),
              data: { rule, field: incoming.field },
            }),
          );
        });
      const stored = await bytes.write([made.bytes]);
      const about = {
        name: renamed(incoming.name, made.type),
        type: made.type,
        bytes: made.bytes.length,
        sha256: hash(made.bytes),
        scan,
      };
      return insert(stored, about, options);
    },
    find: repository.find,
    /** Files of an account for a purpose that may be given out, oldest first. */
    readyOf: async (ownerId: string, purpose: string): Promise<readonly KeptFile[]> =>
      (await repository.ofOwner(ownerId, purpose)).filter(({ state }) => state === "ready"),
    remove,
    /** Removes every file of an account, those in quarantine too. Idempotent. */
    removeAllOf: async (ownerId: string): Promise<void> => {
      for (const file of await repository.ofOwner(ownerId)) await remove(file);
    },
    allOf: (ownerId: string) => repository.ofOwner(ownerId),
  };
};

/** See {@link createFiles}. */
export type Files = ReturnType<typeof createFiles>;
