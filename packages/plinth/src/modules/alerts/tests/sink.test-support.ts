import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a sink got. */
export interface Posted {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Whoever is told, as a real server of this machine. */
export interface TestSink {
  readonly url: string;
  readonly posted: readonly Posted[];
  /** What it answers from now on, to notices of one kind or to all; 200 at first. */
  readonly answer: (status: number, kind?: string) => void;
  readonly close: () => Promise<void>;
}

/** Starts a sink; what it refuses is not among `posted`. */
export const startSink = async (): Promise<TestSink> => {
  const posted: Posted[] = [];
  let refusal = { status: 200, kind: undefined as string | undefined };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const json = JSON.parse(text) as Posted["json"];
      const isMeant = refusal.kind === undefined || refusal.kind === json["kind"];
      const status = isMeant ? refusal.status : 200;
      if (status < 300) posted.push({ headers: request.headers, text, json });
      response.writeHead(status).end(status < 300 ? "ok" : "not now");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    posted,
    answer: (status, kind) => {
      refusal = { status, kind };
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
