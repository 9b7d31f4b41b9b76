import type { Drill } from "../drill.ts";
import { clockJump } from "./clock-jump.ts";
import { databaseLost } from "./database-lost.ts";
import { badBuild } from "./deploys/bad-build.ts";
import { blueGreen } from "./deploys/blue-green.ts";
import { certificateSwap } from "./deploys/certificate-swap.ts";
import { promote } from "./failover/promote.ts";
import { regionLost } from "./failover/region-lost.ts";
import { flippedBit } from "./flipped-bit.ts";
import { fullDisk } from "./full-disk.ts";
import { deadLetters } from "./jobs/dead-letters.ts";
import { jobsLate } from "./jobs/jobs-late.ts";
import { killUnderWrites } from "./kill-under-writes.ts";
import { machineLost } from "./machine-lost.ts";
import { objectiveMeasured } from "./objective-measured.ts";
import { redisLost } from "./redis-lost.ts";
import { restoreToTime } from "./restore-to-time.ts";
import { secretRotation } from "./secret-rotation.ts";
import { serverLost } from "./server-lost.ts";
import { slowUpstream } from "./slow-upstream.ts";
import { suppressedMail } from "./suppressed-mail.ts";

/** Every drill, in the order in which they run. */
export const DRILLS: readonly Drill[] = [
  killUnderWrites,
  databaseLost,
  redisLost,
  fullDisk,
  machineLost,
  restoreToTime,
  flippedBit,
  serverLost,
  promote,
  regionLost,
  blueGreen,
  badBuild,
  certificateSwap,
  clockJump,
  slowUpstream,
  secretRotation,
  objectiveMeasured,
  deadLetters,
  jobsLate,
  suppressedMail,
];
