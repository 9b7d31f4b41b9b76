import { copyFileSync, existsSync, mkdirSync, readdirSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { BootError } from "#core";

const DATABASE = "plinth.db";
/** Beside the database: keys and overrides of limits. Anything larger is data of another kind. */
const LARGEST_COPIED = 1_048_576;
/** Room that stays free on the disk beside the copy, in bytes. */
const MARGIN = 67_108_864;
/** Pages copied at a time: so long the copy holds up nobody. */
const PAGES = 2_000;

/**
 * Copies the embedded database of a running instance, with the keys beside it, as of one instant.
 * @throws {BootError} where the disk has no room for it.
 */
export const copyData = async (from: string, to: string): Promise<void> => {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const name of existsSync(from) ? readdirSync(from) : []) {
    const found = statSync(join(from, name));
    const isSmall = found.isFile() && found.size <= LARGEST_COPIED && name.endsWith(".json");
    if (isSmall) copyFileSync(join(from, name), join(to, name));
  }
  const database = join(from, DATABASE);
  if (!existsSync(database)) return;
  const { bavail, bsize } = statfsSync(to);
  const needed = statSync(database).size + MARGIN;
  if (bavail * bsize < needed) {
    throw new BootError([
      `the rehearsal needs ${Math.ceil(needed / 1_048_576)} MB beside the data, and the disk has ${Math.floor((bavail * bsize) / 1_048_576)}`,
    ]);
  }
  const source = new DatabaseSync(database, { readOnly: true, timeout: 5_000 });
  try {
    await backup(source, join(to, DATABASE), { rate: PAGES });
  } finally {
    source.close();
  }
};
