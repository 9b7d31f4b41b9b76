export type { KnownDevices } from "./devices/devices.ts";
export { type SessionsService, sessions } from "./module.ts";
export { announce, tellOwner } from "./notices.ts";
export { eventOrigin, type Origin } from "./origin.ts";
export {
  type SessionFollower,
  type SessionRow,
  type SessionStatements,
  type SessionTables,
  sessionStatements,
} from "./repository.ts";
export {
  DEVICE_COOKIE,
  deviceCookie,
  originOf,
  SESSION_COOKIE,
  sessionCookie,
  signedInReply,
} from "./routes.ts";
export { SignInReply } from "./schema.ts";
export type {
  PreparedSession,
  Proof,
  RaisedSession,
  Sessions,
  SessionView,
  TokenPair,
} from "./service.ts";
