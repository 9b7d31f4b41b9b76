import type { Metrics } from "#telemetry";

/** Why a connection was not taken, or was ended by us. */
export type Ending = "too-many" | "too-many-of-address" | "slow-body" | "slow-reader";

/** Why something was refused that never reached a route. */
export type ProtocolFault =
  | "malformed"
  | "header-too-large"
  | "target-too-long"
  | "timeout"
  | "ambiguous-framing"
  | "host"
  | "expectation";

/** What is counted of connections. */
export interface ConnectionSignals {
  readonly ended: (reason: Ending) => void;
  readonly fault: (reason: ProtocolFault) => void;
  readonly open: (count: number) => void;
}

/** Builds the counters; labels are the words above and nothing else. */
export const createConnectionSignals = (metrics: Metrics | undefined): ConnectionSignals => {
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
    ended: (reason) => ended?.child({ reason }).inc(),
    fault: (reason) => faults?.child({ reason }).inc(),
    open: (count) => open?.set(count),
  };
};
