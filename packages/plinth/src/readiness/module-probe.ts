import type { AnyModuleProbe, Ask, ProbePerson } from "#policy";
import { BlockedError, type Probe } from "./probe.ts";
import { judge } from "./support/judge.ts";
import { hasAccounts, NO_ACCOUNTS, type Person, signIn, someAccount } from "./support/people.ts";
import type { Target } from "./target.ts";

const personOf = (target: Target, { email, password, bearer }: Person): ProbePerson => {
  // A token, not the cookie: no answer hangs on a token of the form then.
  const ask = (path: string, { headers, ...rest }: Ask = {}) =>
    target.ask(path, { ...rest, headers: { ...headers, Authorization: bearer } });
  const again = async () => personOf(target, await signIn(target, { email, password }));
  return { email, ask, again };
};

/** Where sign-ups are scarce accounts are shared by probes, and never by two people of one probe. */
const createPeople = (target: Target): (() => Promise<ProbePerson>) => {
  let count = 0;
  return async () => {
    if (!hasAccounts(target)) throw new BlockedError(target.unreadDocument ?? NO_ACCOUNTS);
    count += 1;
    const name = count === 1 ? "one" : `another ${count}`;
    return personOf(target, await signIn(target, await someAccount(target, name)));
  };
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
    return judge(await run({ ask, unique, pause, person: createPeople(target) }));
  },
});
