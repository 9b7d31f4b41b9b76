import { createManualClock, type ManualClock } from "#core";
import { type Principal, type Route, reply, route } from "#http";
import type { AccountRow } from "#modules/accounts";
import { type ApiKeysService, apiKeys, type CreatedKey, type KeyRequest } from "#modules/api-keys";
import { defineModule } from "#modules/contract";
import { Type } from "#vendor/typebox";
import { type Identity, startIdentity } from "./identity.ts";

const strict = { additionalProperties: false } as const;
const Seen = Type.Object(
  {
    userId: Type.String(),
    method: Type.String(),
    key: Type.String(),
    scopes: Type.Array(Type.String()),
  },
  strict,
);
const unlimited = { none: "limits are not the subject of this test" } as const;
const shared = { summary: "For the test", limit: unlimited, responses: { 200: Seen } } as const;

const seen = (principal: Principal | undefined) => ({
  userId: principal?.userId ?? "",
  method: principal?.method ?? "",
  key: principal?.key?.id ?? "",
  scopes: [...(principal?.key?.scopes ?? [])],
});

/** Routes of every kind that matters to keys. */
const routes: readonly Route[] = [
  route.get(
    "/api/v1/things",
    { ...shared, access: "user", scope: "things:read" },
    ({ principal }) => seen(principal),
  ),
  route.get(
    "/api/v1/slow/:ms",
    {
      ...shared,
      access: "user",
      scope: "things:read",
      params: Type.Object({ ms: Type.String() }, strict),
    },
    async ({ principal }) => {
      for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
      return seen(principal);
    },
  ),
  route.get("/api/v1/plain", { ...shared, access: "user" }, ({ principal }) => seen(principal)),
  route.get(
    "/api/v1/administration",
    { ...shared, access: { role: "admin" }, scope: "administration:read" },
    ({ principal }) => seen(principal),
  ),
  route.get(
    "/api/v1/reports",
    { ...shared, access: { permission: "reports:read" }, scope: "reports:read" },
    ({ principal }) => seen(principal),
  ),
  route.get(
    "/api/v1/scarce",
    {
      ...shared,
      access: "user",
      scope: "things:read",
      limit: { rule: "2/minute", by: "key", name: "scarce" },
    },
    ({ principal }) => seen(principal),
  ),
  route.get(
    "/api/v1/public",
    {
      ...shared,
      access: { public: true, because: "asks nobody who they are", identify: true },
    },
    ({ principal }) => seen(principal),
  ),
  route.post(
    "/api/v1/payments",
    {
      ...shared,
      access: "user",
      scope: "payments:write",
      signed: true,
      body: Type.Object({ amount: Type.Integer() }, strict),
    },
    ({ principal }) => reply(200, seen(principal)),
  ),
  route.delete(
    "/api/v1/payments",
    { ...shared, access: "user", scope: "payments:write", signed: true },
    ({ principal }) => reply(200, seen(principal)),
  ),
];

const fixture = defineModule({ name: "fixture", setup: () => ({}), routes: () => routes });

/** An application with keys, and hands on it. */
export interface KeyBench extends Identity {
  readonly keys: ApiKeysService;
  /** A key of the account, made without a session; scope "*" unless told otherwise. */
  readonly addKey: (account: AccountRow, request?: Partial<KeyRequest>) => Promise<CreatedKey>;
  /** A GET with a key. */
  readonly get: (path: string, key: string) => Promise<Response>;
  /** Headers of a session of the account that just began. */
  readonly asPerson: (account: AccountRow) => Promise<Readonly<Record<string, string>>>;
}

/** Starts it. */
export const startKeyBench = async (
  options: {
    readonly clock?: ManualClock;
    readonly dataDirectory?: string;
    readonly env?: Readonly<Record<string, string>>;
    /** Takes a part of the keys away, to show that something notices. */
    readonly alter?: (keys: ApiKeysService) => ApiKeysService;
  } = {},
): Promise<KeyBench> => {
  const clock = options.clock ?? createManualClock();
  const { alter = (keys) => keys, ...rest } = options;
  const identity = await startIdentity({
    ...rest,
    clock,
    modules: [apiKeys, fixture],
    alter: {
      service: (module, service) =>
        module === "api-keys" ? alter(service as ApiKeysService) : service,
    },
  });
  const keys = identity.app.modules.service("api-keys") as ApiKeysService;
  return {
    ...identity,
    keys,
    settle: async () => {
      await identity.settle();
      await keys.settle();
    },
    addKey: (account, request = {}) =>
      keys.create(
        {
          userId: account.id,
          role: account.role,
          permissions: identity.accounts.permissionsOf(account.role),
          lacksSecondFactor: false,
          assurance: 1,
        },
        { name: "a key", scopes: ["*"], ...request },
      ),
    get: (path, key) => identity.app.fetch(path, { headers: { authorization: `Bearer ${key}` } }),
    asPerson: async (account) => {
      const { tokens } = await identity.addSession(account);
      return { authorization: `Bearer ${tokens.accessToken}` };
    },
  };
};
