import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ActionButton, ADMIN_KEY } from "../../admin/action-button.tsx";
import { usePermissions } from "../../admin/permissions.ts";
import { Select } from "../../kit/index.ts";
import { useLive, useRuntime } from "../../shell/index.ts";
import { createLogsApi, LEVELS, type LogLevel } from "./logs-api.ts";

const LEVEL_CHOICES = LEVELS.map((level) => ({ value: level, label: level }));

const TIMES = [
  { value: "15", label: "15 minutes" },
  { value: "60", label: "an hour" },
  { value: "480", label: "8 hours" },
  { value: "1440", label: "a day" },
] as const;
type Minutes = (typeof TIMES)[number]["value"];

const untilWords = (until: number): string =>
  new Date(until).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

/** From which level on lines are written, and another one for a while (LOG-01). */
export const LevelControl = () => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const api = createLogsApi(client);
  const found = useQuery({
    queryKey: [ADMIN_KEY, "log-level"],
    queryFn: ({ signal }) => api.level(signal),
    staleTime: 0,
  });
  useLive(may("live:read") ? ["logs"] : [], () => void found.refetch());
  const state = found.data;
  if (state === undefined) return null;
  return (
    <div className="row row-spread">
      <p className="small">
        Lines from <strong>{state.level}</strong> on are written
        {state.until === null
          ? ", as the settings say."
          : ` until ${untilWords(state.until)}; then ${state.configured} again.`}
      </p>
      {may("logs:write") && (
        <div className="row">
          <ChangeLevel level={state.level} />
          {state.until !== null && (
            <ActionButton
              label="As the settings say"
              title="Go back to the level of the settings?"
              confirmLabel="Go back"
              look="primary"
              run={() => api.resetLevel()}
              done={`Lines from ${state.configured} on are written.`}
            >
              <p>All nodes write lines from {state.configured} on again.</p>
            </ActionButton>
          )}
        </div>
      )}
    </div>
  );
};

const ChangeLevel = ({ level: current }: { readonly level: LogLevel }) => {
  const { client } = useRuntime();
  const [level, setLevel] = useState<LogLevel>(current);
  const [minutes, setMinutes] = useState<Minutes>("15");
  return (
    <ActionButton
      label="Change the level"
      title="Write more, or less, for a while"
      confirmLabel="Change it"
      look="primary"
      run={() => createLogsApi(client).setLevel(level, Number(minutes))}
      done={`Lines from ${level} on are written.`}
    >
      <Select label="Level" value={level} choices={LEVEL_CHOICES} onChange={setLevel} />
      <Select label="For" value={minutes} choices={TIMES} onChange={setMinutes} />
      <p className="small soft">
        It holds on all nodes, and ends by itself. Security events are written at every level.
      </p>
    </ActionButton>
  );
};
