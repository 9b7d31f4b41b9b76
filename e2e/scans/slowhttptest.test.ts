import { request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { scratchDirectory } from "../support/scratch.ts";
import { type ServerProcess, startServer } from "../support/server.ts";
import { isTurnOf } from "../support/share.ts";
import { startWeakServer } from "./planted/weak-server.ts";
import { runSlowHttpTest, type SlowKind } from "./support/slowhttptest.ts";
import { hasTools } from "./support/tools.ts";

/** Every other run: it waits for a minute and a half, and wapiti has the runs between. */
const isHere = hasTools("slowhttptest") && isTurnOf(1, 2);
const CONNECTIONS = 400;
/** Headers are ended after ten seconds, bodies and readers after twenty or thirty. */
const SECONDS = 70;

let data: ReturnType<typeof scratchDirectory>;
let server: ServerProcess | undefined;
beforeEach(() => {
  data = scratchDirectory();
});
afterEach(async () => {
  await server?.kill();
  server = undefined;
  data.remove();
});

/** One request of somebody else; 0 where no whole answer came within fifteen seconds. */
const ask = (url: string): Promise<number> =>
  new Promise((resolve) => {
    const sent = request(url, { localAddress: "127.0.0.2", agent: false, timeout: 15_000 });
    sent.once("timeout", () => sent.destroy());
    sent.once("error", () => resolve(0));
    sent.once("response", (answer) => {
      answer.once("close", () => resolve(answer.complete ? (answer.statusCode ?? 0) : 0));
      answer.resume();
    });
    sent.end();
  });

/** Somebody who behaves, four times a second for as long as the attacks go on. */
const behave = async (url: string, attacks: Promise<unknown>): Promise<readonly number[]> => {
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  attacks.then(end, end);
  const statuses: number[] = [];
  while (!isOver) {
    statuses.push(await ask(url));
    await wait(250);
  }
  return statuses;
};

/** The largest file that the pages of a site load: an answer that costs no more than its bytes. */
const largestFile = async (url: string): Promise<string> => {
  const page = await (await fetch(`${url}/`)).text();
  const paths = [...page.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path);
  const sizes = await Promise.all(
    paths.map(async (path = "/") => {
      const { byteLength } = await (await fetch(url + path)).arrayBuffer();
      return { path, byteLength };
    }),
  );
  return sizes.sort((one, other) => other.byteLength - one.byteLength)[0]?.path ?? "/";
};

const openConnections = async (url: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^connections_open (\d+)/m.exec(text)?.[1]);
};

/** A busy machine answers late, which is not what is asked here. */
const PATIENCE = 15;

const attack = (kind: SlowKind, url: string, seconds: number, patience = PATIENCE) =>
  runSlowHttpTest({
    ...{ kind, url, seconds, patience },
    connections: CONNECTIONS,
    directory: data.path,
  });

describe.skipIf(!isHere)("slowhttptest", () => {
  it("finds a server that waits for ever: all its room is taken, and nothing is closed", async () => {
    const weak = await startWeakServer();
    try {
      const seen = await attack("headers", `${weak.url}/`, 12, 3);
      expect(seen.connected).toBe(300);
      expect(seen.available.at(-1)).toBe(false);
    } finally {
      await weak.close();
    }
  });

  it("leaves this one up, with slow headers, bodies and readers at once, and loses its connections", async () => {
    server = await startServer(data.path, {
      // The limits of callers and addresses are lifted: here time alone is to do it.
      RATE_LIMIT_PER_MINUTE: "1000000",
      RATE_LIMIT_PER_HOUR: "10000000",
      BLOCK_THRESHOLD: "0",
      MAX_CONNECTIONS_PER_ADDRESS: "5000",
      // Answers that the system has taken are over for us: the idle time-out ends those readers.
      KEEP_ALIVE_TIMEOUT: "20",
    });
    const { url } = server;
    const attacks = Promise.all([
      attack("headers", `${url}/health`, SECONDS),
      attack("body", `${url}/api/v1/auth/signin`, SECONDS),
      attack("reader", url + (await largestFile(url)), SECONDS),
    ]);
    const statuses = await behave(`${url}/health`, attacks);
    const [headers, bodies, readers] = await attacks;
    for (const { available, exit } of [headers, bodies, readers]) {
      expect(available, exit).not.toContain(false);
      expect(available, exit).toContain(true);
    }
    // It gives up before its time, because every connection was ended.
    for (const { exit } of [headers, bodies]) expect(exit).toBe("No open connections left");
    // Slow readers do not see the end before they have read what their system holds for them.
    await expect.poll(() => openConnections(url), { timeout: 20_000 }).toBeLessThan(10);
    expect(statuses.length).toBeGreaterThan(100);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});
