import { request as requestTls } from "node:https";
import { nodeHttp } from "#core";
import type { Endpoint } from "./wire/connection.ts";

const MAX_BYTES = 4_194_304;
const PATIENCE_MS = 2_000;
/** How much the two sides may differ, as a share: what was on its way when the counting began. */
const TOLERANCE = 0.01;

/** What a server says of itself at one moment. */
export interface Gauges {
  /** Requests answered since its start. */
  readonly answered: number;
  /** Requests that wait for their answer. */
  readonly inFlight: number;
  /** Open connections; undefined where it does not say. */
  readonly connections: number | undefined;
}

/** What the client counted of a run. */
export interface ClientCount {
  /** Answers of any status, and requests that were given up, since the server was first looked at. */
  readonly answered: number;
  /** How many of them the server may have counted before, or the client not yet have read then. */
  readonly uncertain: number;
  /** Most connections that were open at one time. */
  readonly connections: number;
}

/** What the server says of a run, beside what the client says. */
export interface Confirmation {
  readonly state: "agrees" | "disagrees" | "not asked";
  /** Why it could not be asked, or what differs. */
  readonly detail: string;
  readonly answered?: { readonly client: number; readonly server: number };
  /** Most that were seen at one time; the server is looked at a few times a second. */
  readonly peakInFlight?: number;
  readonly peakConnections?: { readonly client: number; readonly server: number };
}

const sumOf = (text: string, name: string): number | undefined => {
  const line = new RegExp(`^(?:[a-z]+_)?${name}(?:\\{[^}]*\\})? ([0-9.eE+]+)`, "gm");
  const values = [...text.matchAll(line)].map(([, value]) => Number(value));
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
};

/** Reads a metrics page (OpenMetrics text); undefined where it has no such gauges. */
export const readGauges = (text: string): Gauges | undefined => {
  const inFlight = sumOf(text, "http_requests_in_flight");
  if (inFlight === undefined) return undefined;
  // A server that was just started has no line of it yet.
  const all = sumOf(text, "http_requests_total") ?? 0;
  // What the server asks itself (OBS-14) is nobody's load.
  const answered = all - (sumOf(text, "slo_probes_total") ?? 0);
  return { answered, inFlight, connections: sumOf(text, "connections_open") };
};

/** Asks for the metrics page, bounded in time and size. Rejects with a sentence. */
export const fetchMetrics = (endpoint: Endpoint, host: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { tlsName, isInsecure } = endpoint;
    const send = tlsName === undefined ? nodeHttp.request : requestTls;
    const asked = send(
      {
        host: endpoint.host,
        port: endpoint.port,
        path: "/metrics",
        headers: { host },
        agent: false,
        timeout: PATIENCE_MS,
        rejectUnauthorized: !isInsecure,
      },
      (answer) => {
        if (answer.statusCode !== 200) {
          answer.destroy();
          return reject(new Error(`/metrics answers ${answer.statusCode}`));
        }
        const parts: Buffer[] = [];
        let bytes = 0;
        answer.on("data", (part: Buffer) => {
          bytes += part.length;
          if (bytes > MAX_BYTES) answer.destroy(new Error("/metrics is too long"));
          else parts.push(part);
        });
        answer.on("end", () => resolve(Buffer.concat(parts).toString("utf8")));
        answer.on("error", reject);
      },
    );
    const limit = setTimeout(
      () => asked.destroy(new Error("/metrics does not answer")),
      PATIENCE_MS * 2,
    );
    asked.on("timeout", () => asked.destroy(new Error("/metrics does not answer")));
    asked.on("error", reject);
    asked.on("close", () => clearTimeout(limit));
    asked.end();
  });

const isNear = (a: number, b: number, slack: number): boolean =>
  Math.abs(a - b) <= Math.max(slack, TOLERANCE * Math.max(a, b));

/**
 * Judges whether the two sides tell the same story (TST-05): as many answers, and as many
 * connections at the peak. `looks` are the requests of the observer itself.
 */
export const confirm = (
  before: Gauges,
  seen: readonly Gauges[],
  client: ClientCount,
  looks: number,
): Confirmation => {
  const last = seen.at(-1);
  if (last === undefined) return { state: "not asked", detail: "the server was never looked at" };
  const server = last.answered - before.answered - looks;
  const peakInFlight = Math.max(...seen.map(({ inFlight }) => inFlight));
  const sides = { answered: { client: client.answered, server }, peakInFlight };
  const counted = seen.flatMap(({ connections }) =>
    connections === undefined ? [] : [connections],
  );
  // The look itself is one more connection.
  const most = counted.length === 0 ? undefined : Math.max(...counted) - 1;
  const peaks =
    most === undefined ? {} : { peakConnections: { client: client.connections, server: most } };
  const answersAgree = isNear(client.answered, server, client.uncertain + 2);
  const peaksAgree = most === undefined || isNear(client.connections, most, 2);
  const isSame = answersAgree && peaksAgree;
  const detail = isSame
    ? "client and server count the same"
    : answersAgree
      ? "the server held another number of connections"
      : "the server answered another number of requests";
  return { state: isSame ? "agrees" : "disagrees", detail, ...sides, ...peaks };
};
