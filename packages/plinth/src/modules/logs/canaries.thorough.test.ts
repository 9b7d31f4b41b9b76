import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeHttp } from "#core";
import { route } from "#http";
import { access } from "#modules/access";
import { defineModule } from "#modules/contract";
import { live } from "#modules/live";
import { securityEvents } from "#modules/security-events";
import { status } from "#modules/status";
import { traces } from "#modules/traces";
import { strictObject, Type } from "#policy";
import { logDirectory } from "#telemetry";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { type Listening, listen } from "../../testing/listening.ts";
import { logs } from "./index.ts";

/** Each way in has a secret of its own, so that a leak names its way. */
const canary = (way: string): string => `cnry-${way}-9f8e7d6c5b4a39281706f5e4`;
const WAYS = [
  ...["header", "cookie", "bearer", "query", "body", "nested", "style", "cause", "message", "url"],
  ...["pair", "list", "map", "field", "agent", "statement"],
];

/** Code that fails with everything it was given, as code does. */
const leaky = defineModule({
  name: "leaky",
  setup: ({ log, events, store }) => ({ log: log.child("leaky"), events, store }),
  routes: ({ log, events, store }) => [
    route.post(
      "/api/v1/leaky",
      {
        access: { public: true, because: "a test of what leaks" },
        summary: "Fails loudly",
        limit: { none: "not the subject here" },
        query: strictObject({ access_token: Type.Optional(Type.String()) }),
        body: Type.Object({}, { additionalProperties: true }),
        responses: { 204: null },
      },
      async (request) => {
        log.error(
          `a call failed: https://u:${canary("url")}@example.org/?token=${canary("message")}`,
          {
            headers: {
              authorization: request.header("authorization"),
              cookie: request.header("cookie"),
            },
            query: request.query,
            body: request.body,
            deep: { a: [{ b: { "API-KEY": canary("nested"), clientSecret: canary("style") } }] },
            pairs: [["x-api-key", canary("pair")]],
            rawHeaders: ["Authorization", canary("list")],
            map: new Map([["refresh_token", canary("map")]]),
            error: new Error("outer", {
              cause: new Error("inner", { cause: { password: canary("cause") } }),
            }),
            password: canary("field"),
          },
        );
        events.emit("security", {
          name: "access.denied",
          severity: "warning",
          requestId: request.requestId,
          clientAddress: request.clientAddress,
          agent: `curl token=${canary("agent")}`,
          data: { route: "/api/v1/leaky", password: canary("field") },
        });
        // Values of statements are "?" wherever they are shown.
        await store
          .read<{ accounts: { id: string } }>()
          .selectFrom("accounts")
          .select("id")
          .where("id", "=", canary("statement"))
          .execute();
        throw new Error(`Authorization: Bearer ${canary("bearer")}`);
      },
    ),
  ],
});

describe("LOG-02: canary secrets", () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-canaries-"));
  const sink: string[] = [];
  const server = nodeHttp.createServer((request, response) => {
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => sink.push(chunk));
    request.on("end", () => response.end());
  });
  let listening: Listening;
  let identity: Identity;
  const seen = new Map<string, string>();

  beforeAll(async () => {
    listening = await listen(server);
    const { url } = listening;
    identity = await startIdentity({
      dataDirectory: directory,
      modules: [access, status, securityEvents, logs, traces, live, leaky],
      env: {
        LOG_LEVEL: "trace",
        LOG_FILES: "3",
        LOG_SHIP_URL: url,
        LOG_SHIP_FORMAT: "otlp",
        OTEL_EXPORTER_OTLP_ENDPOINT: url,
        TRACE_SAMPLE_PERCENT: "100",
        TRACES_KEPT: "50",
      },
    });
    const admin = await identity.addSession(await identity.addAccount({ role: "admin" }));
    const bearer = { authorization: `Bearer ${admin.tokens.accessToken}` };
    const leaving = new AbortController();
    const tail = await identity.app.fetch("/api/v1/admin/logs/live", {
      headers: bearer,
      signal: leaving.signal,
    });
    const reader = tail.body?.getReader();
    await reader?.read();
    const answer = await identity.send(
      "POST",
      `/api/v1/leaky?access_token=${canary("query")}`,
      { password: canary("body"), deep: { Session_Id: canary("body") } },
      {
        origin: identity.app.localUrl,
        authorization: `Bearer ${canary("header")}`,
        cookie: `__Host-other=${canary("cookie")}`,
      },
    );
    seen.set("the answer", `${answer.status} ${await answer.text()}`);
    await identity.settle();
    let followed = "";
    while (!followed.includes('"status":500')) {
      const piece = await reader?.read();
      if (piece === undefined || piece.done) break;
      followed += new TextDecoder().decode(piece.value);
    }
    leaving.abort();
    seen.set("the live log", followed);
    for (const [name, path] of [
      ["the log in memory", "/api/v1/admin/logs"],
      ["security events", "/api/v1/admin/security-events"],
      ["traces", "/api/v1/admin/traces"],
    ] as const) {
      seen.set(name, await (await identity.send("GET", path, undefined, bearer)).text());
    }
    await identity.app.stop();
    seen.set("standard output", identity.lines.join(""));
    const folder = logDirectory(directory);
    seen.set(
      "files",
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), "utf8"))
        .join(""),
    );
    seen.set("what was sent away", sink.join(""));
  });
  afterAll(async () => {
    await listening.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("reach no sink, whichever way they came in", () => {
    for (const [place, text] of seen) {
      for (const way of WAYS) {
        expect([place, way, text.includes(canary(way))]).toEqual([place, way, false]);
      }
    }
  });

  it("left their marks in every sink: each was looked at while something was in it", () => {
    for (const place of ["the live log", "standard output", "files", "the log in memory"]) {
      expect([place, seen.get(place)?.includes("a call failed")]).toEqual([place, true]);
      expect(seen.get(place)).toContain("[redacted]");
    }
    expect(seen.get("security events")).toContain("access.denied");
    expect(seen.get("traces")).toContain("POST /api/v1/leaky");
    const sent = seen.get("what was sent away");
    expect(sent).toContain("resourceLogs");
    expect(sent).toContain("resourceSpans");
    expect(sent).toContain("a call failed");
  });
});
