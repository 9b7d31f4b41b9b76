import { sendControl } from "#app";
import type { Config } from "#config";
import { systemClock } from "#core";
import { enterMaintenance } from "#ops/maintenance";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { loadKeys } from "../control/signing-keys.ts";
import { loadSettings } from "../load-settings.ts";
import { withData } from "../with-composition.ts";
import { LONGEST_REASON, type Revoked, revokeEverything } from "./revoke-everything.ts";

const WAY_BACK = "plinth deploy production true true true";

const readReason = (given: Arguments): string => {
  const reason = given.text("reason") ?? "plinth panic";
  if (reason.trim() === "" || reason.length > LONGEST_REASON || /\p{Cc}/u.test(reason)) {
    throw new UsageError(`--reason is one line of up to ${LONGEST_REASON} characters`);
  }
  return reason;
};

/** Through the running instance, which drains and ends afterwards, or on the data of a stopped one. */
const revoke = async (
  reason: string,
  config: Config,
  given: Arguments,
  terminal: Terminal,
): Promise<Revoked & { readonly wasRunning: boolean }> => {
  const answer = await sendControl(config.dataDirectory, {
    command: "panic",
    arguments: { reason },
  });
  if (answer?.ok === false) throw new Error(answer.message);
  if (answer !== undefined) return { ...(answer.value as Revoked), wasRunning: true };
  let revoked: Revoked | undefined;
  await withData(given.text("app"), terminal, async (composition) => {
    await composition.migrator.up();
    if (composition.modules.service("tokens") !== undefined) await loadKeys(composition);
    revoked = await revokeEverything(composition, reason);
    return 0;
  });
  if (revoked === undefined) throw new Error("nothing was revoked");
  return { ...revoked, wasRunning: false };
};

/** For a breach: ends all sessions and keys and shuts the door until somebody looked (DEP-16). */
export const panic: Command = {
  usage: "plinth panic [--reason TEXT] [--app FILE] [--json]",
  flags: {
    reason: { type: "string", help: "why, in one line; stands in the audit trail" },
    app: { type: "string", help: "the application's file" },
    json: { type: "boolean", help: "print JSON" },
  },
  run: async (given, terminal) => {
    const reason = readReason(given);
    const config = loadSettings(terminal);
    // First of all: whatever else fails, no start lets anybody in any more.
    const maintenance = enterMaintenance(config.dataDirectory, {
      reason,
      since: new Date(systemClock.now()).toISOString(),
    });
    let revoked: Awaited<ReturnType<typeof revoke>>;
    try {
      revoked = await revoke(reason, config, given, terminal);
    } catch (fault) {
      terminal.tell(
        `plinth: the next start is in maintenance mode, but sessions and keys were NOT revoked: ${fault instanceof Error ? fault.message : String(fault)}`,
      );
      return 1;
    }
    if (given.isSet("json")) {
      terminal.print(JSON.stringify({ maintenance, ...revoked }));
      return 0;
    }
    terminal.print(`${revoked.sessions} sessions and ${revoked.keys} API keys ended`);
    if (revoked.hasNewSigningKey) terminal.print("access tokens of before are refused everywhere");
    terminal.print(`maintenance mode since ${maintenance.since}: ${maintenance.reason}`);
    if (revoked.wasRunning) terminal.print("the instance drains and ends");
    terminal.print(`logs, events and the audit trail stay; the way back: ${WAY_BACK}`);
    return 0;
  },
};
