import type { RequestContext } from "./context.ts";

/**
 * Whether a page of another site made a browser ask this, and no click of its reader (W3C Fetch
 * Metadata, 2.2 to 2.4). Only browsers say so, and only over HTTPS or to this machine; anybody else
 * may say it too, so that nothing may be let pass for it.
 */
export const isFromElsewhere = ({ raw: { headers } }: Pick<RequestContext, "raw">): boolean => {
  const site = headers["sec-fetch-site"];
  return (site === "cross-site" || site === "same-site") && headers["sec-fetch-user"] !== "?1";
};
