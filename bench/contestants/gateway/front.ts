import { openFront } from "../../../packages/plinth/src/app/index.ts";
import { loadConfig } from "../../../packages/plinth/src/config/index.ts";
import { systemClock } from "../../../packages/plinth/src/core/index.ts";
import { createLogger } from "../../../packages/plinth/src/telemetry/index.ts";

/** The listener of `plinth front` before one slot, which is the program of the variable UPSTREAM. */
const { BENCH_SCRATCH: scratch = "", BENCH_PORT: port = "0", UPSTREAM: origin = "" } = process.env;
const front = await openFront(
  loadConfig({
    env: {
      PLINTH_ENV: "test",
      PLINTH_DATA: `${scratch}/front-data`,
      PORT: port,
      MAX_REQUESTS_PER_CONNECTION: "0",
    },
  }),
  {
    clock: systemClock,
    log: createLogger({ level: "info", clock: systemClock, component: "front", destination: 1 }),
  },
);
front.point({ origin, label: "blue; deploy=1" });
process.once("SIGTERM", () => void front.drain().then(() => process.exit(0)));
