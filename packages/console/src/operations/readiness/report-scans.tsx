import { Badge } from "../../admin/admin-page.tsx";
import { DataTable } from "../../admin/data-table.tsx";
import type { ReadinessReport } from "./readiness-api.ts";
import { fewWords, findingWords } from "./readiness-words.ts";
import { Opened, Part, Words } from "./report-part.tsx";

interface Props {
  readonly report: ReadinessReport;
}

/** OWASP Top 10: a category that nobody judged stands there with zeros. */
export const TopTen = ({ report }: Props) => (
  <Part title="OWASP Top 10:2021">
    <DataTable
      caption="Lines by category of the OWASP Top 10"
      rows={report.owasp}
      keyOf={({ category }) => category}
      columns={[
        { name: "Category", cell: ({ category, name }) => `${category} ${name}` },
        { name: "State", cell: (category) => <Judged {...category} /> },
        {
          name: "Passed",
          cell: ({ passed, applicable }) => (
            <span className="numbers">
              {passed} of {applicable}
            </span>
          ),
        },
        { name: "Judged", cell: ({ judged }) => <span className="numbers">{judged}</span> },
      ]}
    />
  </Part>
);

/** A category holds where all of it was judged; none that failed is less than that. */
const Judged = (category: ReadinessReport["owasp"][number]) => {
  const { judged, passed, failed, applicable } = category;
  if (judged === 0) return <Badge tone="warn">not judged</Badge>;
  if (failed > 0) return <Badge tone="danger">{`${failed} failed`}</Badge>;
  return passed === applicable ? (
    <Badge tone="ok">holds</Badge>
  ) : (
    <Badge tone="warn">in part</Badge>
  );
};

/** OWASP ASVS 5, by chapter, as far as lines name it. */
export const Chapters = ({ report }: Props) => (
  <Part title="OWASP ASVS 5">
    {report.asvs.length === 0 ? (
      <p className="soft">No line names a requirement of it.</p>
    ) : (
      <DataTable
        caption="Lines by chapter of the OWASP ASVS"
        rows={report.asvs}
        keyOf={({ chapter }) => chapter}
        columns={[
          { name: "Chapter", cell: ({ chapter }) => chapter },
          {
            name: "Passed",
            cell: ({ passed, applicable }) => (
              <Badge tone={passed === applicable && applicable > 0 ? "ok" : "danger"}>
                {passed} of {applicable}
              </Badge>
            ),
          },
          {
            name: "Requirements that lines name",
            cell: ({ requirements }) => <Words>{requirements.join(", ")}</Words>,
          },
        ]}
      />
    )}
  </Part>
);

/** The ledger: what is open, what was fixed and by which tests it stays so. */
export const Findings = ({ report }: Props) => (
  <Part title="Findings">
    {report.ledger.findings.length === 0 ? (
      <p className="soft">None.</p>
    ) : (
      <Opened summary={findingWords(report)}>
        <DataTable
          caption="Findings"
          rows={report.ledger.findings}
          keyOf={({ id, kind }) => `${kind} ${id}`}
          columns={[
            { name: "Finding", cell: ({ id }) => <Words>{id}</Words> },
            {
              name: "State",
              cell: ({ state }) => (
                <Badge tone={state === "fixed" ? "ok" : "danger"}>{state}</Badge>
              ),
            },
            { name: "Kind", cell: ({ kind, severity }) => `${kind}, ${severity}` },
            { name: "Claim", cell: ({ claim }) => <Words>{claim}</Words> },
            { name: "Measured", cell: ({ measured }) => <Words>{measured}</Words> },
            { name: "Before", cell: ({ before }) => <Words>{before ?? "-"}</Words> },
            {
              name: "Tests",
              cell: ({ regressionTests }) => <Words>{fewWords(regressionTests)}</Words>,
            },
          ]}
        />
      </Opened>
    )}
  </Part>
);

/** The parts of an auditor's method: which ran, and what would run the others. */
export const Methods = ({ report }: Props) => (
  <Part title="Method">
    <DataTable
      caption="Parts of the method"
      rows={report.methods}
      keyOf={({ name }) => name}
      columns={[
        { name: "Part", cell: ({ name }) => name },
        {
          name: "State",
          cell: ({ state }) => (
            <Badge tone={state === "present" ? "ok" : "danger"}>
              {state === "present" ? "ran" : "not run"}
            </Badge>
          ),
        },
        { name: "What it says", cell: ({ detail }) => <Words>{detail}</Words> },
      ]}
    />
  </Part>
);
