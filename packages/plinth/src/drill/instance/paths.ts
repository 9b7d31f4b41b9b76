/** Where the drills write. */
export const ENTRIES_PATH = "/api/v1/drill/entries";
/** Where a drill has a job done that fails for good. */
export const DOOMED_PATH = "/api/v1/drill/doomed";
