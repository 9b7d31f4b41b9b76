import { isUuid } from "#core";
import type { Broadcast } from "#services/broadcast";
import type { KeyChecker } from "./key-checker.ts";

/** Where nodes tell each other what ended. */
const CHANNEL = "api-keys";
const PUBLIC_ID = /^plk_[0-9A-Za-z]{12}$/;

/** What is forgotten, here or everywhere. */
type Forgetful = Pick<KeyChecker, "forgetKey" | "forgetAccount" | "forgetAll">;

/**
 * Lets other nodes forget what this one forgets, and this one what they do (KEY-02). A hint only
 * makes them read again; a lost one costs a second, after which they do so in any case.
 */
export const shareRevocations = <C extends Forgetful>(checker: C, broadcast: Broadcast): C => {
  broadcast.subscribe(CHANNEL, {
    onMessage: (text) => {
      const [kind, id = ""] = text.split(" ");
      if (kind === "key" && PUBLIC_ID.test(id)) checker.forgetKey(id);
      if (kind === "account" && isUuid(id)) checker.forgetAccount(id);
    },
    onGap: checker.forgetAll,
  });
  return {
    ...checker,
    forgetKey: (id: string) => {
      checker.forgetKey(id);
      broadcast.publish(CHANNEL, `key ${id}`);
    },
    forgetAccount: (id: string) => {
      checker.forgetAccount(id);
      broadcast.publish(CHANNEL, `account ${id}`);
    },
  };
};
