import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The file that lines are written to. */
export const CURRENT_FILE = "plinth.log";

/** Full files are named by the instant at which they were full, so that their names are in its order. */
const FULL_FILE = /^plinth-(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3})Z-\d{3,}\.log$/;

/** The folder of the log in a data directory. */
export const logDirectory = (dataDirectory: string): string => join(dataDirectory, "logs");

/** The name of a file that is full now; `number` tells those of one millisecond apart. */
export const fullFileName = (now: number, number: number): string => {
  const instant = new Date(now).toISOString().replaceAll(/[:.]/g, "-").replace(/Z$/, "");
  return `plinth-${instant}Z-${String(number).padStart(3, "0")}.log`;
};

/** When a file was full, in milliseconds since the epoch; undefined for other files. */
export const fullSince = (name: string): number | undefined => {
  const text = FULL_FILE.exec(name)?.[1];
  if (text === undefined) return undefined;
  const [day = "", time = ""] = text.split("T");
  const [hours, minutes, seconds, milliseconds] = time.split("-");
  const at = Date.parse(`${day}T${hours}:${minutes}:${seconds}.${milliseconds}Z`);
  return Number.isNaN(at) ? undefined : at;
};

/** Names of the full files of a folder, oldest first; empty where there is no such folder. */
export const listFullFiles = (directory: string): readonly string[] => {
  try {
    return readdirSync(directory)
      .filter((name) => fullSince(name) !== undefined)
      .sort();
  } catch {
    return [];
  }
};
