import { type Composition, type ControlRequest, reportStatements } from "#app";
import { requireCredentials } from "./credentials-service.ts";
import { runImportAnnouncement, runImportBatch } from "./import/import-commands.ts";
import { parseLimitsRequest, runLimits } from "./limits-commands.ts";
import { listKeys, rotateKeys } from "./signing-keys.ts";
import { readStats } from "./stats/read-stats.ts";
import { countHashes } from "./user-hashes.ts";

/** What `plinth user create` asks for. */
export interface NewUser {
  readonly email: string;
  readonly password: string;
  readonly role: string;
  readonly tier: string;
  readonly name: string;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Makes an account whose address counts as confirmed: the operator vouches for it. */
export const createUser = async (composition: Composition, user: NewUser): Promise<unknown> =>
  requireCredentials(composition).createUser({ ...user, verified: true });

/**
 * Runs a command of the control socket on a running instance.
 * @throws {Error} with one sentence for the person at the terminal.
 */
export const runControlCommand = async (
  composition: Composition,
  request: ControlRequest,
): Promise<unknown> => {
  const given = request.arguments;
  if (request.command === "user.create") {
    return createUser(composition, {
      email: text(given["email"]),
      password: text(given["password"]),
      role: text(given["role"]),
      tier: text(given["tier"]),
      name: text(given["name"]),
    });
  }
  if (request.command === "limits") {
    return runLimits(composition, parseLimitsRequest(given), "control socket");
  }
  if (request.command === "keys.list") return listKeys(composition);
  if (request.command === "keys.rotate") return rotateKeys(composition);
  if (request.command === "user.hashes") return countHashes(composition);
  if (request.command === "users.import") return runImportBatch(composition, given);
  if (request.command === "users.import-announce") return runImportAnnouncement(composition, given);
  if (request.command === "db.report") {
    const limit = Number(given["limit"]);
    return reportStatements(composition.store, { limit, hasPlans: true });
  }
  if (request.command === "stats") return readStats(composition);
  if (request.command === "ping") return "pong";
  throw new Error(`unknown command ${request.command}`);
};
