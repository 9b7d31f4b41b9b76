/** Where the drills write. */
export const ENTRIES_PATH = "/api/v1/drill/entries";
/** Where a drill has a job done that fails for good. */
export const DOOMED_PATH = "/api/v1/drill/doomed";
/** Where a drill has jobs done whose worker is held up. */
export const HELD_PATH = "/api/v1/drill/held";
/** Where a drill lets that worker go on. */
export const RELEASE_PATH = "/api/v1/drill/held/release";
