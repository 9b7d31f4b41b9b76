/** Where the drills write. */
export const ENTRIES_PATH = "/api/v1/drill/entries";
