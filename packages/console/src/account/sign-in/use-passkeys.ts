import { useEffect, useState } from "react";
import {
  describeError,
  type ErrorWords,
  isApiError,
  isQuiet,
  supportsPasskeys,
  type User,
} from "../../client/index.ts";
import { adoptUser } from "../../session/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { useTexts } from "../../texts/index.ts";

/** Passkeys belong to names: at an address of numbers no browser has any. */
const hasName = (): boolean => !/^[\d.]+$|^\[/.test(location.hostname);

/** Whether passkeys can be used on this page at all. */
export const canUsePasskeys = (): boolean => supportsPasskeys() && hasName();

/** Signing in with a passkey, by button and by autofill. */
export interface PasskeySignIn {
  /** False where this browser or this address has no passkeys: then no button is shown. */
  readonly isOffered: boolean;
  readonly isPending: boolean;
  readonly signIn: () => void;
}

/**
 * Offers passkeys in the autofill of the page's field as long as the page is shown, and on the press
 * of a button. `onFailure` hears what is worth saying; what a person stopped is not.
 */
export const usePasskeySignIn = (parts: {
  readonly onDone: () => void;
  readonly onFailure: (failure: ErrorWords | undefined) => void;
}): PasskeySignIn => {
  const t = useTexts();
  const runtime = useRuntime();
  const { passkeys } = runtime;
  const [isOffered, setOffered] = useState(canUsePasskeys);
  const [isPending, setPending] = useState(false);
  // Each round of autofill ends with a choice, or when the button asks: then another one begins.
  const [round, setRound] = useState(0);

  const finish = (user: User): void => {
    adoptUser(runtime, user);
    parts.onDone();
  };
  const noteUnavailable = (error: unknown): void => {
    if (isApiError(error, "PASSKEYS_UNAVAILABLE") || isApiError(error, "NOT_FOUND")) {
      setOffered(false);
    }
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: one round is one question; what happens after it does not change it
  useEffect(() => {
    if (!isOffered || isPending) return undefined;
    const end = new AbortController();
    passkeys.signInByAutofill(end.signal).then(
      (user) => {
        if (user !== undefined) finish(user);
      },
      (error: unknown) => {
        // Nobody asked for autofill: only the refusal of a passkey that was chosen is told.
        noteUnavailable(error);
        if (end.signal.aborted || !isApiError(error, "PASSKEY_REFUSED")) return;
        parts.onFailure(describeError(t, error));
        setRound((before) => before + 1);
      },
    );
    return () => end.abort();
  }, [passkeys, isOffered, isPending, round]);

  const ask = async (): Promise<void> => {
    parts.onFailure(undefined);
    setPending(true);
    try {
      finish(await passkeys.signIn());
    } catch (error) {
      noteUnavailable(error);
      if (!isQuiet(error)) parts.onFailure(describeError(t, error));
    } finally {
      setPending(false);
    }
  };
  return { isOffered, isPending, signIn: () => void ask() };
};
