import { type OutboundClient, platformErrors } from "plinth";
import { recipeErrors } from "../errors.ts";
import type { ImportBody } from "../schema.ts";

/** Longest page that is fetched, and longest wait for it. */
const MAX_PAGE_BYTES = 2_000_000;
const PAGE_MS = 8_000;

/** The page that was pasted, or that an address leads to. @throws {AppError} NO_RECIPE_FOUND */
export const pageOf = async (
  outbound: OutboundClient,
  { url, page }: ImportBody,
  signal: AbortSignal,
): Promise<string> => {
  if ((url === undefined) === (page === undefined)) {
    throw platformErrors.make.VALIDATION_ERROR({
      faults: [{ field: "body", rule: "one-of", message: 'needs either "url" or "page"' }],
    });
  }
  if (url === undefined) return page ?? "";
  const answer = await outbound.request(url, {
    maxBytes: MAX_PAGE_BYTES,
    timeoutMs: PAGE_MS,
    headers: { accept: "text/html, application/ld+json;q=0.9" },
    signal,
  });
  if (answer.status >= 300) throw recipeErrors.make.NO_RECIPE_FOUND();
  return answer.text();
};
