import { isUuid } from "#core";
import type { Broadcast } from "#services/broadcast";
import type { KnownSessions } from "./known-sessions.ts";

/** Where nodes tell each other what ended. */
const CHANNEL = "sessions";

/** What is forgotten, here or everywhere. */
type Forgetful = Pick<KnownSessions, "forgetSession" | "forgetAccount" | "forgetAll">;

/**
 * Lets other nodes forget what this one forgets, and this one what they do (SES-07). What is said
 * is only a hint to read again: a forged one costs a read, a lost one a second, after which what is
 * known is read again in any case. Whoever may have missed hints forgets everything once.
 */
export const shareRevocations = <J extends Forgetful>(judge: J, broadcast: Broadcast): J => {
  broadcast.subscribe(CHANNEL, {
    onMessage: (text) => {
      const [kind, id = ""] = text.split(" ");
      if (!isUuid(id)) return;
      if (kind === "session") judge.forgetSession(id);
      if (kind === "account") judge.forgetAccount(id);
    },
    onGap: judge.forgetAll,
  });
  return {
    ...judge,
    forgetSession: (id: string) => {
      judge.forgetSession(id);
      broadcast.publish(CHANNEL, `session ${id}`);
    },
    forgetAccount: (id: string) => {
      judge.forgetAccount(id);
      broadcast.publish(CHANNEL, `account ${id}`);
    },
  };
};
