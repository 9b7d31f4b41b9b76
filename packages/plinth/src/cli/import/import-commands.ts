import { type Composition, sendControl } from "#app";
import type { ImportOutcome, ImportRow, ImportSummary } from "#modules/credentials";
import { requireCredentials } from "../control/credentials-service.ts";
import type { ImportTarget } from "./import-file.ts";

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isRow = (value: unknown): value is ImportRow =>
  isRecord(value) && Number.isSafeInteger(value["row"]) && isRecord(value["values"]);

const count = (value: unknown): number => (Number.isSafeInteger(value) ? Number(value) : 0);

/**
 * Runs a batch that came over the control socket.
 * @throws {Error} with one sentence.
 */
export const runImportBatch = (
  composition: Composition,
  given: Readonly<Record<string, unknown>>,
): Promise<readonly ImportOutcome[]> => {
  const rows = given["rows"];
  if (!Array.isArray(rows) || !rows.every(isRow)) throw new Error("rows are not understood");
  return requireCredentials(composition).importUsers({
    rows,
    isDryRun: given["isDryRun"] === true,
  });
};

/** Announces the beginning or the end of an import that came over the control socket. */
export const runImportAnnouncement = (
  composition: Composition,
  given: Readonly<Record<string, unknown>>,
): void =>
  requireCredentials(composition).announceImport({
    stage: given["stage"] === "finished" ? "finished" : "started",
    isDryRun: given["isDryRun"] === true,
    imported: count(given["imported"]),
    refused: count(given["refused"]),
    actor: String(given["actor"] ?? "control socket").slice(0, 100),
  });

/** Imports into the data of a stopped instance. */
export const directTarget = (composition: Composition): ImportTarget => {
  const credentials = requireCredentials(composition);
  return {
    importUsers: credentials.importUsers,
    announceImport: async (summary) => credentials.announceImport(summary),
  };
};

/** Imports through the control socket of a running instance; undefined when none runs. */
export const controlTarget = async (dataDirectory: string): Promise<ImportTarget | undefined> => {
  const ask = async (command: string, given: object): Promise<unknown> => {
    const answer = await sendControl(dataDirectory, { command, arguments: { ...given } });
    if (answer === undefined) throw new Error("the instance stopped; run the import again");
    if (!answer.ok) throw new Error(answer.message);
    return answer.value;
  };
  if ((await sendControl(dataDirectory, { command: "ping", arguments: {} })) === undefined) {
    return undefined;
  }
  return {
    importUsers: async (batch) => (await ask("users.import", batch)) as readonly ImportOutcome[],
    announceImport: async (summary: ImportSummary) => {
      await ask("users.import-announce", summary);
    },
  };
};
