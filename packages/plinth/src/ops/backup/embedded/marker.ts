import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FILE = "backup.json";

/** What the database file is, so that a change by somebody else is noticed. */
interface FileState {
  readonly size: string;
  readonly modified: string;
  readonly inode: string;
}

/** Up to where the log of a database that was closed in order is in its backup. */
export interface Marker {
  readonly generation: string;
  readonly number: number;
  readonly database: FileState;
}

const stateOf = (database: string): FileState | undefined => {
  const found = statSync(database, { bigint: true, throwIfNoEntry: false });
  if (found === undefined) return undefined;
  const [size, modified, inode] = [found.size, found.mtimeNs, found.ino].map(String) as [
    string,
    string,
    string,
  ];
  return { size, modified, inode };
};

/**
 * What the last close of the database left: undefined where it was not closed in order, or where
 * anybody wrote to the file since. To be called before the database is opened.
 */
export const readMarker = (dataDirectory: string): Omit<Marker, "database"> | undefined => {
  try {
    const text = readFileSync(join(dataDirectory, FILE), "utf8");
    const { generation, number, database } = JSON.parse(text) as Marker;
    const now = stateOf(join(dataDirectory, "plinth.db"));
    const isSame =
      now !== undefined &&
      now.size === database.size &&
      now.modified === database.modified &&
      now.inode === database.inode;
    return isSame ? { generation, number } : undefined;
  } catch {
    // None, or one that is not whole: then a full backup begins anew.
    return undefined;
  }
};

/** Leaves a marker once the database is closed, or none where its backup is not complete. */
export const writeMarker = (
  dataDirectory: string,
  marker: Omit<Marker, "database"> | undefined,
): void => {
  const path = join(dataDirectory, FILE);
  const database = stateOf(join(dataDirectory, "plinth.db"));
  if (marker === undefined || database === undefined) {
    rmSync(path, { force: true });
    return;
  }
  writeFileSync(path, `${JSON.stringify({ ...marker, database })}\n`, { mode: 0o600 });
};
