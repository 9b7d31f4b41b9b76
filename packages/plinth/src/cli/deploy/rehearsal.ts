import { type ApplicationDefinition, copyForMigrations } from "#app";
import type { Config } from "#config";
import { copyData } from "#ops/deploy";
import { withDefinition } from "../with-composition.ts";
import { NOT_IN_REHEARSALS, type SlotSettings } from "./slot-settings.ts";

/** What a rehearsal runs over. */
export interface RehearsalGround {
  /** What of the settings is different there. */
  readonly change: Partial<SlotSettings>;
  /** Whether it is a copy, in which migrations may run whatever they may do elsewhere. */
  readonly isCopy: boolean;
  /** Takes away what of the copy is not in its directory. */
  readonly remove: () => Promise<void>;
}

/** What a rehearsal is prepared from. */
export interface RehearsalParts {
  /** The settings as they are for serving. */
  readonly config: Config;
  readonly definition: ApplicationDefinition;
  readonly env: SlotSettings["env"];
  /** Empty, and removed by whoever made it. */
  readonly directory: string;
}

/** What would lead away from a copy of a server's database. */
const NOT_WITH_COPIES = ["DATABASE_MIGRATION_URL", "DATABASE_REPLICA_URL"] as const;

/** Only what the application is made of says which migrations there are. */
const copyOfServer = async ({ config, definition }: RehearsalParts) => {
  let copy: Awaited<ReturnType<typeof copyForMigrations>>;
  await withDefinition(definition, async ({ migrator }) => {
    copy = await copyForMigrations(config, migrator.migrations);
    return 0;
  });
  return copy;
};

/**
 * Copies what a release is to be tried over: the embedded database always, one of a server where
 * migrations are pending, because beside a running release nothing is migrated in a dry run. There it
 * runs as the role that migrates.
 * @throws {BootError} where there is no room for it, or no right to make it.
 */
export const prepareRehearsal = async (parts: RehearsalParts): Promise<RehearsalGround> => {
  const { config, env, directory } = parts;
  await copyData(config.dataDirectory, directory);
  const copy = config.database.url === undefined ? undefined : await copyOfServer(parts);
  // Over a copy nothing is backed up, and nobody's lead is claimed.
  const quiet = { ...env, BACKUP_DIRECTORY: "off", FAILOVER_WITNESS: "off" };
  return {
    change: {
      dataDirectory: directory,
      env: copy === undefined ? quiet : { ...quiet, DATABASE_URL: copy.url.reveal() },
      without: [...NOT_IN_REHEARSALS, ...(copy === undefined ? [] : NOT_WITH_COPIES)],
    },
    isCopy: config.database.url === undefined || copy !== undefined,
    remove: copy?.remove ?? (async () => undefined),
  };
};
