import { Badge } from "../../admin/admin-page.tsx";
import { DataTable } from "../../admin/data-table.tsx";
import type { ReadinessReport } from "./readiness-api.ts";
import { fewWords, packageWords, propertyWords, testWords } from "./readiness-words.ts";
import { Opened, Part, Words } from "./report-part.tsx";

interface Props {
  readonly report: ReadinessReport;
}

const PROPERTY_TONES: Readonly<Record<string, "ok" | "danger">> = {
  passed: "ok",
  refuted: "danger",
  pending: "danger",
};

/** Tests that ran, and the registry of properties. */
export const Properties = ({ report }: Props) => (
  <Part title="Property tests">
    <p>{testWords(report)}</p>
    <Opened summary={propertyWords(report)}>
      <DataTable
        caption="Property tests"
        rows={report.properties.registry}
        keyOf={({ id }) => id}
        columns={[
          { name: "Property", cell: ({ id }) => id },
          {
            name: "State",
            cell: ({ state }) => <Badge tone={PROPERTY_TONES[state] ?? "plain"}>{state}</Badge>,
          },
          {
            name: "What holds for everything generated",
            cell: ({ text }) => <Words>{text}</Words>,
          },
          { name: "Tests", cell: ({ by }) => <Words>{fewWords(by)}</Words> },
        ]}
      />
    </Opened>
  </Part>
);

const TERMS_TONES = { allowed: "ok", refused: "danger", unknown: "warn" } as const;

/** Under which terms packages are that are shipped. */
export const Licences = ({ report: { dependencies } }: Props) => (
  <Part title="Licences of shipped packages">
    <p>
      <Badge tone={TERMS_TONES[dependencies.state]}>{dependencies.state}</Badge>{" "}
      {packageWords({ dependencies })}
    </p>
    {dependencies.refused.length > 0 && (
      <ul className="list-plain divided">
        {dependencies.refused.map((one) => (
          <li key={one} className="wrap-anywhere">
            {one}
          </li>
        ))}
      </ul>
    )}
    {dependencies.licences.length > 0 && (
      <DataTable
        caption="Licences of shipped packages"
        rows={dependencies.licences}
        keyOf={({ licence }) => licence}
        columns={[
          { name: "Licence", cell: ({ licence }) => <Words>{licence}</Words> },
          { name: "Packages", cell: ({ packages }) => <span className="numbers">{packages}</span> },
        ]}
      />
    )}
  </Part>
);

const ADVISORY_TONES = { none: "ok", found: "danger", unknown: "warn" } as const;

/** Known vulnerabilities; a source that could not be read is a verdict of its own, and no pass. */
export const Advisories = ({ report: { advisories } }: Props) => (
  <Part title="Known vulnerabilities">
    <p className="wrap-anywhere">
      <Badge tone={ADVISORY_TONES[advisories.state]}>{advisories.state}</Badge> {advisories.detail}
    </p>
    {advisories.found.length > 0 && (
      <DataTable
        caption="Known vulnerabilities"
        rows={advisories.found}
        keyOf={({ name, range }) => `${name} ${range}`}
        columns={[
          { name: "Package", cell: ({ name }) => <Words>{name}</Words> },
          { name: "Severity", cell: ({ severity }) => severity },
          { name: "Versions", cell: ({ range }) => <Words>{range}</Words> },
        ]}
      />
    )}
  </Part>
);
