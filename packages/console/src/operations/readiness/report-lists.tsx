import { Badge } from "../../admin/admin-page.tsx";
import { DataTable } from "../../admin/data-table.tsx";
import { Notice } from "../../kit/index.ts";
import type { ReadinessItem, ReadinessReport } from "./readiness-api.ts";
import { boxWords, checkWords, closingWords } from "./readiness-words.ts";
import { Part, Words } from "./report-part.tsx";

const STATE_TONES = { shown: "ok", partly: "warn", "not shown": "danger" } as const;
/** What customers read in the place of a state, as in the file of `--questionnaire`. */
const ANSWERS = { shown: "Yes, shown", partly: "In part", "not shown": "Not shown" } as const;

interface Props {
  readonly report: ReadinessReport;
}

/** Every list of boxes that requirements tick; each box opens its checks (EVID-15). */
export const Lists = ({ report: { lists } }: Props) => (
  <>
    <Boxes title="Readiness checklist" items={lists.checklist} />
    <Boxes title="Deployment checklist" items={lists.deployment} />
    <Boxes title="SOC 2 controls" items={lists.soc2} hasOwners />
    <Boxes title="Security questionnaire" items={lists.questionnaire} isAsked />
  </>
);

const Boxes = (props: {
  readonly title: string;
  readonly items: readonly ReadinessItem[];
  readonly hasOwners?: boolean;
  readonly isAsked?: boolean;
}) => {
  const { title, items, hasOwners = false, isAsked = false } = props;
  return (
    <Part title={title}>
      <details>
        <summary>{boxWords(items)}</summary>
        <DataTable
          caption={title}
          rows={items}
          keyOf={({ id }) => id}
          columns={[
            { name: isAsked ? "Question" : "Item", cell: (item) => item.title },
            { name: "Group", cell: ({ group }) => group },
            {
              name: isAsked ? "Answer" : "State",
              cell: ({ state }) => (
                <Badge tone={STATE_TONES[state]}>{isAsked ? ANSWERS[state] : state}</Badge>
              ),
            },
            {
              name: "Requirements",
              cell: ({ shown, of }) => (
                <span className="numbers">
                  {shown} of {of}
                </span>
              ),
            },
            { name: "Checks", cell: (item) => <Checks {...item} /> },
            ...(hasOwners
              ? [
                  {
                    name: "Owner",
                    cell: ({ owner }: ReadinessItem) => <Words>{owner ?? "nobody named"}</Words>,
                  },
                ]
              : []),
          ]}
        />
      </details>
    </Part>
  );
};

/** How the checks of a box went, and the commands that run them again. */
const Checks = (item: ReadinessItem) =>
  item.checks.length === 0 ? (
    <span className="soft">{checkWords(item)}</span>
  ) : (
    <details>
      <summary>{checkWords(item)}</summary>
      <ul className="list-plain stack stack-tight small">
        {item.checks.map(({ id, state, command }) => (
          <li key={id}>
            <Words>{`${state}: ${id}`}</Words>
            <br />
            <code className="wrap-anywhere">{command}</code>
          </li>
        ))}
        {item.moreChecks > 0 && <li className="soft">and {item.moreChecks} more in the report</li>}
      </ul>
    </details>
  );

/** What is fixed and not where it runs (EVID-15). */
export const Undeployed = ({ report: { undeployed, skew } }: Props) => (
  <Part title="Built and not deployed">
    {skew.length > 0 && (
      <Notice tone="warn" title="What runs is not what is reported">
        <ul className="list-plain">
          {skew.map((one) => (
            <li key={one} className="wrap-anywhere">
              {one}
            </li>
          ))}
        </ul>
      </Notice>
    )}
    {undeployed.length === 0 ? (
      <p className="soft">No fix waits to be deployed.</p>
    ) : (
      <ul className="list-plain divided">
        {undeployed.map((one) => (
          <li key={one} className="wrap-anywhere">
            {one}
          </li>
        ))}
      </ul>
    )}
  </Part>
);

/** What people think, apart from everything that was measured (EVID-12). */
export const Estimates = ({ report: { estimates } }: Props) => (
  <Part title="Human estimates">
    <p className="soft">
      People wrote these. No number, level or gate on this page is made of them.
    </p>
    {estimates.length === 0 ? (
      <p className="soft">Nobody gave an estimate.</p>
    ) : (
      <DataTable
        caption="Human estimates"
        rows={estimates}
        keyOf={({ area, about, by, on }) => `${area} ${about} ${by} ${on}`}
        columns={[
          { name: "About", cell: ({ about }) => <Words>{about}</Words> },
          { name: "Area", cell: ({ area }) => area },
          {
            name: "Human estimate",
            cell: ({ range, label }) => <Words>{`${range} (${label})`}</Words>,
          },
          { name: "By", cell: ({ by }) => <Words>{by}</Words> },
          { name: "On", cell: ({ on }) => <time dateTime={on}>{on}</time> },
          {
            name: "Closed by",
            cell: (estimate) => <Words>{closingWords(estimate)}</Words>,
          },
        ]}
      />
    )}
  </Part>
);
