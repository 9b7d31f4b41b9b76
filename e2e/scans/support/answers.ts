import type { StatusCounts } from "./tools.ts";

/** How many answers a server gave so far, by status, as its own metrics count them. */
export const countedAnswers = async (url: string): Promise<StatusCounts> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  const counts: Record<string, number> = {};
  for (const [, status = "", count] of text.matchAll(
    /^http_requests_total\{[^}]*status="(\d{3})"[^}]*\} (\d+)/gm,
  )) {
    counts[status] = (counts[status] ?? 0) + Number(count);
  }
  return counts;
};

/** What came between two counts. */
export const answersBetween = (before: StatusCounts, after: StatusCounts): StatusCounts =>
  Object.fromEntries(
    Object.entries(after)
      .map(([status, count]) => [status, count - (before[status] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );
