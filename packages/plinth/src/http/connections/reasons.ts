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
