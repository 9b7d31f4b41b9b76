import type { SecurityEventDefinition } from "../../packages/plinth/src/core/index.ts";
import type { EventRule } from "../../packages/plinth/src/modules/security-events/index.ts";
import { code, documentOf, plain, table } from "./markdown.ts";

const KINDS = {
  refusal: "refused",
  alarm: "noticed",
  change: "changed",
  use: "used",
} as const satisfies Readonly<Record<SecurityEventDefinition["kind"], string>>;

const length = (ms: number): string => {
  const minutes = ms / 60_000;
  if (minutes % 60 === 0) return `${minutes / 60} h`;
  return `${minutes} min`;
};

/** docs/reference/security-events.md: every event and every rule that makes alerts (LOG-03). */
export const securityEventsPage = (
  events: Readonly<Record<string, SecurityEventDefinition>>,
  rules: readonly EventRule[],
): string =>
  documentOf(
    "# Security events",
    `${Object.keys(events).length} events. Each is one log line of category \`security\`, one count of \`plinth_security_events_total\` and one entry of \`GET /api/v1/admin/security-events\`. A refused request writes exactly one of kind *refused*.`,
    table(
      ["Event", "Kind", "Severity", "Meaning"],
      Object.entries(events).map(([name, { kind, severity, about }]) => [
        code(name),
        KINDS[kind],
        severity,
        plain(about),
      ]),
    ),
    "## Alerts",
    "So many events within the window, of one key, are an alert; there is one of a key in a window.",
    table(
      ["Rule", "Events", "So many within", "Of one", "Severity", "Meaning"],
      rules.map((rule) => [
        code(rule.id),
        rule.events.map(code).join(", "),
        `${rule.count} within ${length(rule.windowMs)}`,
        rule.by === "all" ? "–" : rule.by,
        rule.severity,
        plain(rule.about),
      ]),
    ),
  );
