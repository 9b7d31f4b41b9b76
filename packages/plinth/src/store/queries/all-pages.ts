import { setImmediate as turn } from "node:timers/promises";

const PAGE = 500;

/**
 * All rows of a list, a page at a time, in the order of its pages. The embedded database answers
 * within one turn of the event loop: between pages others get theirs, however long the list is.
 * `page` reads the rows after a row, or the first ones, at most as many as it is told.
 */
export const allPages = async <Row>(
  page: (last: Row | undefined, limit: number) => Promise<readonly Row[]>,
): Promise<readonly Row[]> => {
  const found: Row[] = [];
  for (;;) {
    const rows = await page(found.at(-1), PAGE);
    found.push(...rows);
    if (rows.length < PAGE) return found;
    await turn();
  }
};
