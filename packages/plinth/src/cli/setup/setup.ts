import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { backupTarget, generateSecrets, requireBackupKeys } from "#app";
import type { Config } from "#config";
import { writeWhole } from "#core";
import { lastProof } from "#ops/backup";
import { backup } from "../backup/backup.ts";
import { type Command, parseArguments, type Terminal } from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import { withData } from "../with-composition.ts";
import { missingSecrets } from "./missing-secrets.ts";
import { closeDirectory, closeFile } from "./permissions.ts";
import { fillIn } from "./secrets-file.ts";

/** Puts secrets into `.env` that nothing names yet; what is named anywhere stays as it is. */
const makeSecrets = (terminal: Terminal): void => {
  const file = join(terminal.directory, ".env");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const missing = missingSecrets({
    envFile: text,
    environment: terminal.environment,
    directory: terminal.directory,
    make: () => generateSecrets()["SECRET_KEY"] ?? "",
  });
  const { text: filled, made } = fillIn(text, missing);
  if (made.length === 0) {
    terminal.print("secrets: all of them are there, none was changed");
    return;
  }
  writeWhole(file, filled);
  terminal.print(`secrets: ${made.join(", ")} written to ${file}`);
  if (made.includes("BACKUP_KEY")) {
    terminal.print("  keep a copy of BACKUP_KEY elsewhere: without it no backup opens");
  }
};

const closeToOthers = (config: Config, terminal: Terminal): void => {
  const { directory } = config.backups;
  const open =
    closeFile(join(terminal.directory, ".env")) +
    closeDirectory(config.dataDirectory) +
    (directory === undefined ? 0 : closeDirectory(directory));
  terminal.print(
    open === 0
      ? `permissions: only the owner reads ${config.dataDirectory}`
      : `permissions: ${open} files and directories were open to others, and are closed`,
  );
};

/** Makes the first backup; one that was proven is enough. */
const backUp = async (
  config: Config,
  app: string | undefined,
  terminal: Terminal,
): Promise<number> => {
  const target = backupTarget(config);
  if (target === undefined) {
    terminal.tell("plinth: BACKUP_DIRECTORY is off: no backup is made, and none will be");
    return 0;
  }
  const isKnown =
    existsSync(join(config.dataDirectory, "secrets.json")) || config.secrets.secretKey;
  const proof = isKnown ? await lastProof(target, requireBackupKeys(config).opening) : undefined;
  if (proof !== undefined) {
    terminal.print(`backup: proven ${new Date(proof.at).toISOString()}; none was made now`);
    return 0;
  }
  const code = await backup.run(
    parseArguments(backup, ["create", ...(app === undefined ? [] : ["--app", app])]),
    terminal,
  );
  if (code === 0)
    terminal.print(`backup: made, encrypted, restored and looked at, in ${target.place}`);
  return code;
};

/** Prepares a deployment: secrets, permissions, first backup (DEP-17). Runs again without harm. */
export const setup: Command = {
  usage: "plinth setup [--app FILE] [--without-backup]",
  flags: {
    app: { type: "string", help: "the application's file" },
    "without-backup": { type: "boolean", help: "make no first backup now" },
  },
  run: async (given, terminal) => {
    makeSecrets(terminal);
    const config = loadSettings(terminal);
    closeToOthers(config, terminal);
    const app = given.text("app");
    const path = app === undefined ? undefined : resolve(terminal.directory, app);
    if (given.isSet("without-backup")) return 0;
    // A database that nothing has made yet has nothing to back up: its migrations come first.
    if (!existsSync(join(config.dataDirectory, "control.sock"))) {
      await withData(path, terminal, async ({ migrator }) => {
        await migrator.up();
        return 0;
      });
    }
    return backUp(config, path, terminal);
  },
};
