import type { Drill } from "../drill.ts";
import { killUnderWrites } from "./kill-under-writes.ts";

/** Every drill, quick ones first. */
export const DRILLS: readonly Drill[] = [killUnderWrites];
