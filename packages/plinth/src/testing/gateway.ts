import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { type GatewayOptions, gatewayDefinition, parseGatewayFile } from "#app";
import { listen } from "./listening.ts";
import {
  startTestApplication,
  type TestApplication,
  type TestApplicationOptions,
} from "./test-application.ts";

/** A request as an upstream got it. */
export interface Received {
  readonly method: string;
  /** As it stood in the request line. */
  readonly target: string;
  /** By lower-case name. */
  readonly headers: IncomingMessage["headers"];
  /** Names as they were written. */
  readonly names: readonly string[];
  readonly body: Buffer;
}

/** Answers a request; by default with 200 and a small JSON object. */
export type Answer = (received: Received, response: ServerResponse) => void;

/** An application behind a gateway. */
export interface TestUpstream {
  readonly origin: string;
  /** Every request so far, in the order of arrival. */
  readonly received: readonly Received[];
  /** Ends it at once, open connections included. */
  readonly kill: () => Promise<void>;
}

const answerOk: Answer = (_, response) => {
  response.writeHead(200, { "Content-Type": "application/json; charset=utf-8" });
  response.end('{"ok":true}');
};

/** Starts an upstream on a port of 127.0.0.1; 0 takes a free one. */
export const startUpstream = async (answer: Answer = answerOk, port = 0): Promise<TestUpstream> => {
  const received: Received[] = [];
  const server = createServer(async (raw, response) => {
    const { method = "", url: target = "", headers, rawHeaders } = raw;
    const names = rawHeaders.filter((_, index) => index % 2 === 0);
    const one: Received = { method, target, headers, names, body: await buffer(raw) };
    received.push(one);
    answer(one, response);
  });
  const { url, close } = await listen(server, port);
  return { origin: url, received, kill: close };
};

/** Starts the gateway of a policy file, given as the value that its JSON holds. */
export const startTestGateway = (
  file: unknown,
  options: Omit<TestApplicationOptions, "modules"> & Pick<GatewayOptions, "onUpstreams"> = {},
): Promise<TestApplication> =>
  startTestApplication({
    ...options,
    modules: gatewayDefinition(parseGatewayFile(JSON.stringify(file)), options).modules,
  });
