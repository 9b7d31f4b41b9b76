import type { Drill } from "../drill.ts";
import { clockJump } from "./clock-jump.ts";
import { databaseLost } from "./database-lost.ts";
import { fullDisk } from "./full-disk.ts";
import { killUnderWrites } from "./kill-under-writes.ts";
import { redisLost } from "./redis-lost.ts";
import { secretRotation } from "./secret-rotation.ts";
import { slowUpstream } from "./slow-upstream.ts";

/** Every drill, in the order in which they run. */
export const DRILLS: readonly Drill[] = [
  killUnderWrites,
  databaseLost,
  redisLost,
  fullDisk,
  clockJump,
  slowUpstream,
  secretRotation,
];
