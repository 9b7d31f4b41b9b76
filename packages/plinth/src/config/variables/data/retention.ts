import { wholeNumber } from "../../parsers/plain.ts";
import { defineVariables, type ValuesOf } from "../variable.ts";

/** How long is kept what an age is counted of (LOG-06, PRIV-07). */
export const RETENTION_VARIABLES = defineVariables({
  AUDIT_LOG_DAYS: {
    type: wholeNumber(1, 36_500),
    description: "Days that entries of the audit trail are kept; laws ask for about seven years.",
    defaults: "2555",
  },
  SECURITY_EVENT_DAYS: {
    type: wholeNumber(1, 3_650),
    description: "Days that security events and alerts are kept.",
    defaults: "90",
  },
  RETENTION_TRANSIENT_DAYS: {
    type: wholeNumber(1, 365),
    description: "Days that sessions and the like are kept after their end.",
    defaults: "7",
  },
  RETENTION_OPERATIONAL_DAYS: {
    type: wholeNumber(1, 3_650),
    description: "Days that is kept what operators look at, such as errors and incidents.",
    defaults: "90",
  },
  RETENTION_ANALYTICS_DAYS: {
    type: wholeNumber(1, 3_650),
    description: "Days that is kept on which days people were active.",
    defaults: "365",
  },
  RETENTION_BOOKS_DAYS: {
    type: wholeNumber(365, 36_500),
    description: "Days that is kept what has to be kept of payments; laws ask for up to ten years.",
    defaults: "3653",
  },
});

/** The settings that the variables stand for, in days. */
export const retentionConfig = (values: ValuesOf<typeof RETENTION_VARIABLES>) => ({
  auditLog: { keptDays: values.AUDIT_LOG_DAYS },
  securityEvents: { keptDays: values.SECURITY_EVENT_DAYS },
  retention: {
    transient: values.RETENTION_TRANSIENT_DAYS,
    operational: values.RETENTION_OPERATIONAL_DAYS,
    analytics: values.RETENTION_ANALYTICS_DAYS,
    audit: values.AUDIT_LOG_DAYS,
    books: values.RETENTION_BOOKS_DAYS,
  },
});
