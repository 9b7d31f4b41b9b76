import type { Dirent } from "node:fs";
import { link, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { ifThere } from "#core";
import { BackupFault, wordsOf } from "../fault.ts";
import { filePieces } from "../format/file-pieces.ts";
import { type BackupTarget, isObjectName, type KeptObject } from "./contract.ts";

const DRAFT = ".draft-";

const codeOf = (fault: unknown): string =>
  fault instanceof Error && "code" in fault ? String(fault.code) : "";

/** Without this a power loss may forget the name of a file whose bytes are there. */
const syncDirectory = async (path: string): Promise<void> => {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const entriesOf = async (folder: string): Promise<readonly Dirent[]> =>
  (await ifThere(readdir(folder, { withFileTypes: true }))) ?? [];

/** A link, unlike a renamed file, never takes the place of another one. */
const linkOnce = async (draft: string, path: string): Promise<void> => {
  try {
    await link(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
};

/** A directory on this machine or on a share that is mounted here. */
export const createDirectoryTarget = (directory: string): BackupTarget => {
  const root = resolve(directory);
  let drafts = 0;

  const pathOf = (name: string): string => {
    if (!isObjectName(name)) throw new BackupFault("target", `${name} is no name of a backup`);
    return join(root, ...name.split("/"));
  };

  const failed = (what: string, fault: unknown): BackupFault =>
    fault instanceof BackupFault
      ? fault
      : new BackupFault("target", `${what} in ${root}: ${wordsOf(fault)}`, fault);

  /** Writes a draft and gives it its name by `finish`, which may refuse. */
  const write = async (
    path: string,
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    finish: (draft: string, path: string) => Promise<void> = rename,
  ): Promise<number> => {
    drafts += 1;
    const folder = dirname(path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = join(folder, `${DRAFT}${process.pid}-${drafts}`);
    const handle = await open(draft, "wx", 0o600);
    let bytes = 0;
    try {
      for await (const piece of source) {
        await handle.appendFile(piece);
        bytes += piece.byteLength;
      }
      await handle.sync();
    } catch (fault) {
      await handle.close();
      await rm(draft, { force: true });
      throw fault;
    }
    await handle.close();
    await finish(draft, path);
    await syncDirectory(folder);
    return bytes;
  };

  const walk = async (under: string, prefix: string): Promise<KeptObject[]> => {
    const found: KeptObject[] = [];
    for (const entry of await entriesOf(join(root, under))) {
      const name = under === "" ? entry.name : `${under}/${entry.name}`;
      const isBelow = name.startsWith(prefix);
      if (entry.isDirectory() && (isBelow || prefix.startsWith(`${name}/`))) {
        found.push(...(await walk(name, prefix)));
      }
      if (!entry.isFile() || !isBelow || !isObjectName(name)) continue;
      // It may be removed while we look.
      const { size } = await stat(join(root, name)).catch(() => ({ size: -1 }));
      if (size >= 0) found.push({ name, bytes: size });
    }
    return found;
  };

  return {
    place: root,
    put: async (name, source) => {
      try {
        return { name, bytes: await write(pathOf(name), source) };
      } catch (fault) {
        throw failed(`${name} cannot be written`, fault);
      }
    },
    claim: async (name, content) => {
      try {
        await write(pathOf(name), [content], linkOnce);
        return true;
      } catch (fault) {
        if (codeOf(fault) === "EEXIST") return false;
        throw failed(`${name} cannot be claimed`, fault);
      }
    },
    get: async function* read(name) {
      const path = pathOf(name);
      try {
        yield* filePieces(path);
      } catch (fault) {
        if (codeOf(fault) === "ENOENT") {
          throw new BackupFault("missing", `there is no ${name} in ${root}`);
        }
        throw failed(`${name} cannot be read`, fault);
      }
    },
    list: async (prefix) => {
      try {
        const found = await walk("", prefix);
        return found.sort((one, other) => (one.name < other.name ? -1 : 1));
      } catch (fault) {
        throw failed("backups cannot be listed", fault);
      }
    },
    remove: async (name) => {
      try {
        await rm(pathOf(name), { force: true });
      } catch (fault) {
        throw failed(`${name} cannot be removed`, fault);
      }
    },
  };
};
