export type { Live, LiveData, LiveHint, LiveListener } from "./contract.ts";
export { createLive } from "./live.ts";
export { liveJobs } from "./live-jobs.ts";
export { createPacer, type Pacer } from "./pacer.ts";
