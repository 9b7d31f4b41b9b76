import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isQuiet } from "../../client/index.ts";
import { Button, ChipGroup, Dialog, FormFailure, Skeleton, TextField } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { ActionButton, ADMIN_KEY } from "../action-button.tsx";
import { AdminFailure, Badge, When } from "../admin-page.tsx";
import { describeAdminError } from "../admin-words.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { usePermissions } from "../permissions.ts";
import { type Breach, createAdminPrivacyApi } from "./admin-privacy-api.ts";

/** Breaches with their clocks, and what is to be done of each (PRIV-07). */
export const BreachSection = () => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const [isOpen, setOpen] = useState(false);
  const book = useQuery({
    queryKey: [ADMIN_KEY, "privacy", "breaches"],
    queryFn: ({ signal }) => createAdminPrivacyApi(client).breaches(signal),
    staleTime: 0,
  });
  return (
    <section className="stack" aria-labelledby="breaches-title">
      <div className="row row-spread">
        <h2 id="breaches-title">Breaches</h2>
        {may("privacy:write") && (
          <Button look="danger" isSmall onPress={() => setOpen(true)}>
            Open a breach
          </Button>
        )}
      </div>
      {book.data === undefined && book.error === null && <Skeleton lines={2} />}
      {book.error !== null && (
        <AdminFailure error={book.error} onRetry={() => void book.refetch()} />
      )}
      {book.data !== undefined &&
        (book.data.breaches.length === 0 ? (
          <p className="soft">None was ever opened.</p>
        ) : (
          <DataTable
            caption="Breaches"
            rows={book.data.breaches}
            keyOf={({ id }) => id}
            columns={may("privacy:write") ? [...COLUMNS, STEPS] : COLUMNS}
          />
        ))}
      {isOpen && <OpenDialog tables={book.data?.tables ?? []} onClose={() => setOpen(false)} />}
    </section>
  );
};

const Clock = ({ breach }: { readonly breach: Breach }) => {
  if (breach.hoursLeft === null) return <Badge tone="ok">authority told</Badge>;
  if (breach.hoursLeft < 0) return <Badge tone="danger">72 hours are over</Badge>;
  return <Badge tone="warn">{breach.hoursLeft} hours left</Badge>;
};

const COLUMNS: readonly [Column<Breach>, ...Column<Breach>[]] = [
  {
    name: "What",
    cell: ({ title, description }) => (
      <>
        <span className="wrap-anywhere">{title}</span>
        <span className="small soft line wrap-anywhere">{description}</span>
      </>
    ),
  },
  { name: "Clock", cell: (breach) => <Clock breach={breach} /> },
  { name: "People", cell: ({ people }) => <span className="numbers">{people}</span> },
  { name: "Told", cell: ({ peopleToldAt }) => <When iso={peopleToldAt} /> },
  {
    name: "State",
    cell: ({ closedAt }) => (closedAt === null ? <Badge tone="warn">open</Badge> : "closed"),
  },
];

const Steps = ({ breach }: { readonly breach: Breach }) => {
  const { client } = useRuntime();
  const api = createAdminPrivacyApi(client);
  return (
    <div className="row">
      {breach.authorityToldAt === null && (
        <ActionButton
          label="Authority told"
          title="Was the authority told?"
          confirmLabel="It was told"
          look="primary"
          run={() => api.tellAuthority(breach.id)}
          done="The clock is stopped."
        >
          <p>This notes the moment and stops the clock of 72 hours. Tell the authority first.</p>
        </ActionButton>
      )}
      {breach.people > 0 && breach.closedAt === null && (
        <ActionButton
          label="Mail people"
          title="Mail everybody affected?"
          confirmLabel="Send the mails"
          run={() => api.tellPeople(breach.id)}
          done="The mails are on their way."
        >
          <p>
            {breach.people} people get a mail that says which data of theirs was seen and what they
            can do. Whoever was told already gets no second one.
          </p>
        </ActionButton>
      )}
      {breach.closedAt === null && (
        <ActionButton
          label="Close"
          title="Close this breach?"
          confirmLabel="Close it"
          run={() => api.closeBreach(breach.id)}
          done="The breach is closed; its record stays."
        >
          <p>Nothing is left to be done. The record stays.</p>
        </ActionButton>
      )}
    </div>
  );
};

const STEPS: Column<Breach> = { name: "Change", cell: (breach) => <Steps breach={breach} /> };

const OpenDialog = (props: {
  readonly tables: readonly string[];
  readonly onClose: () => void;
}) => {
  const { client } = useRuntime();
  const queries = useQueryClient();
  const [title, setTitle] = useState("");
  const [description, setDescription] = useState("");
  const [tables, setTables] = useState<readonly string[]>([]);
  const open = useMutation({
    mutationFn: () => createAdminPrivacyApi(client).openBreach({ title, description, tables }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [ADMIN_KEY, "privacy"] });
      props.onClose();
    },
  });
  const failure =
    open.error === null || isQuiet(open.error) ? undefined : describeAdminError(open.error);
  return (
    <Dialog title="Open a breach" isOpen onClose={props.onClose}>
      <form
        aria-label="Open a breach"
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          open.mutate();
        }}
      >
        <FormFailure failure={failure} />
        <TextField label="What happened, in a few words" value={title} onChange={setTitle} />
        <TextField
          label="What is known, and what was done"
          hint="Kept as the record; names of people do not belong in it."
          rows={3}
          value={description}
          onChange={setDescription}
        />
        <ChipGroup
          label="Whose data was seen"
          hint="Everybody with rows in these tables counts as affected."
          values={tables}
          onChange={setTables}
          choices={props.tables.map((table) => ({ value: table, label: table }))}
        />
        <div className="dialog-actions">
          <Button onPress={props.onClose}>Cancel</Button>
          <Button
            type="submit"
            look="danger"
            isPending={open.isPending}
            isDisabled={title.length < 3 || description.length < 3 || tables.length === 0}
          >
            Open it and start the clock
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
