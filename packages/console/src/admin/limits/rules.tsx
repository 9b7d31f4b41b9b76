import { useState } from "react";
import { Button } from "../../kit/index.ts";
import { Badge } from "../admin-page.tsx";
import { dateWords } from "../admin-words.ts";
import { DataTable } from "../data-table.tsx";
import type { LimitStats, RuleUse } from "./limits-api.ts";
import { byWords, inOrder, isOfOneRoute, ruleWords } from "./limits-words.ts";
import { OverrideButton } from "./override-form.tsx";

const SHOWN = 15;
const numbers = new Intl.NumberFormat("en-GB");

/** What each limit decided since the start of the node that answers. */
export const Rules = (props: { readonly stats: LimitStats; readonly mayOverride: boolean }) => {
  const { stats, mayOverride } = props;
  const [isWhole, setWhole] = useState(false);
  const used = inOrder(stats.rules).filter(({ hits }) => hits > 0);
  const shown = isWhole ? used : used.slice(0, SHOWN);
  const idle = stats.rules.length - used.length;
  return (
    <section className="stack" aria-labelledby="rules">
      <h2 id="rules">Limits</h2>
      <p className="small soft">
        Counted by the node that answers, since {dateWords(stats.since)}
        {idle > 0 && `; ${idle} more were not met yet`}
      </p>
      {used.length === 0 ? (
        <p>No limit has been met yet.</p>
      ) : (
        <DataTable
          caption="Limits and what they decided"
          rows={shown}
          keyOf={({ rule, by }) => `${rule} ${by}`}
          columns={[
            {
              name: "Limit",
              cell: ({ rule, by }) => (
                <>
                  <span className="wrap-anywhere">{ruleWords(rule)}</span>
                  <span className="small soft line">{byWords(by)}</span>
                </>
              ),
            },
            {
              name: "Calls",
              cell: ({ hits }) => <span className="numbers">{numbers.format(hits)}</span>,
            },
            {
              name: "Refused",
              cell: ({ blocked }) => <Count of={blocked} tone="warn" />,
            },
            {
              name: "Dry run would refuse",
              cell: ({ wouldBlock }) => <Count of={wouldBlock} tone="plain" />,
            },
            ...(mayOverride
              ? [
                  {
                    name: "Change",
                    cell: (of: RuleUse) =>
                      isOfOneRoute(of.rule) ? <OverrideButton of={of} /> : null,
                  },
                ]
              : []),
          ]}
        />
      )}
      {used.length > shown.length && (
        <div>
          <Button onPress={() => setWhole(true)}>Show all {used.length}</Button>
        </div>
      )}
    </section>
  );
};

const Count = (props: { readonly of: number; readonly tone: "plain" | "warn" }) =>
  props.of === 0 ? (
    <span className="soft numbers">0</span>
  ) : (
    <Badge tone={props.tone}>{numbers.format(props.of)}</Badge>
  );
