import { list, oneOf, type Static, strictObject, Type } from "#policy";

const Count = Type.Integer({ minimum: 0 });
const Mode = oneOf(["normal", "degraded", "off"]);
const capability = {
  name: Type.String(),
  title: Type.String(),
  mode: Mode,
  /** What users are told while it is not normal. */
  whileDegraded: Type.String(),
};

/** How the service does something, and who says so. */
const CapabilitySchema = strictObject({
  ...capability,
  because: oneOf(["none", "observed", "set"]),
});

/** Something outside of the process, as the process that answers sees it. */
export const DependencySchema = strictObject({
  name: Type.String(),
  title: Type.String(),
  status: oneOf(["closed", "open", "half-open"]),
  /** Until a call is let through again; 0 unless open. */
  reopensInSeconds: Count,
  /** Calls that were not sent, since the start. */
  refused: Count,
  running: Count,
  waiting: Count,
  lastFault: Type.Union([strictObject({ name: Type.String(), secondsAgo: Count }), Type.Null()]),
});

/** GET /api/v1/admin/dependencies */
export const DependenciesReply = strictObject({
  dependencies: list(DependencySchema, { max: 1_000 }),
  capabilities: list(CapabilitySchema, { max: 1_000 }),
});

/** GET and PUT /api/v1/admin/degradation/{name} */
export const CapabilityReply = strictObject({ capability: CapabilitySchema });

/** PUT /api/v1/admin/degradation/{name}; "auto" takes an administrator's word back. */
export const ModeBody = strictObject({ mode: oneOf(["normal", "degraded", "off", "auto"]) });

/** GET /api/v1/degradation: what is not as usual, for everyone. */
export const DegradationReply = strictObject({
  capabilities: list(strictObject(capability), { max: 1_000 }),
});

/** Path of one dependency or capability. */
export const NameParams = strictObject({
  name: Type.String({ pattern: "^[a-z][a-z0-9-]*$", maxLength: 64 }),
});

/** See {@link DependencySchema}. */
export type DependencyView = Static<typeof DependencySchema>;
/** See {@link ModeBody}. */
export type WantedMode = Static<typeof ModeBody>["mode"];
