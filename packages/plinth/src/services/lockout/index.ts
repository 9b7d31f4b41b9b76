export {
  afterFailure,
  isLocked,
  type LockRule,
  type LockState,
  NO_FAILURES,
} from "./lockout.ts";
export { type LockRow, type LockStatements, lockStatements } from "./statements.ts";
