import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createApiClient } from "./api-client.ts";
import { ApiError } from "./api-error.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const open: Server[] = [];

/** A real server on a free port; every request is noted. */
const serve = async (handler: Handler) => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const token = request.headers["x-csrf-token"];
    seen.push(`${request.method} ${request.url}${token === undefined ? "" : ` ${token}`}`);
    handler(request, response);
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { seen, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

const reply = (response: ServerResponse, status: number, body?: unknown): void => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body === undefined ? "" : JSON.stringify(body));
};

const failureOf = async (call: Promise<unknown>): Promise<ApiError> => {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
};

afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

describe("CSRF", () => {
  test("WEB-08: the token is fetched at the first change, kept, and never sent with a read", async () => {
    const { seen, baseUrl } = await serve((request, response) =>
      reply(response, 200, request.url === "/api/csrf-token" ? { token: "one" } : { ok: true }),
    );
    const client = createApiClient({ baseUrl });
    await client.get("/a");
    await client.post("/b", { x: 1 });
    await client.remove("/c");
    expect(seen).toEqual(["GET /a", "GET /api/csrf-token", "POST /b one", "DELETE /c one"]);
  });

  test("WEB-08: parallel changes share one fetch of the token", async () => {
    const { seen, baseUrl } = await serve((request, response) =>
      reply(response, 200, request.url === "/api/csrf-token" ? { token: "one" } : {}),
    );
    const client = createApiClient({ baseUrl });
    await Promise.all([client.post("/a"), client.post("/b")]);
    expect(seen.filter((line) => line === "GET /api/csrf-token")).toHaveLength(1);
  });

  test("WEB-08: a refused token is fetched anew once and the change sent again", async () => {
    let tokens = 0;
    const { seen, baseUrl } = await serve((request, response) => {
      if (request.url === "/api/csrf-token") {
        tokens += 1;
        reply(response, 200, { token: `t${tokens}` });
      } else if (request.headers["x-csrf-token"] === "t2") reply(response, 201, { ok: true });
      else reply(response, 403, { code: "CSRF_ERROR", status: 403 });
    });
    const client = createApiClient({ baseUrl });
    expect(await client.post("/b")).toEqual({ ok: true });
    expect(seen).toEqual([
      "GET /api/csrf-token",
      "POST /b t1",
      "GET /api/csrf-token",
      "POST /b t2",
    ]);
  });

  test("WEB-08: a server that keeps refusing is not asked for ever", async () => {
    const { seen, baseUrl } = await serve((request, response) =>
      request.url === "/api/csrf-token"
        ? reply(response, 200, { token: "same" })
        : reply(response, 403, { code: "CSRF_ERROR" }),
    );
    const error = await failureOf(createApiClient({ baseUrl }).post("/b"));
    expect(error.code).toBe("CSRF_ERROR");
    expect(seen).toHaveLength(4);
  });

  test("WEB-08: where no token is to be had the change goes out without one", async () => {
    const { seen, baseUrl } = await serve((request, response) =>
      request.url === "/api/csrf-token"
        ? reply(response, 401, { code: "AUTHENTICATION_ERROR" })
        : reply(response, 204),
    );
    expect(await createApiClient({ baseUrl }).post("/signin")).toBeUndefined();
    expect(seen).toEqual(["GET /api/csrf-token", "POST /signin"]);
  });
});

describe("failures", () => {
  test("UX-04: a problem document becomes an ApiError with faults, reference and wait", async () => {
    const { baseUrl } = await serve((_request, response) => {
      response.writeHead(429, { "retry-after": "7" });
      response.end(
        JSON.stringify({
          code: "RATE_LIMIT_EXCEEDED",
          requestId: "r1",
          details: [{ field: "body.email", rule: "format", message: "m" }, "nonsense", null],
        }),
      );
    });
    const error = await failureOf(createApiClient({ baseUrl }).get("/a"));
    expect(error).toMatchObject({
      code: "RATE_LIMIT_EXCEEDED",
      status: 429,
      requestId: "r1",
      retryAfterSeconds: 7,
      faults: [{ field: "body.email", rule: "format", message: "m" }],
    });
  });

  test("UX-04: a gateway's HTML error page and a broken 200 are ApiErrors too", async () => {
    const { baseUrl } = await serve((request, response) => {
      response.writeHead(request.url === "/ok" ? 200 : 502, { "content-type": "text/html" });
      response.end("<h1>oops");
    });
    const client = createApiClient({ baseUrl });
    expect((await failureOf(client.get("/x"))).code).toBe("HTTP_502");
    expect((await failureOf(client.get("/ok"))).code).toBe("BAD_REPLY");
  });

  test("UX-04: a reply that never comes ends by the time-out, and is reported as such", async () => {
    const end = new AbortController();
    const { baseUrl } = await serve(() => end.abort());
    let unreachable = 0;
    const client = createApiClient({
      baseUrl,
      createTimeout: () => end.signal,
      onUnreachable: () => {
        unreachable += 1;
      },
    });
    expect((await failureOf(client.get("/slow"))).code).toBe("CLIENT_TIMEOUT");
    expect(unreachable).toBe(1);
  });

  test("UX-04: a body that stalls half-way ends by the time-out as well", async () => {
    const end = new AbortController();
    const { baseUrl } = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"half":');
      end.abort();
    });
    const client = createApiClient({ baseUrl, createTimeout: () => end.signal });
    expect((await failureOf(client.get("/stall"))).code).toBe("CLIENT_TIMEOUT");
  });

  test("UX-04: nobody listening is a NETWORK_ERROR, a caller's abort is CANCELLED", async () => {
    const { baseUrl } = await serve(() => undefined);
    const caller = new AbortController();
    caller.abort();
    const client = createApiClient({ baseUrl });
    expect((await failureOf(client.get("/a", caller.signal))).code).toBe("CANCELLED");
    const server = open.pop();
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    expect((await failureOf(client.get("/a"))).code).toBe("NETWORK_ERROR");
  });

  test("SES-04: an ended session is told to the application", async () => {
    const { baseUrl } = await serve((_request, response) =>
      reply(response, 401, { code: "AUTHENTICATION_ERROR" }),
    );
    let told = 0;
    const client = createApiClient({
      baseUrl,
      onSignedOut: () => {
        told += 1;
      },
    });
    await failureOf(client.get("/me"));
    expect(told).toBe(1);
  });
});
