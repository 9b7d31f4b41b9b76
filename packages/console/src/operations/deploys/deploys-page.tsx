import { Badge, When } from "../../admin/admin-page.tsx";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { usePermissions } from "../../admin/permissions.ts";
import { chosenSearch } from "../../kit/chart/index.ts";
import { EmptyState, Notice } from "../../kit/index.ts";
import { PageLink } from "../../shell/index.ts";
import { LivePage } from "../live-page.tsx";
import { gateWords, timeAround, toneOf, wayBackWords } from "./deploy-words.ts";
import { type Deploy, type DeployList, loadDeploys } from "./deploys-api.ts";

/** What serves, what was deployed and rolled back, and which checks did not pass (DEP-02, DEP-04). */
export const DeploysPage = () => (
  <LivePage
    title="Deploys"
    queryKey={["deploys"]}
    load={loadDeploys}
    subject="deploys"
    topics={["deploys"]}
    everyMs={10_000}
  >
    {(list, at) => <Deploys list={list} at={at} />}
  </LivePage>
);

const Deploys = ({ list, at }: { readonly list: DeployList; readonly at: number }) => {
  const { may } = usePermissions();
  const { serving, deploys, hasWayBack } = list;
  const wayBack = wayBackWords(list);
  return (
    <>
      <p>
        <strong>
          {serving.name} {serving.version}
        </strong>{" "}
        serves now.{hasWayBack && ` ${wayBack}`}
      </p>
      {wayBack !== undefined && !hasWayBack && deploys.length > 1 && (
        <Notice tone="warn" title={wayBack}>
          The next deploy brings one. Until then a mistake is mended by another deploy.
        </Notice>
      )}
      {deploys.length === 0 ? (
        <EmptyState title="Nothing was deployed here yet">
          plinth deploy checks a release and switches to it without a failed request; what it does
          is told here.
        </EmptyState>
      ) : (
        <>
          <DataTable
            caption="Deploys"
            rows={deploys}
            keyOf={({ number, at: when }) => `${number} ${when}`}
            columns={columnsOf(at)}
          />
          <p className="small soft">
            The newest fifty, as the front keeps them
            {may("audit:read") ? (
              <>
                ; all of them are in the <PageLink to="/admin/audit-log">audit trail</PageLink>.
              </>
            ) : (
              "."
            )}
          </p>
        </>
      )}
    </>
  );
};

const columnsOf = (now: number): readonly [Column<Deploy>, ...Column<Deploy>[]] => [
  {
    name: "What",
    cell: (deploy) => (
      <>
        <span className="badges">
          <Badge tone={toneOf(deploy)}>{deploy.outcome}</Badge>
          <strong>
            {deploy.kind} {deploy.number}
          </strong>
        </span>
        <span className="small soft line wrap-anywhere">{deploy.reason}</span>
      </>
    ),
  },
  {
    name: "Release",
    cell: ({ from, to }) => (
      <span className="small wrap-anywhere">
        {to}
        {from !== null && <span className="soft line">in the place of {from}</span>}
      </span>
    ),
  },
  {
    name: "Checks",
    cell: (deploy) => <span className="small wrap-anywhere">{gateWords(deploy)}</span>,
  },
  { name: "By", cell: ({ by }) => <span className="wrap-anywhere">{by}</span> },
  {
    name: "When",
    cell: (deploy) => (
      <>
        <When iso={deploy.at} />
        <PageLink
          to="/operations/overview"
          search={chosenSearch(...timeAround(deploy, now))}
          className="small line"
          aria-label={`The service around ${deploy.kind} ${deploy.number}`}
        >
          the service then
        </PageLink>
      </>
    ),
  },
];
