import {
  type Composition,
  type ControlRequest,
  type RunningApplication,
  reportStatements,
} from "#app";
import { answerAuditLog } from "../audit-log/instance.ts";
import { runBackupCommand } from "../backup/running.ts";
import { runImportAnnouncement, runImportBatch } from "../import/import-commands.ts";
import { revokeEverything } from "../panic/revoke-everything.ts";
import { formerDigests, rotateDataKeys, runPrivacy } from "../privacy/run-privacy.ts";
import { readStats } from "../stats/read-stats.ts";
import { requireCredentials } from "./credentials-service.ts";
import { parseLimitsRequest, runLimits } from "./limits-commands.ts";
import { recorded } from "./recorded.ts";
import { listKeys, rotateKeys } from "./signing-keys.ts";
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
export const createUser = (composition: Composition, user: NewUser): Promise<unknown> =>
  recorded(composition, {
    name: "account.created",
    data: ({ id, role, tier }) => ({ account: id, role, tier }),
    work: async () => requireCredentials(composition).createUser({ ...user, verified: true }),
  });

/** What commands are run on; it ends by itself where it was started. */
type Running = Composition & Partial<Pick<RunningApplication, "address" | "stop">>;

/** So that the command is answered before its instance ends, in milliseconds. */
const LAST_WORD_MS = 200;

/** Ends sessions and keys, then this process: what starts in its place is in maintenance mode. */
const runPanic = async (
  composition: Running,
  given: ControlRequest["arguments"],
): Promise<unknown> => {
  const revoked = await revokeEverything(composition, text(given["reason"]));
  const { default: cluster } = await import("node:cluster");
  setTimeout(() => {
    // Of several workers all have to go: whoever started them ends them, and replaces none.
    if (cluster.isWorker) {
      process.kill(process.ppid, "SIGINT");
      return;
    }
    // Begun here: a stop by signal alone would go on to answer those who keep a connection.
    const stopped = composition.stop?.();
    if (process.listenerCount("SIGTERM") > 0) process.kill(process.pid, "SIGTERM");
    // A slot leaves signals to its front, and would be cut off with what it has still to write.
    else void stopped?.finally(() => process.exit(0));
  }, LAST_WORD_MS);
  return revoked;
};

/**
 * Runs a command of the control socket on a running instance.
 * @throws {Error} with one sentence for the person at the terminal.
 */
export const runControlCommand = async (
  composition: Running,
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
  if (request.command === "audit-log") return answerAuditLog(composition, given);
  if (request.command === "keys.list") return listKeys(composition);
  if (request.command === "keys.rotate") return rotateKeys(composition);
  if (request.command === "keys.previous") return formerDigests(composition);
  if (request.command === "keys.rotate-data") return rotateDataKeys(composition);
  if (request.command === "privacy") return runPrivacy(composition, given);
  if (request.command === "user.hashes") return countHashes(composition);
  if (request.command === "users.import") return runImportBatch(composition, given);
  if (request.command === "users.import-announce") return runImportAnnouncement(composition, given);
  if (request.command === "db.report") {
    const limit = Number(given["limit"]);
    return reportStatements(composition.store, { limit, hasPlans: true });
  }
  if (request.command === "stats") return readStats(composition);
  if (request.command === "backup") return runBackupCommand(composition, given);
  if (request.command === "panic") return runPanic(composition, given);
  if (request.command === "failover") return { instance: composition.failover?.status() };
  if (request.command === "address") return composition.address;
  if (request.command === "ping") return "pong";
  throw new Error(`unknown command ${request.command}`);
};
