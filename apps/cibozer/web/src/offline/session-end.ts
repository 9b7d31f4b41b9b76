import type { FetchLike } from "@plinth/console";
import { LEFT_BY, lettersName, ME, parse, userOf } from "./left-letters.ts";
import type { SealedBox } from "./sealed-box.ts";

/** The path of how the session of this browser stands. */
export const SESSION = "/api/v1/auth/session";

/** What ending a session does with the box. */
type EndParts = {
  readonly box: Pick<SealedBox, "get" | "change" | "keepOnly">;
  /** Empties the box, key and all. */
  readonly empty: () => Promise<void>;
  readonly fetch: FetchLike;
};

/** How the server says that the session stands; undefined where it does not say. */
const askForState = async (fetch: FetchLike): Promise<unknown> => {
  try {
    const answer = await fetch(SESSION, {
      headers: { accept: "application/json" },
      credentials: "same-origin",
      signal: AbortSignal.timeout(5_000),
    });
    return answer.ok ? parse(await answer.text())["state"] : undefined;
  } catch {
    return undefined;
  }
};

/** Leaves the letters of their person alone in the box; false where there are none to be left. */
const leaveLetters = async ({ box, fetch }: EndParts): Promise<boolean> => {
  const leftBefore = await box.get(LEFT_BY);
  const owner = userOf(await box.get(ME)) ?? leftBefore;
  if (owner === undefined || (await box.get(lettersName(owner))) === undefined) return false;
  const state = await askForState(fetch);
  // Ended by its person, or from elsewhere: nothing stays.
  if (state === "ended") return false;
  // The cookie of a session that ran out goes after some days: that makes it no sign-out.
  if (state === "none" && leftBefore === undefined) return false;
  await box.change(LEFT_BY, () => owner);
  await box.keepOnly([LEFT_BY, lettersName(owner)]);
  return true;
};

/**
 * Call when the server says that nobody is signed in (any more). Of a session that has run out by
 * itself what was told and not sent yet stays, sealed, for the same person to come back (decision
 * 86); of any other, and where the browser keeps nothing, nothing does (UX-12).
 */
export const endSession = async (parts: EndParts): Promise<void> => {
  const isLeft = await leaveLetters(parts).catch(() => false);
  if (!isLeft) await parts.empty();
};
