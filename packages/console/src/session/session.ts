import { useQuery } from "@tanstack/react-query";
import { isApiError, type SignInOutcome, type User } from "../client/index.ts";
import { type Runtime, sessionKey, useRuntime } from "../shell/index.ts";

/** Query key of what somebody may do; the id keeps the answers of two people apart. */
export const permissionsKey = (userId: string) => ["permissions", userId] as const;

const hintKey = "plinth.signed-in";
/** Everything a page keeps for a signed-in person starts with this and goes at sign-out. */
const personalPrefix = "plinth.user.";

/**
 * Remembers that somebody signed in here: a hint, not a credential. Without it public pages do
 * not ask who is there, which for visitors would be a failed request on every page.
 */
const keepHint = (isSignedIn: boolean): void => {
  try {
    if (isSignedIn) localStorage.setItem(hintKey, "1");
    else localStorage.removeItem(hintKey);
  } catch {
    // Without storage guarded pages still ask the server.
  }
};

/** Whether somebody was signed in here when this browser last heard of it. */
export const hasSignInHint = (): boolean => {
  try {
    return localStorage.getItem(hintKey) === "1";
  } catch {
    return false;
  }
};

const purgePersonal = (): void => {
  try {
    const names = Array.from({ length: localStorage.length }, (_, index) =>
      localStorage.key(index),
    );
    for (const name of names) {
      if (name?.startsWith(personalPrefix) === true) localStorage.removeItem(name);
    }
  } catch {
    // Nothing was kept where nothing can be kept.
  }
};

/** Asks the server who is signed in; null for nobody. Other failures are thrown. */
export const loadSession = async (runtime: Runtime): Promise<User | null> => {
  try {
    const { user, permissions } = await runtime.auth.me();
    keepHint(true);
    // Told in the same answer: who asks next need not go to the server once more (UX-03).
    runtime.queries.setQueryData(permissionsKey(user.id), permissions);
    return user;
  } catch (error) {
    if (!isApiError(error) || error.status !== 401) throw error;
    keepHint(false);
    return null;
  }
};

/** The user, from memory or from the server: for guards of pages that need one. */
export const requireSession = (runtime: Runtime): Promise<User | null> =>
  runtime.queries.ensureQueryData({ queryKey: sessionKey, queryFn: () => loadSession(runtime) });

/** Who is signed in: undefined while unknown, null for nobody. */
export const useSession = (): {
  readonly user: User | null | undefined;
  readonly isPending: boolean;
} => {
  const runtime = useRuntime();
  const query = useQuery({
    queryKey: sessionKey,
    queryFn: () => loadSession(runtime),
    enabled: hasSignInHint(),
    staleTime: 60_000,
  });
  return { user: query.data ?? (hasSignInHint() ? query.data : null), isPending: query.isFetching };
};

/** Remembers who has just signed in, whichever way. */
export const adoptUser = (runtime: Runtime, user: User): void => {
  keepHint(true);
  runtime.queries.setQueryData(sessionKey, user);
};

/** Remembers the person of a sign-in that is complete; one that waits for a code changes nothing. */
export const adopt = async (
  runtime: Runtime,
  attempt: Promise<SignInOutcome>,
): Promise<SignInOutcome> => {
  const outcome = await attempt;
  if (outcome.kind === "signed-in") adoptUser(runtime, outcome.user);
  return outcome;
};

/** Signs out and forgets everything that was loaded or kept for this person. */
export const signOut = async (runtime: Runtime): Promise<void> => {
  try {
    await runtime.auth.signOut();
  } catch (error) {
    // A session that is already gone is what was asked for.
    if (!isApiError(error) || error.status !== 401) throw error;
  }
  forgetPerson(runtime);
};

/** Forgets everything that was loaded or kept for this person: their session is over. */
export const forgetPerson = (runtime: Runtime): void => {
  keepHint(false);
  purgePersonal();
  runtime.onForget();
  runtime.client.forgetSession();
  runtime.queries.clear();
  runtime.queries.setQueryData(sessionKey, null);
};
