import { type Route, reply, route } from "#http";
import { Type } from "#policy";
import type { CostFilter } from "./repository.ts";
import {
  CostExportQuery,
  CostGroupsQuery,
  CostGroupsReply,
  CostsQuery,
  CostsReply,
} from "./schema.ts";
import type { Costs } from "./service.ts";

const READ = { access: { permission: "usage:read" }, dataClass: "personal" } as const;
const EXPORT = "/api/v1/admin/usage/export";

interface Asked extends Omit<CostFilter, "accountId"> {
  readonly account?: string | undefined;
}

const filterOf = ({ account, endpoint, from, to }: Asked): CostFilter => ({
  accountId: account,
  endpoint,
  from,
  to,
});

/** Where the next file begins, as an address with the same filter (RFC 8288). */
const nextLink = (query: Readonly<Record<string, unknown>>, next: string | null): string[] => {
  if (next === null) return [];
  const entries = Object.entries({ ...query, before: next });
  const parameters = new URLSearchParams(
    entries.map(([name, value]): [string, string] => [name, String(value)]),
  );
  return ["Link", `<${EXPORT}?${parameters.toString()}>; rel="next"`];
};

/** What administrators see of costs (QB-03). */
export const costRoutes = (costs: Costs): readonly Route[] => [
  route.get(
    "/api/v1/admin/usage",
    {
      ...READ,
      summary: "Lists calls of paid services and their sum, newest first, 100 at a time",
      query: CostsQuery,
      responses: { 200: CostsReply },
    },
    async ({ query }) => {
      const { total, entries, next } = await costs.page(filterOf(query), query.before);
      return { total, entries: [...entries], next };
    },
  ),
  route.get(
    "/api/v1/admin/usage/summary",
    {
      ...READ,
      summary: "Sums costs by account, endpoint or day, the dearest first",
      query: CostGroupsQuery,
      responses: { 200: CostGroupsReply },
    },
    async ({ query: { by = "account", ...filter } }) => ({
      groups: [...(await costs.groups(filterOf(filter), by))],
    }),
  ),
  route.get(
    EXPORT,
    {
      ...READ,
      summary:
        "10,000 calls at a time as a file, RFC 4180 or JSON; Link tells where the next begins",
      limit: "20/minute",
      query: CostExportQuery,
      produces: "text",
      responses: { 200: Type.String() },
    },
    async ({ query }) => {
      const { format = "json", before, ...filter } = query;
      const { text, next } = await costs.file(filterOf(filter), before, format);
      const type =
        format === "csv" ? "text/csv; charset=utf-8; header=present" : "application/json";
      return reply(200, text, [
        "Content-Type",
        type,
        "Content-Disposition",
        `attachment; filename="usage.${format}"`,
        ...nextLink(query, next),
      ]);
    },
  ),
];
