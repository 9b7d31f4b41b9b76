import { useState } from "react";
import { Button } from "../../kit/index.ts";
import { PageLink } from "../../shell/index.ts";
import { When } from "../admin-page.tsx";
import { type Column, DataTable } from "../data-table.tsx";
import { usePermissions } from "../permissions.ts";
import type { CostGroup, CostPage, PaidCall } from "./costs-api.ts";
import { amountWords, countWords } from "./costs-words.ts";

const Numbers = ({ value }: { readonly value: string }) => <span className="numbers">{value}</span>;

const SHOWN = 20;

/** Sums by account or endpoint, the dearest first; choosing one leaves the others out. */
export const GroupTable = (props: {
  readonly title: string;
  readonly groups: readonly CostGroup[];
  readonly onChoose: (group: string) => void;
}) => {
  const { title, groups, onChoose } = props;
  const columns: readonly [Column<CostGroup>, ...Column<CostGroup>[]] = [
    {
      name: title.replace("By ", "").replace(/^./, (letter) => letter.toUpperCase()),
      cell: ({ group }) =>
        group === null ? (
          <span className="soft">erased accounts</span>
        ) : (
          <Button isSmall look="quiet" onPress={() => onChoose(group)}>
            <span className="wrap-anywhere">{group}</span>
          </Button>
        ),
    },
    { name: "Calls", cell: ({ calls }) => <Numbers value={countWords(calls)} /> },
    {
      name: "Tokens",
      cell: ({ tokensIn, tokensOut }) => (
        <Numbers value={`${countWords(tokensIn)} in, ${countWords(tokensOut)} out`} />
      ),
    },
    { name: "Cost", cell: ({ costMicros }) => <Numbers value={amountWords(costMicros)} /> },
  ];
  const rest = groups.length - SHOWN;
  return (
    <section className="stack">
      <h2>{title}</h2>
      <DataTable
        caption={`Cost ${title.toLowerCase()}, the dearest first`}
        columns={columns}
        rows={groups.slice(0, SHOWN)}
        keyOf={({ group }) => group ?? "erased"}
      />
      {rest > 0 && (
        <p className="small soft">
          And {countWords(rest)} more that cost less: save them as a file.
        </p>
      )}
    </section>
  );
};

const Account = ({ id }: { readonly id: string | null }) => {
  const { may } = usePermissions();
  if (id === null) return <span className="soft">erased</span>;
  const words = `${id.slice(0, 8)}…`;
  return may("users:read") ? (
    <PageLink to={`/admin/users/${encodeURIComponent(id)}`}>{words}</PageLink>
  ) : (
    words
  );
};

const CALLS: readonly [Column<PaidCall>, ...Column<PaidCall>[]] = [
  { name: "When", cell: ({ at }) => <When iso={at} /> },
  { name: "Account", cell: ({ accountId }) => <Account id={accountId} /> },
  { name: "Endpoint", cell: ({ endpoint }) => <span className="wrap-anywhere">{endpoint}</span> },
  { name: "Model", cell: ({ model }) => model },
  {
    name: "Tokens",
    cell: ({ tokensIn, tokensOut }) => (
      <Numbers value={`${countWords(tokensIn)} in, ${countWords(tokensOut)} out`} />
    ),
  },
  { name: "Cost", cell: ({ costMicros }) => <Numbers value={amountWords(costMicros)} /> },
];

/** The calls themselves, newest first. */
export const CallTable = (props: {
  readonly page: CostPage;
  /** Undefined on the newest page. */
  readonly onNewer: (() => void) | undefined;
  readonly onOlder: (before: string) => void;
}) => {
  const { page, onNewer, onOlder } = props;
  const { next, entries } = page;
  const [isWhole, setWhole] = useState(false);
  const rest = isWhole ? 0 : entries.length - SHOWN;
  return (
    <section className="stack">
      <h2>Calls</h2>
      <DataTable
        caption="Calls of paid services, newest first"
        columns={CALLS}
        rows={rest > 0 ? entries.slice(0, SHOWN) : entries}
        keyOf={({ id }) => id}
      />
      <div className="row">
        {rest > 0 && (
          <Button isSmall look="quiet" onPress={() => setWhole(true)}>
            {`Show ${countWords(rest)} more`}
          </Button>
        )}
        {onNewer !== undefined && (
          <Button isSmall look="quiet" onPress={onNewer}>
            Newer
          </Button>
        )}
        {next !== null && rest <= 0 && (
          <Button isSmall look="quiet" onPress={() => onOlder(next)}>
            Older
          </Button>
        )}
      </div>
    </section>
  );
};
