import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen } from "../../packages/plinth/src/testing/listening.ts";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";
import {
  plinthCommand,
  processEnvironment,
  type ServerProcess,
  startServer,
} from "../support/server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const WAIT = { timeout: 15_000 };

/** A central store that can be away. */
const startSink = async () => {
  const bodies: string[] = [];
  let isAway = true;
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      if (!isAway) bodies.push(body);
      response.writeHead(isAway ? 503 : 204).end();
    });
  });
  return {
    ...(await listen(server)),
    lines: () => bodies.join("").split("\n").filter(Boolean),
    comeBack: () => {
      isAway = false;
    },
  };
};

describe("the log of a server", () => {
  const scratch = scratchDirectory();
  const environment = { PLINTH_DATA: scratch.path };
  let server: ServerProcess;
  let sink: Awaited<ReturnType<typeof startSink>>;
  beforeAll(async () => {
    sink = await startSink();
    server = await startServer(scratch.path, {
      LOG_FILES: "5",
      LOG_FILE_BYTES: "65536",
      LOG_SHIP_URL: sink.url,
      LOG_SHIP_FORMAT: "ndjson",
    });
  });
  afterAll(async () => {
    await server?.stop();
    await sink?.close();
    scratch.remove();
  });

  const failSignIn = () =>
    fetch(`${server.url}/api/v1/auth/signin`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: server.url },
      body: JSON.stringify({ email: "nobody@example.org", password: "wrong-password-1" }),
    });

  it("LOG-07: plinth logs --follow shows a security event of a running server", async () => {
    const [command, words] = plinthCommand("logs", "--follow", "--category", "security", "--json");
    const child = spawn(command, words, { cwd: root, env: processEnvironment(environment) });
    let printed = "";
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
    await failSignIn();
    await expect.poll(() => printed, WAIT).toContain('"event":"signin.failed"');
    child.kill("SIGTERM");
    const code = await new Promise((resolve) => child.once("exit", resolve));
    expect(code).toBe(0);
    for (const line of printed.split("\n").filter(Boolean)) {
      expect(JSON.parse(line)).toMatchObject({ category: "security", component: "security" });
    }
  });

  it("LOG-03: they are listed afterwards, by category, component, level and request", async () => {
    const answer = await failSignIn();
    const requestId = answer.headers.get("x-request-id") ?? "";
    const of = async (...flags: readonly string[]) => {
      const { code, printed } = await runPlinth(["logs", ...flags], environment);
      expect(code).toBe(0);
      return printed;
    };
    await expect
      .poll(() => of("--category", "security", "--request-id", requestId), WAIT)
      .toContain("signin.failed");
    expect(await of("--component", "http", "--request-id", requestId)).toContain("status=401");
    expect(await of("--level", "fatal")).toBe("");
    expect((await of("--since", "1h", "--lines", "2")).trim().split("\n")).toHaveLength(2);
    const wrong = await runPlinth(["logs", "--level", "loud"], environment);
    expect([wrong.code, wrong.told]).toEqual([64, expect.stringContaining("--level is one of")]);
  });

  it("LOG-08: what was written while the store was away arrives, files rotated beside it", async () => {
    for (let call = 0; call < 300; call += 1) await fetch(`${server.url}/health?n=${call}`);
    expect(sink.lines()).toEqual([]);
    sink.comeBack();
    const health = () => sink.lines().filter((line) => line.includes('"route":"/health"')).length;
    await expect.poll(health, { timeout: 30_000 }).toBeGreaterThanOrEqual(300);
    const all = await runPlinth(["logs", "--json", "--component", "http"], environment);
    const filed = all.printed.split("\n").filter((line) => line.includes('"route":"/health"'));
    expect(filed.length).toBeGreaterThanOrEqual(300);
    // Every line once: rotation lost none, and gave none twice.
    const ids = filed.map((line) => (JSON.parse(line) as { requestId: string }).requestId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
