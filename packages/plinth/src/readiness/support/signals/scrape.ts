import type { Answer, Target } from "../../target.ts";
import { isStranger } from "../operations.ts";

/** Where the figures of a service are read. */
const METRICS = "/metrics";

/** Asks for the figures of a service as a collector does. */
export const scrape = (target: Target): Promise<Answer> =>
  target.ask(METRICS, { headers: { Accept: "text/plain" } });

/** Why nothing can be said about the figures of a service; undefined where it can. */
export const whyUnread = (target: Target, { status }: Answer): string | undefined => {
  if ([401, 403, 404].includes(status)) return `${METRICS} answers ${status} here`;
  // Others count under other names, and have other things at this address.
  return isStranger(target) ? "no document promises series under our names" : undefined;
};
