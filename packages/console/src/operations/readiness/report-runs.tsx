import { Badge, When } from "../../admin/admin-page.tsx";
import { DataTable } from "../../admin/data-table.tsx";
import type { ReadinessReport } from "./readiness-api.ts";
import { isPast } from "./readiness-words.ts";
import { Day, Part, Words } from "./report-part.tsx";

interface Props {
  readonly report: ReadinessReport;
  /** ISO time by which evidence is too old. */
  readonly now: string;
}

/** Every drill, until when it counts, and those that nobody held. */
export const Drills = ({ report, now }: Props) => (
  <Part title="Drills">
    {report.drills.length === 0 ? (
      <p className="soft">No drill was held.</p>
    ) : (
      <DataTable
        caption="Drills and until when they count"
        rows={report.drills}
        keyOf={({ id }) => id}
        columns={[
          { name: "Drill", cell: ({ claim }) => claim },
          {
            name: "Verdict",
            cell: ({ verdict, goodUntil }) =>
              isPast(goodUntil, now) ? (
                <Badge>{verdict}, too old</Badge>
              ) : (
                <Badge tone={verdict === "pass" ? "ok" : "danger"}>{verdict}</Badge>
              ),
          },
          { name: "Measured", cell: ({ measured }) => <Words>{measured}</Words> },
          { name: "Held", cell: ({ at }) => <When iso={at} /> },
          { name: "Good until", cell: ({ goodUntil }) => <Day iso={goodUntil} /> },
        ]}
      />
    )}
    {report.missingDrills.length > 0 && (
      <p className="wrap-anywhere">Not held: {report.missingDrills.join(", ")}.</p>
    )}
  </Part>
);

/** What was promised of a load, and whether it held. */
export const Objectives = ({ report, now }: Props) => (
  <Part title="Service level objectives">
    {report.objectives.length === 0 ? (
      <p className="soft">No objective was measured.</p>
    ) : (
      <DataTable
        caption="Objectives and what was measured"
        rows={report.objectives}
        keyOf={({ target, objective, at }) => `${target} ${objective} ${at}`}
        columns={[
          { name: "Objective", cell: ({ objective }) => objective },
          {
            name: "Holds",
            cell: ({ holds, goodUntil }) =>
              isPast(goodUntil, now) ? (
                <Badge>too old</Badge>
              ) : (
                <Badge tone={holds ? "ok" : "danger"}>{holds ? "yes" : "no"}</Badge>
              ),
          },
          { name: "Measured", cell: ({ measured }) => <span className="numbers">{measured}</span> },
          { name: "Target", cell: ({ target }) => <Words>{target}</Words> },
          { name: "Good until", cell: ({ goodUntil }) => <Day iso={goodUntil} /> },
        ]}
      />
    )}
  </Part>
);

const AGREEMENT_TONES: Readonly<Record<string, "ok" | "danger">> = {
  agrees: "ok",
  disagrees: "danger",
};

/** What was sent, what came back, and whether the server counted the same. */
export const Loads = ({ report }: Props) => (
  <Part title="Load">
    {report.runs.length === 0 ? (
      <p className="soft">No load was run.</p>
    ) : (
      <DataTable
        caption="Loads and what came back"
        rows={report.runs}
        keyOf={({ source, target }) => `${source} ${target}`}
        columns={[
          { name: "Target", cell: ({ target }) => <Words>{target}</Words> },
          { name: "Requests", cell: ({ requests }) => <span className="numbers">{requests}</span> },
          { name: "A second", cell: ({ rate }) => <span className="numbers">{rate}</span> },
          {
            name: "Errors",
            cell: ({ errorPercent }) => <span className="numbers">{errorPercent} %</span>,
          },
          {
            name: "p50, p95, p99",
            cell: ({ p50, p95, p99 }) => (
              <span className="numbers">
                {p50}, {p95}, {p99} ms
              </span>
            ),
          },
          {
            name: "Connections",
            cell: ({ connections }) => <span className="numbers">{connections}</span>,
          },
          {
            name: "Server",
            cell: ({ serverAgrees }) => (
              <Badge tone={AGREEMENT_TONES[serverAgrees] ?? "plain"}>{serverAgrees}</Badge>
            ),
          },
        ]}
      />
    )}
  </Part>
);
