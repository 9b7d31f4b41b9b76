import { useQuery } from "@tanstack/react-query";
import { Notice, Skeleton } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { ActionButton, ADMIN_KEY } from "../action-button.tsx";
import { AdminFailure } from "../admin-page.tsx";
import { dateWords } from "../admin-words.ts";
import { usePermissions } from "../permissions.ts";
import { type ChainState, createAuditApi } from "./audit-api.ts";

const LOOK_MS = 5_000;

/** Whether the chain of entries holds, and a way to look now. */
export const Chain = () => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const api = createAuditApi(client);
  const chain = useQuery({
    queryKey: [ADMIN_KEY, "audit-chain"],
    queryFn: ({ signal }) => api.chain(signal),
    enabled: may("audit:read"),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.error === null ? LOOK_MS : false),
  });
  return (
    <section className="stack" aria-labelledby="chain">
      <h2 id="chain">Chain</h2>
      {chain.data === undefined ? (
        chain.error === null ? (
          <Skeleton lines={2} height="1.5rem" />
        ) : (
          <AdminFailure error={chain.error} onRetry={() => void chain.refetch()} />
        )
      ) : (
        <State state={chain.data} />
      )}
      <div className="row">
        <ActionButton
          label="Verify now"
          title="Verify the audit trail"
          confirmLabel="Verify"
          look="primary"
          run={() => api.verify()}
          done="The whole chain is being looked at."
        >
          <p>
            Every entry is read and compared with the one before it and with what was signed. That
            disturbs nobody, and what is found is an entry itself.
          </p>
        </ActionButton>
      </div>
    </section>
  );
};

const State = ({ state }: { readonly state: ChainState }) => {
  const { entries, isPutBack, verified } = state;
  return (
    <>
      {isPutBack && (
        <Notice tone="danger">
          The chain ends before what this machine saw of it: entries were removed, or an older copy
          of the database was put back.
        </Notice>
      )}
      {verified?.isWhole === false && (
        <Notice tone="danger">The chain does not hold: {verified.faults[0]}.</Notice>
      )}
      <p>
        <span className="numbers">{entries.toLocaleString("en")}</span> entries were recorded.{" "}
        {verified === null
          ? "This process has not looked at the whole chain yet; it does every night."
          : `At the last look, ${dateWords(verified.at)}, ${verified.entries.toLocaleString("en")} entries ${verified.isWhole ? "held" : "were read until one did not hold"}.`}
      </p>
    </>
  );
};
