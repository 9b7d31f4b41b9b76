import type { AnyModuleProbe, Ask, ProbePerson } from "#policy";
import { BlockedError, type Probe } from "./probe.ts";
import { judge } from "./support/judge.ts";
import { createOwnSession, hasAccounts, NO_ACCOUNTS } from "./support/people.ts";
import type { Target } from "./target.ts";

const personOf = async (target: Target): Promise<ProbePerson> => {
  if (!hasAccounts(target)) throw new BlockedError(target.unreadDocument ?? NO_ACCOUNTS);
  const { email, bearer } = await createOwnSession(target);
  // A token, not the cookie: no answer hangs on a token of the form then.
  const ask = (path: string, { headers, ...rest }: Ask = {}) =>
    target.ask(path, { ...rest, headers: { ...headers, Authorization: bearer } });
  return { email, ask };
};

/** A probe that a module of the application in `application` brings, as one of the catalogue. */
export const probeOfModule = (
  { run, twin: _, ...claim }: AnyModuleProbe,
  application: string,
): Probe => ({
  ...claim,
  application,
  // What breaks it is its own: no switch of ours has its name.
  sabotage: claim.id,
  run: async (target) => {
    const { ask, unique, pause } = target;
    return judge(await run({ ask, unique, pause, person: () => personOf(target) }));
  },
});
