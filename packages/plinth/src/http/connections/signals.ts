import type { Socket } from "node:net";
import type { Metrics } from "#telemetry";
import type { Announcer } from "./announcer.ts";
import type { Ending, ProtocolFault } from "./reasons.ts";

/** What is counted and told of connections. */
export interface ConnectionSignals {
  readonly ended: (reason: Ending, socket: Socket) => void;
  readonly fault: (reason: ProtocolFault, socket: Socket) => void;
  readonly open: (count: number) => void;
}

/** Builds the counters; labels are the words above and nothing else. */
export const createConnectionSignals = (
  metrics: Metrics | undefined,
  announce: Announcer,
): ConnectionSignals => {
  const ended = metrics?.counter({
    name: "connections_ended_total",
    help: "Connections that were not taken or were cut, by reason",
    labels: ["reason"],
  });
  const faults = metrics?.counter({
    name: "protocol_faults_total",
    help: "Refusals of what never became a request of a route, by reason",
    labels: ["reason"],
  });
  const open = metrics
    ?.gauge({ name: "connections_open", help: "Connections that are open now" })
    .child();
  return {
    ended: (reason, { remoteAddress = "" }) => {
      ended?.child({ reason }).inc();
      announce(reason, remoteAddress);
    },
    fault: (reason, { remoteAddress = "", bytesRead }) => {
      faults?.child({ reason }).inc();
      // Browsers open connections ahead, and may have nothing to ask.
      if (bytesRead > 0) announce(reason, remoteAddress);
    },
    open: (count) => open?.set(count),
  };
};
