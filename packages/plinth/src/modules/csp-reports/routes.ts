import { type Route, reply, route } from "#http";
import type { PolicyDeclaration } from "#policy";
import type { KeptViolation } from "./repository.ts";
import { ReportsBody, ViolationsReply } from "./schema.ts";
import type { CspReports } from "./service.ts";

/** Where browsers report to. */
export const CSP_REPORT_PATH = "/api/v1/csp-reports";

const reportPolicy = {
  access: { public: true, because: "browsers report for visitors too, and send no credentials" },
  summary: "Takes what a browser reports of a page that broke its content security policy",
  // A page that breaks it does so several times at once.
  limit: { rule: "60/minute, 600/hour", by: "address" },
  body: ReportsBody,
  mediaTypes: ["application/csp-report"],
  bodyLimit: "64kb",
  inspect: { off: "reports tell of attacks that were stopped, and are kept in a shortened form" },
  csrf: {
    exempt: "browsers send reports by themselves, without a token; nothing is changed by one",
  },
  cors: false,
  responses: { 204: null },
  audit: "csp.reported",
  dataClass: "internal",
  timeout: "5s",
  onStoreDown: "local",
  example: {
    "csp-report": {
      "document-uri": "https://app.example.org/plans",
      "effective-directive": "script-src-elem",
      "blocked-uri": "https://elsewhere.example/script.js",
      disposition: "enforce",
    },
  },
} as const satisfies PolicyDeclaration;

const iso = (time: number): string => new Date(time).toISOString();

const violationView = ({ firstAt, lastAt, ...violation }: KeptViolation) => ({
  ...violation,
  firstAt: iso(firstAt),
  lastAt: iso(lastAt),
});

/** Where reports arrive, and where administrators read and clear them. */
export const cspReportRoutes = (service: CspReports): readonly Route[] => [
  route.post(CSP_REPORT_PATH, reportPolicy, ({ body, requestId, clientAddress }) => {
    service.report(body, { requestId, clientAddress });
    return reply(204);
  }),
  route.get(
    "/api/v1/admin/csp-reports",
    {
      access: { permission: "security:read" },
      summary: "Lists what pages were kept from doing, by kind, with how often and since when",
      limit: "120/minute",
      responses: { 200: ViolationsReply },
      dataClass: "internal",
    },
    async () => {
      const { violations, ...rest } = await service.view();
      return { violations: violations.map(violationView), ...rest };
    },
  ),
  route.delete(
    "/api/v1/admin/csp-reports",
    {
      access: { permission: "security:write" },
      summary: "Forgets all reports, so that after a fix only what is new shows",
      limit: "60/minute",
      responses: { 204: null },
      audit: "csp-reports.cleared",
      dataClass: "internal",
    },
    async () => {
      await service.clear();
      return undefined;
    },
  ),
];
