import { ActionButton } from "../../admin/action-button.tsx";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { usePermissions } from "../../admin/permissions.ts";
import { EmptyState, Notice } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { LivePage } from "../live-page.tsx";
import {
  lagWords,
  restoreWords,
  secondsWords,
  sizeWords,
  troubleWords,
  whenWords,
  workWords,
} from "./backup-words.ts";
import { type BackupList, type BackupProof, createBackupsApi } from "./backups-api.ts";

/** Backups: what there is, how far behind they are, when one was last restored and found whole. */
export const BackupsPage = () => (
  <LivePage
    title="Backups"
    queryKey={["backups"]}
    load={(client, signal) => createBackupsApi(client).list(signal)}
    subject="backups"
    topics={["backups"]}
    empty={({ isOn }) =>
      !isOn && (
        <EmptyState title="No backups of its own">
          This instance makes none: BACKUP_DIRECTORY is off, or the database is PostgreSQL.
        </EmptyState>
      )
    }
  >
    {(list, at) => <Backups list={list} at={at} />}
  </LivePage>
);

const Backups = ({ list, at }: { readonly list: BackupList; readonly at: number }) => {
  const { may } = usePermissions();
  const trouble = troubleWords(list, at);
  return (
    <>
      {trouble !== undefined && <Notice tone="danger">{trouble}</Notice>}
      {list.work !== null && <p role="status">{workWords(list.work)}</p>}
      <DataTable
        caption="State of backups"
        rows={stateRows(list)}
        keyOf={({ name }) => name}
        columns={STATE}
      />
      {may("backups:write") && <Actions isBusy={list.work !== null} />}
      <section className="stack" aria-labelledby="full-backups">
        <h2 id="full-backups">Full backups</h2>
        <p className="small soft">
          Every instant since the oldest one of the last seven days can be restored, with plinth
          backup restore --at.
        </p>
        <DataTable
          caption="Full backups"
          rows={list.backups}
          keyOf={({ name }) => name}
          columns={BACKUPS}
        />
      </section>
    </>
  );
};

interface StateRow {
  readonly name: string;
  readonly words: string;
}

const proofRows = (proof: BackupProof): readonly StateRow[] => [
  {
    name: "Last proof",
    words: `${whenWords(proof.at)}: ${proof.rows} rows in ${proof.tables} tables as of ${whenWords(proof.restoredTo)}`,
  },
  { name: "Restore took (RTO)", words: restoreWords(proof) },
  ...(proof.lagMs === null
    ? []
    : [{ name: "A commit was in it after (RPO)", words: secondsWords(proof.lagMs) }]),
];

const stateRows = (list: BackupList): readonly StateRow[] => [
  { name: "Behind", words: lagWords(list) },
  ...(list.proof === null ? [] : proofRows(list.proof)),
  { name: "First place", words: `${list.place}, ${sizeWords(list.bytes)}` },
  {
    name: "Second place",
    words:
      list.copy === null
        ? "none: a loss of this machine is the loss of its backups"
        : `${list.copy.place}, ${list.copy.fault ?? `${list.copy.waiting} objects wait`}`,
  },
];

const STATE: readonly [Column<StateRow>, ...Column<StateRow>[]] = [
  { name: "What", cell: ({ name }) => name },
  { name: "Now", cell: ({ words }) => <span className="wrap-anywhere">{words}</span> },
];

type Backup = BackupList["backups"][number];

const BACKUPS: readonly [Column<Backup>, ...Column<Backup>[]] = [
  { name: "As of", cell: ({ at }) => whenWords(at) },
  { name: "Size", cell: ({ bytes }) => <span className="numbers">{sizeWords(bytes)}</span> },
  { name: "Name", cell: ({ name }) => <span className="small wrap-anywhere">{name}</span> },
];

const Actions = ({ isBusy }: { readonly isBusy: boolean }) => {
  const { client } = useRuntime();
  const api = createBackupsApi(client);
  if (isBusy) return null;
  return (
    <div className="row">
      <ActionButton
        label="Back up now"
        accessibleLabel="Make a full backup now"
        title="Make a full backup now?"
        confirmLabel="Back up"
        run={api.create}
        done="The full backup was asked for; it is restored and looked at before it counts."
      >
        <p>All of the database is read, encrypted and kept, then restored and looked at.</p>
      </ActionButton>
      <ActionButton
        label="Drill now"
        accessibleLabel="Restore the newest state into a scratch directory"
        title="Restore into a scratch directory?"
        confirmLabel="Drill"
        run={api.drill}
        done="The drill was asked for; what it finds is shown here."
      >
        <p>The newest state is restored beside the database, looked at and removed again.</p>
      </ActionButton>
    </div>
  );
};
