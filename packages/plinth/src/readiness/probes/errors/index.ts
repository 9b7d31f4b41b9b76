import type { Probe } from "../../probe.ts";
import { errorDocumentation } from "./error-documentation.ts";
import { errorTimes } from "./error-times.ts";
import { noEcho } from "./no-echo.ts";
import { nothingInternal } from "./nothing-internal.ts";
import { problemDocuments } from "./problem-documents.ts";
import { requestIds } from "./request-ids.ts";
import { wrongMethod } from "./wrong-method.ts";

/** Probes about errors. */
export const errorsProbes: readonly Probe[] = [
  errorDocumentation,
  errorTimes,
  noEcho,
  nothingInternal,
  problemDocuments,
  requestIds,
  wrongMethod,
];
