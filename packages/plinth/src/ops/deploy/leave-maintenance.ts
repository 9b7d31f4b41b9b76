import { rmSync } from "node:fs";
import { join } from "node:path";
import { deployDirectory } from "./state/state.ts";

/** Opens again what was shut by maintenance; nothing happens where nothing was (DEP-16). */
export const leaveMaintenance = (dataDirectory: string): void =>
  rmSync(join(deployDirectory(dataDirectory), "maintenance.json"), { force: true });
