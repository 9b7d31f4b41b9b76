import { describe, expect, test } from "vitest";
import { createApiClient } from "./api-client.ts";
import { ApiError, isQuiet } from "./api-error.ts";
import type { FetchLike } from "./form-fetch.ts";
import { createStepUpDesk, type StepUpAnswer, type StepUpNeed } from "./step-up.ts";

const reply = (status: number, body?: unknown): Response =>
  new Response(body === undefined ? null : JSON.stringify(body), { status });

const refusal = (level: number, maxAgeSeconds?: number): Response =>
  reply(401, { code: "STEP_UP_REQUIRED", status: 401, required: { level, maxAgeSeconds } });

/** A server of the shape that matters here: a session with an id, a level and a fresh proof. */
const createServer = (wants: (path: string) => { level: number; age?: number } | undefined) => {
  const session = { id: 1, level: 1, isFresh: false };
  const seen: string[] = [];
  const fetch: FetchLike = async (path, init) => {
    const headers = new Headers(init.headers);
    const token = headers.get("x-csrf-token");
    seen.push(`${init.method} ${path}${token === null ? "" : ` ${token}`}`);
    if (path === "/api/csrf-token") return reply(200, { token: `t${session.id}` });
    if (init.method !== "GET" && token !== `t${session.id}`) {
      return reply(403, { code: "CSRF_ERROR" });
    }
    const wanted = wants(path);
    if (wanted !== undefined && wanted.age !== undefined && !session.isFresh) {
      return refusal(1, wanted.age);
    }
    if (wanted !== undefined && session.level < wanted.level) return refusal(wanted.level);
    return reply(200, { path });
  };
  const prove = (level: number): void => {
    session.id += 1;
    session.level = Math.max(session.level, level);
    session.isFresh = true;
  };
  return { fetch, seen, prove };
};

const codeOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "fine",
    (error: unknown) => (error instanceof ApiError ? error.code : "strange"),
  );

describe("ID-18: a call that needs a newer or a stronger proof", () => {
  test("ID-18: waits for the proof and is sent again once, with the token of the new session", async () => {
    const server = createServer((path) => (path === "/a" ? { level: 1, age: 900 } : undefined));
    const asked: StepUpNeed[] = [];
    const client = createApiClient({
      fetch: server.fetch,
      onStepUp: async (need) => {
        asked.push(need);
        server.prove(1);
        return "proven";
      },
    });
    expect(await client.post("/a")).toEqual({ path: "/a" });
    expect(asked).toEqual([{ level: 1, maxAgeSeconds: 900 }]);
    expect(server.seen).toEqual([
      "GET /api/csrf-token",
      "POST /a t1",
      "GET /api/csrf-token",
      "POST /a t2",
    ]);
  });

  test("ID-18: reads wait too", async () => {
    const server = createServer(() => ({ level: 2 }));
    const client = createApiClient({
      fetch: server.fetch,
      onStepUp: async () => {
        server.prove(2);
        return "proven";
      },
    });
    expect(await client.get("/secret")).toEqual({ path: "/secret" });
  });

  test("ID-18: a level that is wanted only once the age is right is asked for as well", async () => {
    const server = createServer(() => ({ level: 2, age: 600 }));
    const asked: number[] = [];
    const client = createApiClient({
      fetch: server.fetch,
      onStepUp: async ({ level }) => {
        asked.push(level);
        server.prove(level);
        return "proven";
      },
    });
    expect(await client.post("/a")).toEqual({ path: "/a" });
    expect(asked).toEqual([1, 2]);
  });

  test("ID-18: nobody is asked in a circle", async () => {
    let asked = 0;
    const server = createServer(() => ({ level: 2 }));
    const client = createApiClient({
      fetch: server.fetch,
      onStepUp: async () => {
        asked += 1;
        // Ends the circle where there is one.
        if (asked > 3) return "cancelled";
        return "proven";
      },
    });
    expect(await codeOf(client.post("/a"))).toBe("STEP_UP_REQUIRED");
    expect(asked).toBe(1);
  });

  test("ID-18: called off, it ends quietly and is not sent again", async () => {
    const server = createServer(() => ({ level: 1, age: 900 }));
    const client = createApiClient({ fetch: server.fetch, onStepUp: async () => "cancelled" });
    const error: unknown = await client.post("/a").catch((reason: unknown) => reason);
    expect(isQuiet(error)).toBe(true);
    expect(server.seen.filter((line) => line.startsWith("POST"))).toHaveLength(1);
  });

  test("ID-18: where nobody can be asked, the refusal is the result", async () => {
    const server = createServer(() => ({ level: 1, age: 900 }));
    const desk = createStepUpDesk();
    const client = createApiClient({ fetch: server.fetch, onStepUp: desk.ask });
    expect(await codeOf(client.post("/a"))).toBe("STEP_UP_REQUIRED");
  });

  test("ID-18: the calls that give the proof never wait for it", async () => {
    const server = createServer(() => ({ level: 1, age: 900 }));
    let asked = 0;
    const client = createApiClient({
      fetch: server.fetch,
      onStepUp: async () => {
        asked += 1;
        return "proven";
      },
    });
    const call = client.request({ method: "POST", path: "/step-up", mayStepUp: false });
    expect(await codeOf(call)).toBe("STEP_UP_REQUIRED");
    expect(asked).toBe(0);
  });

  test("ID-18: a call that was under way with the cookie of before is sent again", async () => {
    const left = Promise.withResolvers<Response>();
    let calls = 0;
    let signedOut = 0;
    const client = createApiClient({
      fetch: async () => {
        calls += 1;
        return calls === 1 ? left.promise : reply(200, { ok: true });
      },
      onSignedOut: () => {
        signedOut += 1;
      },
    });
    const call = client.get("/list");
    client.forgetSession();
    left.resolve(reply(401, { code: "AUTHENTICATION_ERROR" }));
    expect(await call).toEqual({ ok: true });
    expect([calls, signedOut]).toEqual([2, 0]);
  });
});

describe("ID-18: the desk at which calls wait", () => {
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  test("ID-18: several calls share one question, and the greatest need is asked", async () => {
    const desk = createStepUpDesk();
    const shown: (StepUpNeed | undefined)[] = [];
    desk.subscribe(() => shown.push(desk.current()));
    const answers = [desk.ask({ level: 1, maxAgeSeconds: 900 }), desk.ask({ level: 2 })];
    answers.push(desk.ask({ level: 1, maxAgeSeconds: 600 }));
    expect(shown.at(-1)).toEqual({ level: 2, maxAgeSeconds: 600 });
    desk.prove(2);
    expect(await Promise.all(answers)).toEqual(["proven", "proven", "proven"]);
    expect(desk.current()).toBeUndefined();
  });

  test("ID-18: a password lets those go who need no more; the others go on waiting", async () => {
    const desk = createStepUpDesk();
    desk.subscribe(() => undefined);
    const answers: StepUpAnswer[] = [];
    const low = desk.ask({ level: 1 }).then((answer) => answers.push(answer));
    const high = desk.ask({ level: 2 }).then((answer) => answers.push(answer));
    desk.prove(1);
    await low;
    await settle();
    expect(answers).toEqual(["proven"]);
    expect(desk.current()).toEqual({ level: 2 });
    desk.cancel();
    await high;
    expect(answers).toEqual(["proven", "cancelled"]);
  });

  test("ID-18: what is shown is the same object until it changes, as React asks of a store", () => {
    const desk = createStepUpDesk();
    desk.subscribe(() => undefined);
    void desk.ask({ level: 1 });
    expect(desk.current()).toBe(desk.current());
  });

  test("ID-18: once the dialog is gone nobody waits for it", async () => {
    const desk = createStepUpDesk();
    const leave = desk.subscribe(() => undefined);
    leave();
    expect(await desk.ask({ level: 1 })).toBe("nobody-asked");
  });
});
