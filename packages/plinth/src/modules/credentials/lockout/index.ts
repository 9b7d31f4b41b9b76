export { createKnownDevices, type KnownDevices } from "./devices.ts";
export {
  afterFailure,
  isLocked,
  type LockRule,
  type LockState,
  NO_FAILURES,
} from "./lockout.ts";
