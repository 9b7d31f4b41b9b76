import { usePermissions } from "../../admin/permissions.ts";
import { EmptyState } from "../../kit/index.ts";
import { LivePage } from "../live-page.tsx";
import { CapabilityCard } from "./capability-card.tsx";
import { createDependenciesApi } from "./dependencies-api.ts";

/** Everything that the service depends on, and how it does without; for administrators. */
export const DependenciesPage = () => {
  const { may } = usePermissions();
  return (
    <LivePage
      title="Dependencies"
      queryKey={["dependencies"]}
      load={(client, signal) => createDependenciesApi(client).list(signal)}
      subject="what the service depends on"
      empty={({ capabilities }) =>
        capabilities.length === 0 && (
          <EmptyState title="Nothing outside">
            This application has declared nothing that it depends on.
          </EmptyState>
        )
      }
    >
      {({ capabilities, dependencies }) => (
        <>
          {capabilities.map((capability) => (
            <CapabilityCard
              key={capability.name}
              capability={capability}
              dependency={dependencies.find(({ name }) => name === capability.name)}
              mayWrite={may("dependencies:write")}
            />
          ))}
          <p className="small soft">
            Calls and faults are those of the process that answered; modes hold on all nodes.
          </p>
        </>
      )}
    </LivePage>
  );
};
