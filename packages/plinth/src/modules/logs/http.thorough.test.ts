import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { access } from "#modules/access";
import { live } from "#modules/live";
import { securityEvents } from "#modules/security-events";
import { status } from "#modules/status";
import { traces } from "#modules/traces";
import { logLineProblems } from "#telemetry";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { logs } from "./index.ts";

const LINES = "/api/v1/admin/logs";
const LEVEL = `${LINES}/level`;

let identity: Identity;
let bearer: Readonly<Record<string, string>>;
const bearerOf = async (role: string) => {
  const { tokens } = await identity.addSession(await identity.addAccount({ role }));
  return { authorization: `Bearer ${tokens.accessToken}` };
};
const ask = async (method: string, path: string, body?: unknown, headers = bearer) => {
  const response = await identity.send(method, path, body, headers);
  const text = await response.text();
  return {
    status: response.status,
    body: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>,
  };
};

/** The stream of an address, as far as `text` in it. */
const follow = async (path: string, headers = bearer) => {
  const leaving = new AbortController();
  const answer = await identity.app.fetch(path, { headers, signal: leaving.signal });
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  let seen = "";
  return {
    answer,
    until: async (text: string): Promise<string> => {
      while (!seen.includes(text)) {
        const piece = await reader?.read();
        if (piece === undefined || piece.done) return `${seen}<end>`;
        seen += decoder.decode(piece.value, { stream: true });
      }
      return seen;
    },
    leave: () => leaving.abort(),
  };
};

beforeAll(async () => {
  identity = await startIdentity({
    modules: [access, status, securityEvents, logs, traces, live],
    env: { TRACES_KEPT: "50", TRACE_SAMPLE_PERCENT: "0" },
  });
  bearer = await bearerOf("admin");
});
afterAll(() => identity.app.stop());

describe("the log, traces and hints", () => {
  it("AZ-02: strangers and users are refused on every route", async () => {
    const user = await bearerOf("user");
    const own = identity.app.policies.filter(({ module }) =>
      ["logs", "traces", "live"].includes(module),
    );
    expect(own).toHaveLength(8);
    for (const { method, path } of own) {
      const url = `${path.replace(":id", "0".repeat(32))}${path.endsWith("/live") && !path.includes("logs") ? "?topics=a" : ""}`;
      const body = method === "PUT" ? { level: "debug", minutes: 1 } : undefined;
      expect((await ask(method, url, body, {})).status).toBe(401);
      expect((await ask(method, url, body, user)).status).toBe(403);
    }
  });

  it("LOG-01: the level is changed live, within bounds, and written to the audit", async () => {
    const audited: string[] = [];
    const end = identity.app.events.on("audit", ({ name }) => void audited.push(name));
    expect((await ask("PUT", LEVEL, { level: "debug", minutes: 5 })).body).toMatchObject({
      level: "debug",
      configured: "info",
    });
    expect(identity.app.log.level()).toBe("debug");
    expect((await ask("GET", LEVEL)).body).toMatchObject({ level: "debug" });
    expect((await ask("PUT", LEVEL, { level: "silent", minutes: 5 })).status).toBe(400);
    expect((await ask("PUT", LEVEL, { level: "warn", minutes: 0 })).status).toBe(400);
    expect((await ask("DELETE", LEVEL)).body).toMatchObject({ level: "info", until: null });
    expect(identity.app.log.level()).toBe("info");
    expect(audited).toEqual(["logs.level-set", "logs.level-reset"]);
    end();
  });

  it("LOG-07: lines are found in memory, and followed as they are written", async () => {
    const { log } = identity.app;
    log.child("kitchen").warn("the oven is hot", { degrees: 230 });
    const found = await ask("GET", `${LINES}?component=kitchen`);
    const [line = "{}"] = found.body["lines"] as string[];
    expect(JSON.parse(line)).toMatchObject({ message: "the oven is hot", degrees: 230 });
    const tail = await follow(`${LINES}/live?component=kitchen&level=error`);
    await tail.until("retry");
    log.child("kitchen").warn("not grave enough");
    log.child("garden").error("elsewhere");
    log.child("kitchen").error("the oven burns", { password: "hunter2-hunter2" });
    const seen = await tail.until("burns");
    expect(seen).toContain("event: line\ndata: {");
    expect(seen).not.toMatch(/grave|elsewhere|hunter2/);
    tail.leave();
  });

  it("LOG-01: every line of a tour has the schema, faults and refusals included", async () => {
    await ask("GET", "/api/v1/auth/me");
    await ask("GET", "/nothing/here");
    await ask(
      "POST",
      "/api/v1/auth/signin",
      { email: "who@example.org", password: "wrong-one" },
      {
        origin: identity.app.localUrl,
      },
    );
    identity.app.log.error("a fault", { error: new Error("deep", { cause: { level: 7 } }) });
    await identity.settle();
    const lines = identity.lines.flatMap((block) => block.split("\n")).filter(Boolean);
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) expect([logLineProblems(line), line]).toEqual([[], line]);
    expect(lines.some((line) => line.includes('"category":"security"'))).toBe(true);
  });
});

describe("a trace from one to the other", () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const sampled = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };

  it("OBS-07: stands in the problem document, the log, the security event and the list", async () => {
    const user = await bearerOf("user");
    const refused = await ask("GET", LEVEL, undefined, { ...user, ...sampled });
    expect(refused.body).toMatchObject({ code: "AUTHORIZATION_ERROR", traceId });
    const event = identity.events.find(({ name }) => name === "access.denied");
    expect(identity.events.at(-1)).toMatchObject({ name: "access.denied", traceId });
    expect(event).toBeDefined();
    const lines = await ask("GET", `${LINES}?traceId=${traceId}`);
    expect((lines.body["lines"] as string[]).length).toBeGreaterThanOrEqual(2);
    const list = await ask("GET", "/api/v1/admin/traces");
    expect(list.body["traces"]).toMatchObject([{ traceId, name: `GET ${LEVEL}`, isFailed: false }]);
    const now = identity.clock.now();
    const counts = async (from: number, to: number) => {
      const span = `from=${from}&to=${to}`;
      const found = await ask("GET", `${LINES}?traceId=${traceId}&${span}`);
      const traced = await ask("GET", `/api/v1/admin/traces?${span}`);
      expect(found.body["oldestAt"]).toMatch(/^\d{4}-.*Z$/);
      return [
        (found.body["lines"] as unknown[]).length > 0,
        (traced.body["traces"] as { traceId: string }[]).some((one) => one.traceId === traceId),
      ];
    };
    expect(await counts(now - 60_000, now + 60_000)).toEqual([true, true]);
    expect(await counts(now - 120_000, now - 60_000)).toEqual([false, false]);
    expect(await counts(now + 60_000, now + 120_000)).toEqual([false, false]);
    const one = await ask("GET", `/api/v1/admin/traces/${traceId}`);
    expect(one.body).toMatchObject({ trace: { traceId }, dropped: 0 });
    const spans = one.body["spans"] as { name: string; parentSpanId: string | null }[];
    expect(spans[0]).toMatchObject({ name: `GET ${LEVEL}`, parentSpanId: "00f067aa0ba902b7" });
    expect((await ask("GET", `/api/v1/admin/traces/${"f".repeat(32)}`)).status).toBe(404);
  });

  it("OBS-07: is named nowhere where nobody follows, and what is no context is not repeated", async () => {
    const wrong = { traceparent: `00-${"0".repeat(32)}-00f067aa0ba902b7-01` };
    const refused = await ask("GET", "/nothing/here", undefined, wrong);
    expect(refused.status).toBe(404);
    expect(refused.body).not.toHaveProperty("traceId");
  });
});

describe("hints to pages that are open", () => {
  it("OBS-12: come when something changes, and say what was missed", async () => {
    const stream = await follow("/api/v1/admin/live?topics=logs,security");
    const head = await stream.until("event: open");
    expect(head).toContain("retry: 2000");
    await ask("PUT", LEVEL, { level: "debug", minutes: 1 });
    const hint = await stream.until('data: {"level":"debug"}');
    const id = /id: (\S+)\nevent: logs/.exec(hint)?.[1];
    expect(id).toBeDefined();
    stream.leave();
    await ask("DELETE", LEVEL);
    const again = await follow("/api/v1/admin/live?topics=logs", {
      ...bearer,
      "last-event-id": String(id),
    });
    expect(await again.until('data: {"level":"info"}')).not.toContain("event: gap");
    again.leave();
    const lost = await follow(`/api/v1/admin/live?topics=logs&after=${"0".repeat(36)}.7`);
    expect(await lost.until("event: gap")).toContain("event: gap");
    lost.leave();
  });

  it("refuses topics that are none", async () => {
    for (const topics of ["", "A", "a,,b", "a b"]) {
      const { status: code } = await ask("GET", `/api/v1/admin/live?topics=${topics}`);
      expect(code).toBe(400);
    }
  });
});
