import type { Probe } from "../../probe.ts";
import { backupFiles } from "./backup-files.ts";
import { debugEndpoints } from "./debug-endpoints.ts";
import { debugPages } from "./debug-pages.ts";
import { directoryListings } from "./directory-listings.ts";
import { graphqlSchema } from "./graphql-schema.ts";
import { inodeTags } from "./inode-tags.ts";
import { secretFiles } from "./secret-files.ts";
import { sourceControl } from "./source-control.ts";
import { storedByPut } from "./stored-by-put.ts";

/** Probes about what lies open that nobody meant to publish, of any service. */
export const exposureProbes: readonly Probe[] = [
  backupFiles,
  debugEndpoints,
  debugPages,
  directoryListings,
  graphqlSchema,
  inodeTags,
  secretFiles,
  sourceControl,
  storedByPut,
];
