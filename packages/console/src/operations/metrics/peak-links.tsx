import { usePermissions } from "../../admin/permissions.ts";
import { chosenSearch } from "../../kit/chart/index.ts";
import { PageLink } from "../../shell/index.ts";
import { OPERATIONS } from "../operations-pages.ts";
import type { Peak } from "./peaks.ts";

const clock = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** Pages that tell what happened at a moment. */
const TELLING: ReadonlySet<string> = new Set([
  "/operations/alerts",
  "/operations/errors",
  "/operations/logs",
  "/operations/traces",
  "/operations/security",
]);
/** So many steps before and after; no less than so many seconds. */
const STEPS = 2;
const LEAST = 300;

/** From the spike of a chart to what is known of that time. */
export const PeakLinks = ({ at, step }: Peak & { readonly step: number }) => {
  const { may } = usePermissions();
  const pages = OPERATIONS.flatMap((group) => group.pages).filter(
    ({ to, permission }) => TELLING.has(to) && may(permission),
  );
  if (pages.length === 0) return null;
  const around = Math.max(LEAST, STEPS * step);
  const search = chosenSearch(at - around, at + around);
  const when = clock.format(new Date(at * 1_000));
  return (
    <p className="row small peak-links">
      <span className="soft">
        Around <span className="numbers">{when}</span>:
      </span>
      {pages.map(({ to, label }) => (
        <PageLink key={to} to={to} search={search} aria-label={`${label} around ${when}`}>
          {label}
        </PageLink>
      ))}
    </p>
  );
};
