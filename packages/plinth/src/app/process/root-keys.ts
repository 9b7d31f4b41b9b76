import type { Config } from "#config";
import { createSecureRandom } from "#crypto";
import { requireSecrets } from "./secrets.ts";

/**
 * The two root secrets of a deployment as its start takes them, for commands that sign in its name.
 * @throws {BootError} when the data directory cannot keep them.
 */
export const requireRootKeys = (config: Config) => requireSecrets(config, createSecureRandom());
