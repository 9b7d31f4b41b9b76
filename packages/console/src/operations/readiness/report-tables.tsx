import { Badge, When } from "../../admin/admin-page.tsx";
import { DataTable } from "../../admin/data-table.tsx";
import type { ReadinessReport } from "./readiness-api.ts";
import { areaWords, isPast } from "./readiness-words.ts";
import { Estimates, Lists, Undeployed } from "./report-lists.tsx";
import { Part, Words } from "./report-part.tsx";

const CAPABILITY_TONES = {
  supported: "ok",
  partial: "warn",
  unproven: "danger",
  roadmap: "plain",
} as const;
const RISK_TONES = { low: "ok", medium: "warn", high: "danger" } as const;

/** Every table of a report that the page shows. */
export const ReportTables = (props: {
  readonly report: ReadinessReport;
  /** ISO time by which evidence is too old. */
  readonly now: string;
}) => (
  <>
    <Gates {...props} />
    <Capabilities {...props} />
    <Areas {...props} />
    <Drills {...props} />
    <Objectives {...props} />
    <Undeployed {...props} />
    <Lists {...props} />
    <Estimates {...props} />
    <Sources {...props} />
  </>
);

type Props = Parameters<typeof ReportTables>[0];

const Gates = ({ report }: Props) => (
  <Part title="Gates">
    <DataTable
      caption="Gates of the verdict"
      rows={report.gates}
      keyOf={({ id }) => id}
      columns={[
        { name: "Gate", cell: ({ claim }) => claim },
        {
          name: "Met",
          cell: ({ isMet }) => (
            <Badge tone={isMet ? "ok" : "danger"}>{isMet ? "met" : "unmet"}</Badge>
          ),
        },
        { name: "Measured", cell: ({ measured }) => <Words>{measured}</Words> },
        { name: "Wanted", cell: ({ wanted }) => <Words>{wanted}</Words> },
      ]}
    />
  </Part>
);

const Capabilities = ({ report }: Props) => (
  <Part title="Capabilities">
    <ul className="list-plain divided readiness-list">
      {report.capabilities.map(({ name, state, shown, of }) => (
        <li key={name} className="row row-spread">
          <span>{name}</span>
          <span>
            <span className="numbers small soft">
              {shown} of {of}
            </span>{" "}
            <Badge tone={CAPABILITY_TONES[state]}>{state}</Badge>
          </span>
        </li>
      ))}
    </ul>
  </Part>
);

const Areas = ({ report }: Props) => (
  <Part title="Areas">
    <ul className="list-plain divided readiness-list">
      {report.areas.map((area) => (
        <li key={area.name} className="row row-spread">
          <span>{area.name}</span>
          <span>
            <span className="numbers small soft">
              {areaWords(area)}
              {area.target !== null && `, target ${area.target} %`}
            </span>{" "}
            <Badge tone={RISK_TONES[area.risk]}>{area.risk} risk</Badge>
          </span>
          <span className="readiness-reason small soft wrap-anywhere">{area.because}</span>
        </li>
      ))}
    </ul>
  </Part>
);

const Drills = ({ report, now }: Props) => (
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
        ]}
      />
    )}
  </Part>
);

const Objectives = ({ report, now }: Props) => (
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
        ]}
      />
    )}
  </Part>
);

const Sources = ({ report }: Props) => (
  <Part title="Evidence">
    <DataTable
      caption="Files that the figures come from"
      rows={report.sources}
      keyOf={({ kind, name }) => `${kind} ${name}`}
      columns={[
        { name: "File", cell: ({ name }) => <Words>{name}</Words> },
        { name: "Given as", cell: ({ kind }) => kind },
        { name: "As of", cell: ({ at }) => <When iso={at} /> },
        {
          name: "SHA-256",
          cell: ({ sha256 }) => (
            <code className="small" title={sha256}>
              {sha256.slice(0, 16)}…
            </code>
          ),
        },
      ]}
    />
  </Part>
);
