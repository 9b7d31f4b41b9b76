import { Badge, When } from "../../admin/admin-page.tsx";
import { DataTable } from "../../admin/data-table.tsx";
import type { ReadinessReport } from "./readiness-api.ts";
import { areaWords, beforeWords, changeWords } from "./readiness-words.ts";
import { Estimates, Lists, Undeployed } from "./report-lists.tsx";
import { Part, Words } from "./report-part.tsx";
import { Drills, Loads, Objectives } from "./report-runs.tsx";
import { Chapters, Findings, Methods, TopTen } from "./report-scans.tsx";
import { Advisories, Licences, Properties } from "./report-supplies.tsx";

const CAPABILITY_TONES = {
  supported: "ok",
  partial: "warn",
  unproven: "danger",
  roadmap: "plain",
} as const;
const RISK_TONES = { low: "ok", medium: "warn", high: "danger" } as const;

/** Every table of a report, in the order of its other views. */
export const ReportTables = (props: {
  readonly report: ReadinessReport;
  /** ISO time by which evidence is too old. */
  readonly now: string;
}) => (
  <>
    <Changes {...props} />
    <Gates {...props} />
    <Capabilities {...props} />
    <Areas {...props} />
    <Coverage {...props} />
    <Objectives {...props} />
    <Loads {...props} />
    <Drills {...props} />
    <TopTen {...props} />
    <Chapters {...props} />
    <Findings {...props} />
    <Properties {...props} />
    <Licences {...props} />
    <Advisories {...props} />
    <Undeployed {...props} />
    <Lists {...props} />
    <Estimates {...props} />
    <Methods {...props} />
    <Sources {...props} />
  </>
);

type Props = Parameters<typeof ReportTables>[0];

const Changes = ({ report: { changes } }: Props) => (
  <Part title="Changes">
    <ul className="list-plain divided">
      {changeWords({ changes }).map((line) => (
        <li key={line} className="wrap-anywhere">
          {line}
        </li>
      ))}
    </ul>
  </Part>
);

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
              {beforeWords(area)}
            </span>{" "}
            <Badge tone={RISK_TONES[area.risk]}>{area.risk} risk</Badge>
          </span>
          <span className="readiness-reason small soft wrap-anywhere">{area.because}</span>
        </li>
      ))}
    </ul>
  </Part>
);

const Coverage = ({ report }: Props) => (
  <Part title="Computed coverage">
    <ul className="list-plain divided readiness-list">
      {report.coverage.map(({ name, shown, of, percent, before }) => (
        <li key={name} className="row row-spread">
          <span>{name}</span>
          <span className="numbers small soft">
            {shown} of {of}, {percent} %{beforeWords({ before })}
          </span>
        </li>
      ))}
    </ul>
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
