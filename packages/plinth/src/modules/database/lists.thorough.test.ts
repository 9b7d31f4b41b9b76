import { afterAll, beforeAll, expect, it } from "vitest";
import { identityModules, operationsModules } from "../../app/index.ts";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { countStatements, requireFewStatements } from "../../testing/statements.ts";

let identity: Identity;
let bearer: Readonly<Record<string, string>>;
let account: Awaited<ReturnType<Identity["addAccount"]>>;

/** Lists that grow with what `addMore` adds. */
const LISTS = [
  "/api/v1/admin/users",
  "/api/v1/auth/sessions",
  "/api/v1/auth/keys",
  "/api/v1/auth/activity",
  "/api/v1/admin/security-events",
  "/api/v1/admin/jobs",
  "/api/v1/admin/roles",
] as const;

const get = async (path: string): Promise<void> => {
  const answer = await identity.send("GET", path, undefined, bearer);
  await answer.arrayBuffer();
  expect(answer.status, path).toBe(200);
};

const addMore = async (count: number): Promise<void> => {
  for (let number = 0; number < count; number += 1) {
    await identity.addSession(await identity.addAccount());
    await identity.addSession(account);
    // A refused sign-in is a security event, and an entry of somebody's activity.
    await identity.send("POST", "/api/v1/auth/signin", { email: account.email, password: "no" });
  }
  await identity.settle();
};

beforeAll(async () => {
  const own = new Set(["accounts", "sessions", "mfa", "credentials"]);
  const modules = [...identityModules, ...operationsModules].filter(({ name }) => !own.has(name));
  identity = await startIdentity({
    modules,
    alter: {
      // Looks at rules by itself, and what runs beside a request would be counted with it.
      service: (name, service) =>
        name === "alerts" ? { ...(service as object), begin: () => undefined } : service,
    },
  });
  account = await identity.addAccount({ role: "admin" });
  const { tokens } = await identity.addSession(account);
  bearer = { authorization: `Bearer ${tokens.accessToken}` };
});
afterAll(() => identity.app.stop());

it("DB-08: a list costs as many statements with thirty more objects as before, and none runs often", async () => {
  const { store } = identity.app;
  const costOnce = async (path: string) =>
    (await countStatements(store, () => get(path))).reduce((sum, { count }) => sum + count, 0);
  // The audit trail is chained beside the calls: what is counted with one is not with all three.
  const costOf = async (path: string) =>
    Math.min(await costOnce(path), await costOnce(path), await costOnce(path));
  const before = new Map<string, number>();
  for (const path of LISTS) {
    // The first call fills what is kept in memory, such as rights.
    await get(path);
    before.set(path, await costOf(path));
  }
  await addMore(30);
  for (const path of LISTS) {
    const require = () => requireFewStatements(store, () => get(path));
    await require().catch(require);
    expect(await costOf(path), path).toBeLessThanOrEqual((before.get(path) ?? 0) + 1);
  }
});
