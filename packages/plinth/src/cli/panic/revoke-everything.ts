import type { Composition } from "#app";
import type { ApiKeysService } from "#modules/api-keys";
import type { SessionsService } from "#modules/sessions";
import type { TokensService } from "#modules/tokens";

/** What `plinth panic` made an end of. */
export interface Revoked {
  readonly sessions: number;
  readonly keys: number;
  /** Whether access tokens are signed with a new key, so that no other service takes the old ones. */
  readonly hasNewSigningKey: boolean;
}

/** Longest reason that is kept, in characters. */
export const LONGEST_REASON = 200;

/**
 * Ends every session and every API key, and signs with a new key (DEP-16). An application without
 * accounts has none of these. Logs, events and the audit trail stay, and get one entry more.
 */
export const revokeEverything = async (
  { modules, events }: Pick<Composition, "modules" | "events">,
  reason: string,
): Promise<Revoked> => {
  const sessions = modules.service("sessions") as SessionsService | undefined;
  const keys = modules.service("api-keys") as ApiKeysService | undefined;
  const tokens = modules.service("tokens") as TokensService | undefined;
  await tokens?.startOver();
  const revoked: Revoked = {
    sessions: (await sessions?.endAll()) ?? 0,
    keys: (await keys?.endAll()) ?? 0,
    hasNewSigningKey: tokens !== undefined,
  };
  const data = { reason: reason.slice(0, LONGEST_REASON), ...revoked };
  events.emit("security", { name: "panic.revoked", severity: "alert", data });
  events.emit("audit", { name: "panic.revoked", actor: "operator", outcome: "success", data });
  return revoked;
};
