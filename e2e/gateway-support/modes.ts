import { request as httpRequest } from "node:http";
import { Readable } from "node:stream";
import { text as readAll } from "node:stream/consumers";
import {
  gatewayDefinition,
  identityModules,
  operationsModules,
  parseGatewayFile,
} from "../../packages/plinth/src/app/index.ts";
import type { ManualClock } from "../../packages/plinth/src/core/index.ts";
import { type Route, reply, streamReply } from "../../packages/plinth/src/http/index.ts";
import { defineModule } from "../../packages/plinth/src/modules/contract/index.ts";
import type { CredentialsService } from "../../packages/plinth/src/modules/credentials/index.ts";
import {
  type Answer,
  startUpstream,
  type TestUpstream,
} from "../../packages/plinth/src/testing/gateway.ts";
import {
  startTestApplication,
  type TestApplication,
} from "../../packages/plinth/src/testing/index.ts";
import { PARITY_ROUTES, type ParityRoute, parityFile, type StubAnswer } from "./policy-file.ts";

const LISTED = "https://listed.example";
const ENV = { ALLOWED_ORIGINS: `["${LISTED}"]`, TRUSTED_PROXIES: '["127.0.0.1"]' };

/** Paths whose handlers and upstreams never answer while this holds them. */
export const HANGING = "/time/short";

const pieces = ({ text }: StubAnswer): readonly string[] =>
  text
    .split("\n\n")
    .filter((piece) => piece !== "")
    .map((piece) => `${piece}\n\n`);

const libraryAnswer = (answer: StubAnswer): unknown => {
  const { status, headers, text } = answer;
  if (answer.isStream) return streamReply(status, Readable.from(pieces(answer)), headers);
  if (headers[1]?.startsWith("application/json")) return reply(status, JSON.parse(text));
  return reply(status, text === "" ? undefined : text, headers);
};

/** The routes of the file in library mode: the same policies over stub handlers. */
const libraryModule = (routes: readonly ParityRoute[], hangs: () => boolean) =>
  defineModule({
    name: "parity",
    setup: () => undefined,
    routes: () =>
      routes.map(
        ({ method, path, policy, answer }): Route => ({
          method,
          path,
          // Through JSON, as in the file.
          declaration: JSON.parse(JSON.stringify(policy)),
          handler: () =>
            path === HANGING && hangs() ? new Promise(() => undefined) : libraryAnswer(answer),
        }),
      ),
  });

const upstreamAnswer =
  (hangs: () => boolean): Answer =>
  ({ method, target }, response) => {
    const path = target.split("?")[0];
    if (path === HANGING && hangs()) return;
    const found = PARITY_ROUTES.find(
      (one) => one.sample === path && one.method === (method === "HEAD" ? "GET" : method),
    );
    const answer = found?.answer ?? PARITY_ROUTES[0]?.answer;
    if (answer === undefined) return;
    const hasLength = answer.status !== 204 && !answer.isStream;
    const length = hasLength ? { "Content-Length": Buffer.byteLength(answer.text) } : {};
    response.writeHead(answer.status, {
      ...Object.fromEntries(
        answer.headers.flatMap((name, at) =>
          at % 2 === 0 ? [[name, answer.headers[at + 1]]] : [],
        ),
      ),
      ...length,
      // What an application might say against the policy; ours must win.
      "X-Frame-Options": "ALLOWALL",
      "Cache-Control": "public, max-age=31536000",
      "Access-Control-Allow-Origin": "*",
      Server: "something/1.0",
    });
    if (method === "HEAD") response.end();
    else if (answer.isStream) Readable.from(pieces(answer)).pipe(response);
    else response.end(answer.text);
  };

/** Somebody who calls: headers that prove it. */
export type Person = Readonly<Record<string, string>>;

/** One mode, with the people of the test signed in. */
export interface Mode {
  readonly app: TestApplication;
  readonly people: Readonly<Record<string, Person>>;
}

/** Both modes over one file. */
export interface Modes {
  readonly library: Mode;
  readonly gateway: Mode;
  readonly upstream: TestUpstream;
  /** Lets the handlers of HANGING wait for ever. */
  readonly hang: (hangs: boolean) => void;
  readonly stop: () => Promise<void>;
}

const PASSWORD = "Tulpen-um-7-Uhr";

const signIn = async (app: TestApplication, role: string): Promise<Record<string, Person>> => {
  const credentials = app.modules.service("credentials") as CredentialsService;
  const email = `${role}@example.org`;
  await credentials.createUser({
    email,
    password: PASSWORD,
    name: role,
    role,
    tier: "free",
    verified: true,
  });
  const response = await app.fetch("/api/v1/auth/signin", {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-for": "198.51.100.1" },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  const { accessToken } = (await response.json()) as { accessToken: string };
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const answer = await app.fetch("/api/csrf-token", { headers: { cookie } });
  const { token } = (await answer.json()) as { token: string };
  return {
    [`${role} with a token`]: { authorization: `Bearer ${accessToken}` },
    [`${role} with a cookie`]: { cookie, "x-csrf-token": token },
    [`${role} with a cookie alone`]: { cookie },
  };
};

const asMode = async (app: TestApplication): Promise<Mode> => ({
  app,
  people: {
    nobody: {},
    stranger: { authorization: "Bearer nobody.knows.this" },
    "wrong cookie": { cookie: "__Host-plinth=nobody-knows-this" },
    ...(await signIn(app, "user")),
    ...(await signIn(app, "admin")),
  },
});

/** Starts the same file in both modes, under one clock. `changed` has the gateway's own routes. */
export const startModes = async (
  clock: ManualClock,
  changed: readonly ParityRoute[] = PARITY_ROUTES,
): Promise<Modes> => {
  let hangs = false;
  const upstream = await startUpstream(upstreamAnswer(() => hangs));
  const shared = { clock, startTimer: clock.startTimer, env: ENV };
  const library = await startTestApplication({
    ...shared,
    modules: [...identityModules, ...operationsModules, libraryModule(PARITY_ROUTES, () => hangs)],
  });
  const file = parseGatewayFile(JSON.stringify(parityFile(upstream.origin, changed)));
  const gateway = await startTestApplication({
    ...shared,
    modules: gatewayDefinition(file).modules,
  });
  return {
    library: await asMode(library),
    gateway: await asMode(gateway),
    upstream,
    hang: (value) => {
      hangs = value;
    },
    stop: async () => {
      await Promise.all([library.stop(), gateway.stop(), upstream.kill()]);
    },
  };
};

/** A request, the same for both modes. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly person: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What of an answer both modes must share. */
export interface Outcome {
  readonly status: number;
  /** "name: value", sorted. */
  readonly headers: readonly string[];
  readonly text: string;
}

/**
 * Differ from one answer to the next, in any mode; and the tag, which is made of the bytes of an
 * answer: the gateway passes bytes on as they come, with the tag of whoever made them.
 */
const OWN = ["date", "x-request-id", "keep-alive", "etag"];
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Makes the call in one mode. */
export const ask = ({ app, people }: Mode, call: Call): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const { method, path, person, headers, body } = call;
    const request = httpRequest(
      {
        host: "127.0.0.1",
        port: app.address.port,
        method,
        path,
        headers: { ...people[person], ...headers },
      },
      async (response) => {
        const { rawHeaders, statusCode = 0 } = response;
        const lines = rawHeaders.flatMap((name, at) =>
          at % 2 === 0 ? [`${name.toLowerCase()}: ${rawHeaders[at + 1]}`] : [],
        );
        const same = (line: string): string =>
          line.replaceAll(app.localUrl, "<url>").replaceAll(UUID, "<id>");
        resolve({
          status: statusCode,
          headers: lines
            .filter((line) => !OWN.includes(line.split(":")[0] ?? ""))
            .map(same)
            .toSorted(),
          text: same(await readAll(response)),
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
