import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// One database takes the place of another in several renames, and the process may be killed between any
// two of them. So what is to be done is written down first: whoever locks the directory next ends it.

const DATABASE = "plinth.db";
const SIDES = ["", "-wal", "-shm"] as const;
/** Begins like the database: no backup of settings takes it along. */
const ORDER = "plinth.db.replacing";

/** A file that was moved aside. */
export interface ReplacedFile {
  readonly name: string;
  readonly to: string;
}

/** What replaces the database of a directory; all names are seen from there. */
interface Order {
  readonly made: string;
  /** What the database is called that was there before. */
  readonly aside: string;
}

const readOrder = (directory: string): Order | undefined => {
  const path = join(directory, ORDER);
  // Renamed into its place, it is whole wherever it is there.
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Order) : undefined;
};

const writeOrder = (directory: string, order: Order): void => {
  const path = join(directory, ORDER);
  writeFileSync(`${path}.draft`, JSON.stringify(order), { mode: 0o600, flush: true });
  renameSync(`${path}.draft`, path);
};

/** Renames a database with its log: SQLite finds the one by the name of the other. */
const move = (
  directory: string,
  from: string,
  to: string,
  sides: readonly string[] = SIDES,
): readonly ReplacedFile[] => {
  const moved = sides
    .map((side) => ({ name: from + side, to: to + side }))
    .filter(({ name }) => existsSync(join(directory, name)));
  for (const { name, to: other } of moved)
    renameSync(join(directory, name), join(directory, other));
  return moved;
};

/** Whether another database is on its way into a directory. */
export const isReplacing = (directory: string): boolean => existsSync(join(directory, ORDER));

/**
 * Ends what `replaceDatabase` began here and did not end; what was moved aside now. Where the new
 * database was taken away meanwhile, the one of before comes back. To be called under the lock of the
 * directory.
 */
export const finishReplacement = (directory: string): readonly ReplacedFile[] => {
  const order = readOrder(directory);
  if (order === undefined) return [];
  const { made, aside } = order;
  const isThere = (name: string): boolean => existsSync(join(directory, name));
  let moved: readonly ReplacedFile[] = [];
  if (isThere(made)) {
    // Somebody may have made a third one while there was none: that of before is never written over.
    const isTaken = isThere(aside) && isThere(DATABASE);
    moved = move(directory, DATABASE, isTaken ? `later-${aside}` : aside);
    renameSync(join(directory, made), join(directory, DATABASE));
  } else if (!isThere(DATABASE) && isThere(aside)) {
    // The database last: as long as it is not there, this is not done.
    move(directory, aside, DATABASE, SIDES.toReversed());
  }
  rmSync(join(directory, ORDER));
  return moved;
};

/**
 * Makes a whole database file, named as seen from the directory, the one of the directory. One that is
 * there is moved aside; `now` in milliseconds since the epoch names that. To be called under the lock
 * of the directory.
 */
export const replaceDatabase = (
  directory: string,
  made: string,
  now: number,
): readonly ReplacedFile[] => {
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, "-");
  writeOrder(directory, { made, aside: `plinth-before-${stamp}.db` });
  return finishReplacement(directory);
};
