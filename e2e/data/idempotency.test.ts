import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import {
  type Till,
  till,
} from "../../packages/plinth/src/modules/idempotency/till.test-support.ts";
import { startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import { createApi, signUp } from "../support/api.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { startServer } from "../support/server.ts";

/** Each starts two servers; more of them for a long look. */
const ROUNDS = Number(process.env["IDEMPOTENCY_ROUNDS"] ?? 2);
const SEED = Number(process.env["PROPERTY_SEED"] ?? 20_261_122);
const KEYS = 6;

/** How often each note stands among the plans: a plan has the key that made it as its note. */
const notesOf = async (url: string, token: string): Promise<ReadonlyMap<string, number>> => {
  const { json } = await createApi(url, token).call("GET", "/api/v1/plans");
  const notes = new Map<string, number>();
  for (const { note } of json["plans"] as readonly { readonly note: string }[]) {
    notes.set(note, (notes.get(note) ?? 0) + 1);
  }
  return notes;
};

const create = (url: string, token: string, key: string) =>
  createApi(url, token).call(
    "POST",
    "/api/v1/plans",
    { days: 1, note: key, seed: 1 },
    { "Idempotency-Key": `"${key}"` },
  );

describe("P-090: kill -9 between a request and its answer", () => {
  it(`each key has one effect after it was sent again, in ${ROUNDS} rounds (seed ${SEED})`, async () => {
    const data = scratchDirectory();
    let sent = 0;
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const before = await startServer(data.path);
        await signUp(before.url, `round-${round}@example.com`);
        const login = await createApi(before.url).call("POST", "/api/v1/auth/signin", {
          email: `round-${round}@example.com`,
          password: "Correct-Horse7-battery",
        });
        const token = String(login.json["accessToken"]);
        // The first waits for the solver to be warm; from then on the kill may come.
        const keys = Array.from({ length: KEYS }, (_, index) => `r${round}-k${index}`);
        const first = await create(before.url, token, keys[0] ?? "");
        expect(first.status).toBe(201);
        const rest = Promise.allSettled(keys.slice(1).map((key) => create(before.url, token, key)));
        const delayMs = (Math.imul(SEED + round, 1_664_525) >>> 0) % 60;
        await new Promise((resolve) => setTimeout(resolve, delayMs));
        await before.kill();
        const answered = await rest;

        const after = await startServer(data.path);
        for (const [index, key] of keys.entries()) {
          const again = await create(after.url, token, key);
          sent += 1;
          const known = index === 0 ? first : undefined;
          const settled = answered[index - 1];
          const earlier = known ?? (settled?.status === "fulfilled" ? settled.value : undefined);
          if (again.status === 409) {
            expect(again.json["code"]).toBe("IDEMPOTENCY_ANSWER_LOST");
          } else {
            expect(again.status).toBe(201);
            // Whoever got an answer before gets the same one.
            if (earlier !== undefined) expect(again.json["id"]).toBe(earlier.json["id"]);
          }
        }
        const notes = await notesOf(after.url, token);
        expect(await after.stop()).toBe(0);
        expect(keys.map((key) => notes.get(key))).toEqual(keys.map(() => 1));
      }
      expect(sent).toBe(ROUNDS * KEYS);
    } finally {
      data.remove();
    }
  }, 120_000);
});

const server = await startPostgres();
if ("missing" in server) announceSkipped("idempotency on PostgreSQL", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

describe.skipIf("missing" in server)("P-090: two nodes on one PostgreSQL", () => {
  it("the same key sent to both at once has one effect and one answer", async () => {
    if ("missing" in server) return;
    const env = {
      DATABASE_URL: await server.createDatabase(),
      SECRET_KEY: randomBytes(48).toString("base64url"),
      JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
    };
    const one = await startIdentity({ modules: [till], env });
    const other = await startIdentity({ modules: [till], env, clock: one.clock });
    try {
      const { tokens } = await one.addSession(await one.addAccount());
      const authorization = `Bearer ${tokens.accessToken}`;
      const send = async (index: number, key: string) => {
        const headers = { authorization, "idempotency-key": key };
        const node = index % 2 === 0 ? one : other;
        const response = await node.send("POST", "/sales", { what: key }, headers);
        return { status: response.status, body: (await response.json()) as { id?: string } };
      };
      for (const key of ["a", "b", "c"]) {
        const all = await Promise.all(Array.from({ length: 12 }, (_, index) => send(index, key)));
        const good = all.filter(({ status }) => status === 201);
        expect(all.every(({ status }) => status === 201 || status === 409)).toBe(true);
        expect(good.length).toBeGreaterThan(0);
        expect(new Set(good.map(({ body }) => body.id)).size).toBe(1);
        expect((await send(0, key)).body.id).toBe((await send(1, key)).body.id);
      }
      const sold = await (one.app.modules.service("till") as Till).sold();
      expect([...sold].toSorted()).toEqual(["a", "b", "c"]);
    } finally {
      await one.app.stop();
      await other.app.stop();
    }
  });
});
