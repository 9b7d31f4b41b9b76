import type { ConnectionConfig } from "../config.ts";
import { wholeNumber } from "../parsers/plain.ts";
import { defineVariables, type ValuesOf } from "./variable.ts";

/** How much room and time connections get: what cannot be a limit of a route. */
export const CONNECTION_VARIABLES = defineVariables({
  MAX_CONNECTIONS: {
    type: wholeNumber(0, 1_000_000),
    description: "Open connections at most; those beyond are closed unread. 0 for no end.",
    defaults: "16384",
  },
  MAX_CONNECTIONS_PER_ADDRESS: {
    type: wholeNumber(0, 1_000_000),
    description:
      "Open connections of one address, IPv6 by /64; trusted proxies are exempt. 0 for no end.",
    defaults: "512",
  },
  MAX_REQUESTS_PER_CONNECTION: {
    type: wholeNumber(0, 1_000_000_000),
    description: "Requests over one connection before it is closed. 0 for no end.",
    defaults: "10000",
  },
  HEADERS_TIMEOUT: {
    type: wholeNumber(1, 300),
    description: "Seconds in which the header of a request has to arrive.",
    defaults: "10",
  },
  KEEP_ALIVE_TIMEOUT: {
    type: wholeNumber(1, 3_600),
    description:
      "Seconds after which a connection without a request is closed; more than a proxy keeps its own.",
    defaults: "65",
  },
  SLOW_CLIENT_GRACE: {
    type: wholeNumber(1, 300),
    description: "Seconds for a body to arrive, or an answer to be taken, before the pace counts.",
    defaults: "20",
  },
  MIN_BYTES_PER_SECOND: {
    type: wholeNumber(0, 1_000_000),
    description: "The least pace of bodies and answers after that. 0 for any.",
    defaults: "500",
  },
  EVENT_STREAMS: {
    type: wholeNumber(1, 100_000),
    description: "Streams of events that a process has open at most, as pages of the console have.",
    defaults: "500",
  },
  EVENT_STREAMS_PER_CALLER: {
    type: wholeNumber(1, 1_000),
    description: "Streams of events that one account has open at most.",
    defaults: "10",
  },
});

/** How many streams of events may be open. */
export const eventStreamConfig = (
  values: Pick<ValuesOf<typeof CONNECTION_VARIABLES>, "EVENT_STREAMS" | "EVENT_STREAMS_PER_CALLER">,
) => ({ total: values.EVENT_STREAMS, perCaller: values.EVENT_STREAMS_PER_CALLER });

/** The settings that the variables stand for. */
export const connectionConfig = (
  values: ValuesOf<typeof CONNECTION_VARIABLES>,
): ConnectionConfig => ({
  maxConnections: values.MAX_CONNECTIONS,
  maxPerAddress: values.MAX_CONNECTIONS_PER_ADDRESS,
  maxRequests: values.MAX_REQUESTS_PER_CONNECTION,
  headersMs: values.HEADERS_TIMEOUT * 1_000,
  keepAliveMs: values.KEEP_ALIVE_TIMEOUT * 1_000,
  graceMs: values.SLOW_CLIENT_GRACE * 1_000,
  minBytesPerSecond: values.MIN_BYTES_PER_SECOND,
});
