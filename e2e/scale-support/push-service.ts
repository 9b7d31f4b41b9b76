import { createServer, type IncomingHttpHeaders } from "node:http";
import { push } from "plinth";
import { catalog } from "../../apps/cibozer/server/catalog/index.ts";
import { reminders } from "../../apps/cibozer/server/reminders/index.ts";
import type { AnyModule } from "../../packages/plinth/src/app/index.ts";
import type { OutboundClient } from "../../packages/plinth/src/services/outbound/index.ts";
import { listen } from "../../packages/plinth/src/testing/listening.ts";

/** What every node of these tests is made of. */
export const MODULES: readonly AnyModule[] = [push, catalog, reminders];

/** Under this host browsers name the push service of a test. */
const HOST = "https://updates.push.services.mozilla.com";

/** Where a browser of a test is reached. */
export const endpointOf = (name: string): string => `${HOST}/${name}`;

/** A message as it came. */
export interface Arrived {
  /** Of the browser. */
  readonly name: string;
  /** Of the node that sent it. */
  readonly node: string;
  readonly headers: IncomingHttpHeaders;
}

/** How it answers. */
export interface PushAnswer {
  readonly status: number;
  readonly retryAfter?: number;
}

/** A push service of this machine. */
export interface PushService {
  readonly port: number;
  readonly arrived: Arrived[];
  /** By the name of a browser, each once; 201 where none is left. */
  readonly answers: Map<string, PushAnswer[]>;
  readonly stop: () => Promise<void>;
}

/** Starts it. */
export const startPushService = async (): Promise<PushService> => {
  const arrived: Arrived[] = [];
  const answers: PushService["answers"] = new Map();
  const server = createServer((request, response) => {
    request.resume().once("end", () => {
      const name = `${request.url}`.slice(1);
      arrived.push({ name, node: `${request.headers["x-node"]}`, headers: request.headers });
      const { status, retryAfter } = answers.get(name)?.shift() ?? { status: 201 };
      response.writeHead(status, retryAfter === undefined ? {} : { "Retry-After": retryAfter });
      response.end();
    });
  });
  const { port, close } = await listen(server);
  return { port, arrived, answers, stop: close };
};

/** The way of a node to that service, whatever host a browser named. */
export const outboundTo = (port: number, node: string): OutboundClient => ({
  request: async (url, { method = "GET", headers = {}, body, signal } = {}) => {
    const answer = await fetch(`http://127.0.0.1:${port}${new URL(url).pathname}`, {
      method,
      headers: { ...headers, "x-node": node },
      body: Buffer.from(body ?? ""),
      ...(signal === undefined ? {} : { signal }),
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const text = () => "";
    return {
      ...{ status: answer.status, headers: Object.fromEntries(answer.headers) },
      ...{ url: `${url}`, bytes, text, json: () => null },
    };
  },
});
