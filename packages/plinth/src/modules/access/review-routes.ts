import { type Route, reply, route } from "#http";
import { Type } from "#policy";
import { type ReportLine, type Reviews, reportCsv } from "./reviews.ts";
import {
  ReportPageReply,
  ReportQuery,
  ReportReply,
  ReviewParams,
  ReviewReply,
  ReviewsReply,
  SignOffBody,
} from "./schema.ts";

const REVIEW = { access: { permission: "access:review" }, dataClass: "personal" } as const;

const plain = (lines: readonly ReportLine[]) => ({
  lines: lines.map((line) => ({ ...line, permissions: [...line.permissions] })),
});

const asFile = (name: string, lines: readonly ReportLine[]) =>
  reply(200, reportCsv(lines), [
    "Content-Type",
    "text/csv; charset=utf-8; header=present",
    "Content-Disposition",
    `attachment; filename="${name}.csv"`,
  ]);

/** The routes by which rights are reviewed and signed off (AZ-05). */
export const reviewRoutes = (reviews: Reviews): readonly Route[] => [
  route.get(
    "/api/v1/admin/access-report",
    {
      ...REVIEW,
      summary: "Says of accounts what they may do and when they last signed in, 1,000 at a time",
      limit: "120/minute",
      query: ReportQuery,
      responses: { 200: ReportPageReply },
    },
    async ({ query }) => {
      const { lines, next } = await reviews.reportPage(query.after);
      return { ...plain(lines), next };
    },
  ),
  route.get(
    "/api/v1/admin/access-report.csv",
    {
      ...REVIEW,
      summary: "The same of all accounts as a file for spreadsheets (RFC 4180)",
      limit: "20/minute",
      produces: "text",
      responses: { 200: Type.String() },
    },
    async () => asFile("access-report", await reviews.report()),
  ),
  route.get(
    "/api/v1/admin/access-reviews",
    { ...REVIEW, summary: "Lists the reviews that were signed", responses: { 200: ReviewsReply } },
    async () => ({ reviews: [...(await reviews.list())] }),
  ),
  route.post(
    "/api/v1/admin/access-reviews",
    {
      ...REVIEW,
      assurance: { freshWithin: "30m" },
      summary: "Signs off the rights as they are now",
      limit: "20/minute",
      body: SignOffBody,
      responses: { 201: ReviewReply },
      audit: "access.reviewed",
    },
    async ({ body, principal }) => ({
      review: await reviews.signOff(principal.userId, body.note),
    }),
  ),
  route.get(
    "/api/v1/admin/access-reviews/:id",
    {
      ...REVIEW,
      summary: "Gives the rights as they were when a review was signed",
      limit: "20/minute",
      params: ReviewParams,
      responses: { 200: ReportReply },
      errors: ["NOT_FOUND"],
    },
    async ({ params }) => plain(await reviews.lines(params.id)),
  ),
  route.get(
    "/api/v1/admin/access-reviews/:id/export",
    {
      ...REVIEW,
      summary: "The same as a file for spreadsheets (RFC 4180)",
      limit: "20/minute",
      params: ReviewParams,
      produces: "text",
      responses: { 200: Type.String() },
      errors: ["NOT_FOUND"],
    },
    async ({ params }) => asFile(`access-review-${params.id}`, await reviews.lines(params.id)),
  ),
];
