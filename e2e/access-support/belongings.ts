import type { AccountRow } from "../../packages/plinth/src/modules/accounts/index.ts";
import { createPushBrowser } from "../../packages/plinth/src/testing/push-browser.ts";
import { addFactor, ORIGIN } from "../../packages/plinth/src/testing/second-factors.ts";
import type { Credential, WholeApplication } from "./whole-application.ts";

/** Somebody with something of every kind that an account can have. */
export interface Owner {
  readonly account: AccountRow;
  /** A fresh session that began with two factors. */
  readonly bearer: () => Promise<Credential>;
  /** Ids of what belongs to them, by the path of its kind. */
  readonly ids: Readonly<Record<string, string>>;
}

/** So that nothing but the ownership is asked for. */
const TWO_FACTORS = { factors: ["password", "totp"], assurance: 2 } as const;

const AUTH = "/api/v1/auth";
const EXPORTS = "/api/v1/privacy/exports";

const makeByApi = async (
  whole: WholeApplication,
  bearer: Credential,
  path: string,
  body: unknown,
): Promise<Readonly<Record<string, unknown>>> => {
  const made = await whole.ask("POST", path, bearer, body);
  if (made.status >= 300) throw new Error(`${path} answered ${made.status}: ${made.text}`);
  return made.json;
};

/** A passkey as a row: what it can do is not asked for, only whose it is. */
const addPasskey = async ({ identity }: WholeApplication, account: AccountRow): Promise<string> => {
  const id = `00000000-0000-4000-9000-${account.id.slice(-12)}`;
  await identity.app.store
    .write<{ passkeys: Record<string, string | number | null> }>()
    .insertInto("passkeys")
    .values({
      id,
      account_id: account.id,
      credential_id: `credential-${account.id}`,
      public_key: "AA",
      counter: 0,
      transports: "[]",
      name: "Key",
      device_type: "singleDevice",
      backed_up: 0,
      aaguid: "00000000-0000-0000-0000-000000000000",
      created_at: identity.clock.now(),
      last_used_at: null,
      cloned_at: null,
    })
    .execute();
  return id;
};

/** A recipe offered to everybody, and not accepted yet; the id of the offer. */
const addOffer = async (
  whole: WholeApplication,
  bearer: Credential,
  account: AccountRow,
  recipe: string,
): Promise<string> => {
  const path = `/api/v1/own-recipes/${recipe}/proposal`;
  const made = await whole.ask("PUT", path, bearer, { consent: true });
  if (made.status >= 300) throw new Error(`${path} answered ${made.status}: ${made.text}`);
  const { id } = await whole.identity.app.store
    .read<{ recipe_proposals: { id: string; account_id: string } }>()
    .selectFrom("recipe_proposals")
    .select("id")
    .where("account_id", "=", account.id)
    .executeTakeFirstOrThrow();
  return id;
};

/** A browser that is not asked for a second factor any more. */
const addRemembered = async (
  whole: WholeApplication,
  account: AccountRow,
  code: () => string,
): Promise<string> => {
  const { mfa, accounts, clock } = whole.identity;
  // The code that set the app up is used; the next one is not.
  clock.advance(60_000);
  const now = await accounts.find(account.id);
  if (now === undefined) throw new Error("the account is gone");
  const step = { deviceId: undefined, remembered: undefined, origin: ORIGIN };
  const next = await mfa.next({ account: now, firstFactor: "password", ...step });
  if (next.kind !== "challenge") throw new Error("no second factor was asked for");
  await mfa.verify({
    challenge: next.challenge,
    method: "totp",
    code: code(),
    remember: true,
    remembered: undefined,
    device: undefined,
    cookie: undefined,
    origin: ORIGIN,
  });
  return (await mfa.overview(account.id)).rememberedDevices[0]?.id ?? "";
};

/** Makes somebody who owns one of everything. */
export const addOwner = async (whole: WholeApplication): Promise<Owner> => {
  const { identity } = whole;
  const account = await identity.addAccount({ email_verified_at: identity.clock.now() });
  const bearer = await whole.bearerOf(account);
  const plan = await makeByApi(whole, bearer, "/api/v1/plans", { days: 1, kcal: 2000, seed: 7 });
  const share = await makeByApi(whole, bearer, `/api/v1/plans/${String(plan["id"])}/shares`, {});
  const recipe = await makeByApi(whole, bearer, "/api/v1/own-recipes", {
    title: "Soup",
    slots: ["L"],
    servings: 2,
    prepMinutes: 5,
    cookMinutes: 5,
    lines: [{ text: "800 g tomatoes" }],
    steps: ["Simmer."],
  });
  const offer = await addOffer(whole, bearer, account, String(recipe["id"]));
  const feed = await makeByApi(whole, bearer, "/api/v1/calendar-feeds", {});
  const key = await makeByApi(whole, bearer, `${AUTH}/keys`, {
    name: "Mine",
    scopes: ["plans:read"],
  });
  const archive = await makeByApi(whole, bearer, EXPORTS, undefined);
  const passkey = await addPasskey(whole, account);
  const session = await identity.addSession(account);
  const { setup, code } = await addFactor(identity, account, session.row.id);
  const remembered = await addRemembered(whole, account, code);
  const row = await identity.accounts.find(account.id);
  if (row === undefined) throw new Error("the account is gone");
  // After the set-up all earlier sessions have ended: this one is there to be ended.
  const standing = await identity.addSession(row);
  const { subscription } = await createPushBrowser(`https://fcm.googleapis.com/fcm/send/${row.id}`);
  const later = await whole.bearerOf(row, TWO_FACTORS);
  const browser = await makeByApi(whole, later, "/api/v1/push/subscriptions", subscription);
  return {
    account: row,
    bearer: () => whole.bearerOf(row, TWO_FACTORS),
    ids: {
      "/api/v1/plans": String(plan["id"]),
      "/api/v1/plan-shares": String(share["id"]),
      "/api/v1/own-recipes": String(recipe["id"]),
      // What is offered and not accepted is not read under the name that it would then have.
      "/api/v1/contributed-recipes": `contributed-${offer}`,
      "/api/v1/calendar-feeds": String(feed["id"]),
      "/api/v1/push/subscriptions": String(browser["id"]),
      [EXPORTS]: String(archive["id"]),
      [`${AUTH}/keys`]: String((key["details"] as { id?: string }).id),
      [`${AUTH}/passkeys`]: passkey,
      [`${AUTH}/mfa/totp`]: setup.id,
      [`${AUTH}/mfa/remembered-devices`]: remembered,
      [`${AUTH}/sessions`]: standing.row.id,
    },
  };
};

/** Rows of an owner by table. */
type Belongings = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** What of it has not ended at a time, as text that can be compared. */
export const standing = (belongings: Belongings, now: number): string =>
  JSON.stringify(
    Object.entries(belongings).map(([table, rows]) => [
      table,
      rows.filter(({ expires_at: end }) => end === undefined || Number(end) > now),
    ]),
  );

/** Everything of an owner, as the database has it. */
export const belongingsOf = async (
  { identity }: WholeApplication,
  owner: Owner,
): Promise<Belongings> => {
  const read = identity.app.store.read<Record<string, Record<string, unknown>>>();
  const rows = async (table: string, column: string) =>
    read.selectFrom(table).selectAll().where(column, "=", owner.account.id).orderBy("id").execute();
  // The account too: its epoch is what ends all sessions at once.
  const found: Record<string, Belongings[string]> = { accounts: await rows("accounts", "id") };
  for (const table of [
    "sessions",
    "api_keys",
    "passkeys",
    "mfa_factors",
    "mfa_remembered_devices",
    "own_recipes",
    "recipe_proposals",
    "calendar_feeds",
  ]) {
    found[table] = await rows(table, "account_id");
  }
  const { list } = identity.app.modules.service("plans") as {
    readonly list: (owner: string) => Promise<Belongings[string]>;
  };
  found["plans"] = await list(owner.account.id);
  // Subscriptions end with their sessions.
  const ends = new Map(found["sessions"]?.map(({ id, expires_at: end }) => [id, end]));
  found["push_subscriptions"] = (await rows("push_subscriptions", "account_id")).map((row) => ({
    ...row,
    expires_at: ends.get(row["session_id"]),
  }));
  // Links without an end are over only when they are taken back.
  found["plan_shares"] = (await rows("plan_shares", "account_id")).map(
    ({ expires_at: _none, ...row }) => row,
  );
  return found;
};
