import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A notice as far as drills look at it. */
export interface Told {
  readonly kind: unknown;
  readonly rule: unknown;
  readonly severity: unknown;
}

/** Whoever is told of alerts. */
export interface Sink {
  readonly url: string;
  readonly told: readonly Told[];
  readonly stop: () => Promise<void>;
}

const parse = (text: string): Told => {
  try {
    const { kind, rule, severity } = JSON.parse(text) as Told;
    return { kind, rule, severity };
  } catch {
    return { kind: "unreadable", rule: undefined, severity: undefined };
  }
};

/** Starts a sink on a free port of 127.0.0.1; it takes whatever comes. */
export const startSink = async (): Promise<Sink> => {
  const told: Told[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (part: string) => {
      text += part;
    });
    request.on("end", () => {
      told.push(parse(text));
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`,
    told,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
