import { randomBytes } from "node:crypto";
import { Agent } from "node:https";
import { fileURLToPath } from "node:url";
import {
  startPostgres,
  type ThrowawayPostgres,
} from "../../packages/plinth/src/testing/postgres.ts";
import { startRedis, type ThrowawayRedis } from "../../packages/plinth/src/testing/redis.ts";
import { freePort } from "../support/free-port.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { type ServerProcess, startServer } from "../support/server.ts";
import { askTls } from "../tls-support/ask.ts";
import { createAuthority, putCertificate } from "../tls-support/certificates.ts";
import { hasNginx, startNginx } from "../tls-support/nginx.ts";

const APPLICATION = fileURLToPath(new URL("pair-application.ts", import.meta.url));

/** What came back through nginx. */
export interface PairAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** One request through nginx, which picks a node at random. */
export type PairCall = (
  method: string,
  path: string,
  options?: {
    readonly token?: string;
    readonly body?: unknown;
    /** An address of 127.0.0.0/8: whom nginx says that it serves. */
    readonly from?: string;
  },
) => Promise<PairAnswer>;

/** Two processes of one application on PostgreSQL and Redis, behind the nginx that is shipped. */
export interface Pair {
  readonly call: PairCall;
  readonly postgres: ThrowawayPostgres;
  readonly redis: ThrowawayRedis;
  readonly databaseUrl: string;
  readonly nodes: readonly ServerProcess[];
  /** kill -9 of a node; resolves when it is gone. */
  readonly kill: (index: number) => Promise<void>;
  /** Starts a killed node again, on its port and directory. */
  readonly revive: (index: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts all of it, or tells what this machine lacks. */
export const startPair = async (): Promise<Pair | { readonly missing: string }> => {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const cleanUps: (() => unknown)[] = [];
  for (const one of [postgres, redis]) if (!("missing" in one)) cleanUps.push(one.stop);
  const stop = async (): Promise<void> => {
    for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
  };
  const missing = [
    ...[postgres, redis].flatMap((one) => ("missing" in one ? [one.missing] : [])),
    ...(hasNginx ? [] : ["no nginx (apt-get install nginx-light)"]),
  ];
  if ("missing" in postgres || "missing" in redis || missing.length > 0) {
    await stop();
    return { missing: missing.join("; ") };
  }
  const databaseUrl = await postgres.createDatabase();
  const environment = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    SECRET_KEY: randomBytes(48).toString("base64url"),
    JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
    PUBLIC_URL: "https://localhost",
    TRUSTED_PROXIES: '["127.0.0.1"]',
    RATE_LIMIT_NODES: "2",
    RATE_LIMIT_PER_MINUTE: "100000",
    RATE_LIMIT_PER_HOUR: "1000000",
  };
  const launch = async (directory: string, port: number): Promise<ServerProcess> => {
    const node = await startServer(directory, { ...environment, PORT: String(port) }, [
      "--app",
      APPLICATION,
    ]);
    cleanUps.push(node.kill);
    return node;
  };
  const places: { readonly directory: string; readonly port: number }[] = [];
  const nodes: ServerProcess[] = [];
  try {
    for (let index = 0; index < 2; index += 1) {
      const { path, remove } = scratchDirectory();
      cleanUps.push(remove);
      const place = { directory: path, port: await freePort() };
      places.push(place);
      nodes.push(await launch(place.directory, place.port));
    }
    const files = scratchDirectory();
    cleanUps.push(files.remove);
    const authority = createAuthority();
    const nginx = await startNginx({
      folder: files.path,
      files: putCertificate(files.path, authority.issue()),
      upstream: places.map(({ port }) => port),
    });
    cleanUps.push(nginx.stop);
    const agent = new Agent({ keepAlive: true });
    cleanUps.push(() => agent.destroy());
    const call: PairCall = async (method, path, { token, body, from = "127.0.0.1" } = {}) => {
      const { status, headers, text } = await askTls(
        `https://localhost:${nginx.port}${path}`,
        {
          ...{ method, agent, ca: authority.certificate.chain, family: 4, localAddress: from },
          headers: {
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
            ...(body === undefined ? {} : { "content-type": "application/json" }),
          },
        },
        body === undefined ? undefined : JSON.stringify(body),
      );
      const isJson = /json/.test(String(headers["content-type"]));
      return { status, headers, json: isJson ? JSON.parse(text) : {} };
    };
    return {
      call,
      postgres,
      redis,
      databaseUrl,
      nodes,
      kill: async (index) => nodes[index]?.kill(),
      revive: async (index) => {
        const place = places[index];
        if (place === undefined) throw new RangeError(`no node ${index}`);
        nodes[index] = await launch(place.directory, place.port);
      },
      stop,
    };
  } catch (fault) {
    await stop();
    throw fault;
  }
};
