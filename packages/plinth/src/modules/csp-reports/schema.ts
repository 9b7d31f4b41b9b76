import { list, oneOf, strictObject, Type } from "#policy";

/** What browsers write is theirs to extend: members that are not read are let pass and dropped. */
const open = { additionalProperties: true } as const;
const Text = Type.Optional(Type.String({ maxLength: 4_000 }));
const Line = Type.Optional(Type.Union([Type.Integer(), Type.Null()]));

/** A report as `report-uri` has it sent (CSP level 3 section 5.2). */
const OldReport = strictObject({
  "csp-report": Type.Object(
    {
      "document-uri": Type.String({ maxLength: 4_000 }),
      "effective-directive": Text,
      "violated-directive": Text,
      "blocked-uri": Text,
      "source-file": Text,
      "line-number": Line,
      disposition: Text,
    },
    open,
  ),
});

/** Reports as `report-to` has them sent (Reporting API section 2.2; CSP level 3 section 5.3). */
const NewReports = Type.Array(
  Type.Object(
    {
      type: Type.String({ maxLength: 100 }),
      body: Type.Object(
        {
          effectiveDirective: Text,
          blockedURL: Text,
          documentURL: Text,
          sourceFile: Type.Optional(Type.Union([Type.String({ maxLength: 4_000 }), Type.Null()])),
          lineNumber: Line,
          disposition: Text,
        },
        open,
      ),
    },
    open,
  ),
  { minItems: 1, maxItems: 50 },
);

/** POST /api/v1/csp-reports */
export const ReportsBody = Type.Union([OldReport, NewReports]);

const Count = Type.Integer({ minimum: 0 });

/** One kind of violation, and how often it was met. */
const ViolationSchema = strictObject({
  /** Derived from the kind: the same for all nodes. */
  id: Type.String(),
  /** Directive that forbade it, such as "script-src-elem". */
  directive: Type.String(),
  /** What was stopped: "inline", "eval", a path of ours, or the origin of somebody else. */
  blocked: Type.String(),
  /** Path of the page. */
  page: Type.String(),
  /** Path or origin of the script that tried; empty where none is known. */
  source: Type.String(),
  /** Line of the source, from 1; 0 where none is known. */
  line: Count,
  disposition: oneOf(["enforce", "report"]),
  times: Count,
  firstAt: Type.String(),
  lastAt: Type.String(),
});

/** GET /api/v1/admin/csp-reports */
export const ViolationsReply = strictObject({
  /** Most lately met first. */
  violations: list(ViolationSchema, { max: 500 }),
  /** Days that a kind is kept after it was met last. */
  keptDays: Count,
  /** Whether browsers only report, and stop nothing. */
  isReportOnly: Type.Boolean(),
});
