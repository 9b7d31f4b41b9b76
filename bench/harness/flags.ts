import { parseArgs } from "node:util";

/** What every bench of one process takes on its command line. @throws for a flag that is none. */
export const readFlags = () =>
  parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      json: { type: "string" },
      "write-readme": { type: "boolean", default: false },
    },
  }).values;
