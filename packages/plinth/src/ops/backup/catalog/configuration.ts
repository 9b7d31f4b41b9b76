import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const LONGEST = 262_144;
/** Files that are data, or of no use elsewhere. */
const LEFT_OUT =
  /^(plinth\.(db|lock)|control\.sock|backup\.json|restored\.json|erasures?\b|.*\.(db|log|sock)$)/;

/** The settings of an application, as they are kept with a backup (BK-06). */
export interface KeptConfiguration {
  readonly version: 1;
  /** The text of every variable that was given, by its name; secrets among them. */
  readonly variables: Readonly<Record<string, string>>;
  /** Small files of the data directory, such as keys and limits, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** Collects it. */
export const collectConfiguration = (
  dataDirectory: string,
  variables: Readonly<Record<string, string>>,
): KeptConfiguration => {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(dataDirectory, { withFileTypes: true })) {
    const path = join(dataDirectory, entry.name);
    if (!entry.isFile() || LEFT_OUT.test(entry.name) || entry.name.startsWith("plinth.db"))
      continue;
    if (statSync(path).size <= LONGEST) files[entry.name] = readFileSync(path, "utf8");
  }
  return { version: 1, variables, files };
};
