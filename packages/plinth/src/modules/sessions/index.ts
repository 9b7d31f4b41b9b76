export { type SessionsService, sessions } from "./module.ts";
export {
  type SessionRow,
  type SessionStatements,
  type SessionTables,
  sessionStatements,
} from "./repository.ts";
export { SESSION_COOKIE } from "./routes.ts";
export { TokenPairProperties } from "./schema.ts";
export type {
  Origin,
  PreparedSession,
  Proof,
  RaisedSession,
  Sessions,
  SessionView,
  TokenPair,
} from "./service.ts";
