import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { PageHeading } from "../../account/index.ts";
import { ADMIN_KEY } from "../../admin/action-button.tsx";
import { usePermissions } from "../../admin/permissions.ts";
import { isApiError } from "../../client/index.ts";
import { Button, EmptyState, ErrorState, Notice, Skeleton } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { OperationsNav } from "../operations-nav.tsx";
import { CapabilityCard } from "./capability-card.tsx";
import { createDependenciesApi, type DependencyList } from "./dependencies-api.ts";

const REFRESH_MS = 5_000;

const isRefused = (error: unknown): boolean =>
  isApiError(error) && (error.status === 401 || error.status === 403);

/** Everything that the service depends on, and how it does without; for administrators. */
export const DependenciesPage = () => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const found = useQuery({
    queryKey: [ADMIN_KEY, "dependencies"],
    queryFn: ({ signal }) => createDependenciesApi(client).list(signal),
    staleTime: 0,
    // Whoever may not look is not asked again and again.
    refetchInterval: ({ state }) => (isRefused(state.error) ? false : REFRESH_MS),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="page page-middle stack">
      <OperationsNav />
      <div className="row row-spread">
        <PageHeading>Dependencies</PageHeading>
        <Button isSmall onPress={() => void found.refetch()}>
          Look again
        </Button>
      </div>
      <Body
        list={found.data}
        error={found.error}
        mayWrite={may("dependencies:write")}
        onRetry={() => void found.refetch()}
      />
    </div>
  );
};

const Body = (props: {
  readonly list: DependencyList | undefined;
  readonly error: unknown;
  readonly mayWrite: boolean;
  readonly onRetry: () => void;
}) => {
  const { list, error } = props;
  if (isRefused(error)) {
    return (
      <Notice tone="warn" title="For administrators">
        Your account may not see what the service depends on.
      </Notice>
    );
  }
  if (list === undefined) {
    return error === null ? (
      <Skeleton lines={6} height="2.5rem" />
    ) : (
      <ErrorState error={error} onRetry={props.onRetry} />
    );
  }
  if (list.capabilities.length === 0) {
    return (
      <EmptyState title="Nothing outside">
        This application has declared nothing that it depends on.
      </EmptyState>
    );
  }
  return (
    <>
      {error !== null && (
        <Notice tone="warn" title="This may be old">
          The last look failed; below is what was known before. It is tried again.
        </Notice>
      )}
      {list.capabilities.map((capability) => (
        <CapabilityCard
          key={capability.name}
          capability={capability}
          dependency={list.dependencies.find(({ name }) => name === capability.name)}
          mayWrite={props.mayWrite}
        />
      ))}
      <p className="small soft">
        Calls and faults are those of the process that answered; modes hold on all nodes.
      </p>
    </>
  );
};
