import type { AccountRow } from "../../packages/plinth/src/modules/accounts/index.ts";
import type { Caller } from "./expected-outcome.ts";
import type { Credential, WholeApplication } from "./whole-application.ts";

/** A caller with a way to come anew: every request has a session of its own, so that none ends another's. */
export interface LiveCaller {
  /** Undefined for nobody. */
  readonly caller: Caller | undefined;
  readonly credential: () => Promise<Credential>;
}

const NOBODY: LiveCaller = { caller: undefined, credential: async () => ({}) };

/** Everything a role may say, out of the published policies. */
export const permissionsIn = ({ operations }: WholeApplication): readonly string[] => [
  ...new Set(
    operations.flatMap(({ policy: { access } }) =>
      access.kind === "permission" ? [access.permission] : [],
    ),
  ),
];

const scopesIn = ({ operations }: WholeApplication): readonly string[] => [
  ...new Set(operations.flatMap(({ policy: { scope } }) => (scope === null ? [] : [scope]))),
];

/** Somebody in a session by password. */
export const sessionCaller = (
  whole: WholeApplication,
  account: AccountRow,
  caller: Partial<Caller> & Pick<Caller, "name">,
): LiveCaller => ({
  caller: { role: account.role, permissions: [], lacksSecondFactor: false, ...caller },
  credential: () => whole.bearerOf(account),
});

/** Makes a role through the API, as an administrator does, and somebody who has it. */
export const addRole = async (
  whole: WholeApplication,
  name: string,
  permissions: readonly string[],
  needsSecondFactor = false,
): Promise<LiveCaller> => {
  const admin = await whole.identity.addAccount({ role: "admin" });
  const body = { description: `May do ${permissions.length}`, permissions, needsSecondFactor };
  const path = `/api/v1/admin/roles/${name}`;
  const { status } = await whole.ask("PUT", path, await whole.bearerOf(admin), body);
  if (status !== 200) throw new Error(`making the role ${name} answered ${status}`);
  const account = await whole.identity.addAccount({ role: name });
  const caller = { name: `role ${name}`, permissions, lacksSecondFactor: needsSecondFactor };
  return sessionCaller(whole, account, caller);
};

/** A key that its owner made through the API. */
const addKey = async (
  whole: WholeApplication,
  account: AccountRow,
  scopes: readonly string[],
  owner: Partial<Caller>,
): Promise<LiveCaller> => {
  const body = { name: "matrix", scopes, expiresInDays: 365 };
  const made = await whole.ask("POST", "/api/v1/auth/keys", await whole.bearerOf(account), body);
  if (made.status !== 201) throw new Error(`making a key answered ${made.status}: ${made.text}`);
  const authorization = `Bearer ${String(made.json["key"])}`;
  const base = { role: account.role, permissions: [], lacksSecondFactor: false };
  return {
    caller: { ...base, ...owner, name: `key of ${account.role} for ${scopes.join()}`, scopes },
    credential: async () => ({ authorization }),
  };
};

/** Nobody, an unconfirmed address, roles of every kind, and keys with each scope and without. */
export const addCallers = async (whole: WholeApplication): Promise<readonly LiveCaller[]> => {
  const { identity } = whole;
  const permissions = permissionsIn(whole);
  const callers: LiveCaller[] = [NOBODY];
  const user = await identity.addAccount({ email_verified_at: identity.clock.now() });
  const admin = await identity.addAccount({ role: "admin" });
  // A role counts once the address is confirmed: until then this is a plain user.
  const unconfirmed = await identity.addAccount({ role: "admin", email_verified_at: null });
  callers.push(
    sessionCaller(whole, user, { name: "user" }),
    sessionCaller(whole, unconfirmed, { name: "unconfirmed admin", role: "user" }),
    sessionCaller(whole, admin, { name: "admin", permissions: ["*"] }),
    await addRole(whole, "nothing", []),
    await addRole(whole, "careful", ["*"], true),
  );
  for (const one of permissions) callers.push(await addRole(whole, one.replace(":", "-"), [one]));
  for (const resource of new Set(permissions.map((one) => one.split(":")[0]))) {
    callers.push(await addRole(whole, `all-${resource}`, [`${resource}:*`]));
  }
  for (const scope of scopesIn(whole)) {
    callers.push(await addKey(whole, user, [scope], {}));
    callers.push(await addKey(whole, admin, [scope], { permissions: ["*"] }));
  }
  return callers;
};
