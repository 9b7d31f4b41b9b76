import type { Probe } from "../../probe.ts";
import { metadataRemoved } from "./metadata-removed.ts";
import { servedAsDownloads } from "./served-as-downloads.ts";
import { uploadContent } from "./upload-content.ts";
import { uploadSize } from "./upload-size.ts";

/** Probes about files that people bring. */
export const uploadsProbes: readonly Probe[] = [
  uploadContent,
  uploadSize,
  servedAsDownloads,
  metadataRemoved,
];
