/** A worker's event loop turns. */
export const BEAT = "beat";
/** A worker listens. */
export const READY = "ready";
/** A worker drains. */
export const DRAIN = "drain";
/** A worker takes commands for the data directory. */
export const LEAD = "lead";
