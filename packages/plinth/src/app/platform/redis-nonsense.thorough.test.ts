import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { defineModule, route, strictObject, Type } from "../../index.ts";
import { status } from "../../modules/status/index.ts";
import { startTestApplication } from "../../testing/index.ts";

/** What a server says to a script: to what stands behind EVAL or EVALSHA. */
type Answer = (parameters: readonly string[]) => string;

const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

/** The commands that are whole in a text of RESP; no value that is sent here looks like a head. */
const commandsIn = (text: string): readonly (readonly string[])[] =>
  text
    .split(/(?:^|\r\n)\*\d+\r\n/)
    .slice(1)
    .map((part) =>
      part
        .split(/(?:^|\r\n)\$\d+\r\n/)
        .slice(1)
        .map((value) => value.replace(/\r\n$/, "")),
    );

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

/** A server that says OK to everything, and to scripts what `answer` says. */
const startServer = async (answer: Answer): Promise<string> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.setEncoding("utf8");
    socket.on("data", (text) => {
      for (const [name = "", ...values] of commandsIn(String(text))) {
        socket.write(/^eval/i.test(name) ? answer(values) : "+OK\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUps.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return `redis://127.0.0.1:${typeof address === "object" ? address?.port : 0}/0`;
};

const guarded = defineModule({
  name: "guarded",
  setup: () => ({}),
  routes: () => [
    route.get(
      "/api/v1/guarded",
      {
        access: { public: true, because: "the test calls it without an account" },
        summary: "Answers; without Redis by its own count",
        limit: "1000000/minute",
        responses: { 200: strictObject({ ok: Type.Boolean() }) },
        onStoreDown: "local",
      },
      () => ({ ok: true }),
    ),
  ],
});

const start = async (answer: Answer) => {
  const application = await startTestApplication({
    modules: [status, guarded],
    env: { REDIS_URL: await startServer(answer) },
  });
  cleanUps.push(() => application.stop());
  return application;
};

const PATIENCE = { timeout: 15_000, interval: 50 } as const;

/** The look of the guard, which wants back the last of what it sent. */
const isProbe = (parameters: readonly string[]): boolean =>
  parameters.some((value) => value.endsWith(":probe"));
const echo = (parameters: readonly string[]): string => bulk(parameters.at(-1) ?? "");

/** An answer to a limit of one window, and what is none; services/ratelimit/redis-answers.test.ts has more. */
const GOOD = bulk("0 0 1 60000");
const NONSENSE = ["+OK\r\n", "*0\r\n", bulk("0 0 1")];

describe("RL-11: a Redis that answers, and answers nonsense", () => {
  it("RL-11, HLT-05: is none from the start where it says OK to everything", async () => {
    const application = await start(() => "+OK\r\n");
    const answer = await application.fetch("/api/v1/guarded");
    expect(answer.status).toBe(200);
    const ready = await application.fetch("/ready");
    expect(ready.headers.get("degraded")).toBe("redis;mode=degraded");
    const health = await (await application.fetch("/health")).json();
    expect(health).toMatchObject({ status: "degraded", redis: { redis_connected: false } });
  });

  it("RL-11, LOG-03: is an outage that is told, whatever shape the nonsense has", async () => {
    let said = GOOD;
    const application = await start((values) => (isProbe(values) ? echo(values) : said));
    const heard: string[] = [];
    application.events.on("security", ({ name, data }) => {
      heard.push(`${name} ${String(data?.["reason"] ?? "")}`.trim());
    });
    const call = async () => (await application.fetch("/api/v1/guarded")).status;
    expect(await call()).toBe(200);
    expect(heard).toEqual([]);
    for (const nonsense of NONSENSE) {
      said = nonsense;
      heard.length = 0;
      await vi.waitFor(async () => {
        expect(await call()).toBe(200);
        expect(heard, nonsense).toContain("limits.degraded an answer that is no decision");
      }, PATIENCE);
    }
    said = GOOD;
    await vi.waitFor(async () => {
      const ready = await application.fetch("/ready");
      expect(ready.headers.get("degraded")).toBeNull();
    }, PATIENCE);
  });
});
