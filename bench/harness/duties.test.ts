import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { readPort } from "../contestants/contract.ts";
import { contestants } from "../contestants/registry.ts";
import { type Check, checkDuties, checkLimit } from "./duties.ts";
import { type RunningServer, startServer } from "./servers.ts";

/** An answer on its way out, to be spoiled. */
interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

const minimum = contestants.find(({ name }) => name === "minimum-session");
const folder = join(import.meta.dirname, "../contestants");

/** A proxy that changes each answer: what a contestant that neglects a duty looks like. */
async function startSpoiler(target: number, spoil: (answer: Answer) => void): Promise<Server> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (!/^(host|connection|content-length|transfer-encoding)$/.test(name)) {
        headers.set(name, String(value));
      }
    }
    const told = await fetch(`http://127.0.0.1:${target}${request.url}`, {
      method: request.method ?? "GET",
      headers,
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    });
    const answer = {
      status: told.status,
      headers: new Headers(told.headers),
      text: await told.text(),
    };
    spoil(answer);
    answer.headers.delete("content-length");
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(answer.text);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

const turn = (from: number, to: number) => (answer: Answer) => {
  if (answer.status === from) answer.status = to;
};
const drop = (name: string) => (answer: Answer) => answer.headers.delete(name);

const spoilers: readonly (readonly [string, string, (answer: Answer) => void])[] = [
  ["401 without credentials", "lets strangers in", turn(401, 200)],
  ["401 with forged credentials", "lets forgers in", turn(401, 200)],
  ["403 without the role", "ignores roles", turn(403, 200)],
  ["400 for a bad query", "ignores the schema", turn(400, 200)],
  ["security headers", "sends no policy", drop("content-security-policy")],
  [
    "security headers on errors",
    "hardens only good answers",
    (answer) => answer.status !== 200 && answer.headers.delete("strict-transport-security"),
  ],
  ["request id", "always sends the same id", (answer) => answer.headers.set("x-request-id", "1")],
  [
    "CORS",
    "allows every origin",
    (answer) => answer.headers.set("access-control-allow-origin", "*"),
  ],
  [
    "200-byte JSON answer",
    "answers less",
    (answer) => {
      if (answer.text.includes("energyKcal")) answer.text = '{"energyKcal":2000}';
    },
  ],
  [
    "metrics count the route",
    "counts nothing",
    (answer) => {
      answer.text = answer.text.replaceAll(/ \d+$/gm, " 0");
    },
  ],
];

describe("a contestant that neglects a duty is found out", () => {
  let scratch = "";
  let server: RunningServer;
  before(async () => {
    scratch = mkdtempSync(join(tmpdir(), "plinth-duties-"));
    assert.ok(minimum);
    server = await startServer({ contestant: minimum, folder, scratch });
  });
  after(async () => {
    await server.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  const failing = (checks: readonly Check[]) =>
    checks.filter(({ passed }) => !passed).map(({ name }) => name);
  const through = async (spoil: (answer: Answer) => void, other: Partial<RunningServer> = {}) => {
    const proxy = await startSpoiler(server.ready.port, spoil);
    try {
      return failing(
        await checkDuties({
          ...server,
          ready: { ...server.ready, port: readPort(proxy) },
          ...other,
        }),
      );
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  };

  test("nothing is said against one that does them all", async () => {
    assert.deepEqual(await through(() => undefined), []);
  });
  for (const [check, sin, spoil] of spoilers) {
    test(`${check}: ${sin}`, async () => {
      assert.ok((await through(spoil)).includes(check));
    });
  }
  test("access log: writes none, the credential, or what is not JSON", async () => {
    const name = "access log without credentials";
    assert.ok((await through(() => undefined, { countLogLines: () => 0 })).includes(name));
    const secret = server.ready.credentials.member["cookie"]?.split("=")[1] ?? "";
    assert.ok((await through(() => undefined, { readLog: () => secret })).includes(name));
    assert.ok((await through(() => undefined, { readLog: () => "{}\\u000a" })).includes(name));
  });
  test("429: a server without a limit", async () => {
    assert.deepEqual(failing(await checkLimit(server, 5)), [
      "429 beyond the limit",
      "429 says when to come back",
    ]);
  });
});
