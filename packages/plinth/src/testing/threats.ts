import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Beside the repository: no copy of it is in there. */
const BESIDE = fileURLToPath(new URL("../../../../../shared/data/threats-dev/", import.meta.url));

/**
 * A file of the development set: 1,512 attacks (`class<TAB>payload`), 1,488 ordinary lines. It lies
 * beside the repository, or where PLINTH_THREATS says. Undefined where it is absent; then `what` is
 * told loudly as not run.
 */
export const readThreats = (
  name: "attacks.tsv" | "benign.txt",
  what: string,
): string | undefined => {
  const file = join(process.env["PLINTH_THREATS"] ?? BESIDE, name);
  if (existsSync(file)) return readFileSync(file, "utf8");
  process.stderr.write(
    `SKIPPED ${what}: ${name} is not in shared/data/threats-dev (PLINTH_THREATS)\n`,
  );
  return undefined;
};
