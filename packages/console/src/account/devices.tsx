import { useMutation, useQuery } from "@tanstack/react-query";
import type { DeviceSession } from "../client/index.ts";
import { describeError } from "../client/index.ts";
import { Button, ErrorState, Skeleton, useToasts } from "../kit/index.ts";
import { useRuntime } from "../shell/index.ts";
import { describeAgent, relativeTime } from "./device-words.ts";

const key = ["sessions"] as const;

/** Where the person is signed in, and ways to end it (SES-04). */
export const Devices = () => {
  const { auth, queries } = useRuntime();
  const toasts = useToasts();
  const sessions = useQuery({ queryKey: key, queryFn: ({ signal }) => auth.sessions(signal) });
  const settle = {
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
    onError: (error: unknown) => toasts.fail(describeError(error).message),
  };
  const end = useMutation({
    mutationFn: (id: string) => auth.endSession(id),
    onSuccess: () => toasts.succeed("That browser is signed out."),
    ...settle,
  });
  const endOthers = useMutation({
    mutationFn: () => auth.endOtherSessions(),
    onSuccess: () => toasts.succeed("All other browsers are signed out."),
    ...settle,
  });

  if (sessions.isPending) return <Skeleton lines={4} />;
  if (sessions.isError) {
    return <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />;
  }
  const others = sessions.data.filter((session) => !session.current);
  return (
    <div className="stack">
      <ul className="list-plain divided">
        {sessions.data.map((session) => (
          <Device
            key={session.id}
            session={session}
            isEnding={end.isPending && end.variables === session.id}
            onEnd={() => end.mutate(session.id)}
          />
        ))}
      </ul>
      {others.length > 0 && (
        <div>
          <Button look="danger" isPending={endOthers.isPending} onPress={() => endOthers.mutate()}>
            Sign out all others
          </Button>
        </div>
      )}
    </div>
  );
};

const Device = (props: {
  readonly session: DeviceSession;
  readonly isEnding: boolean;
  readonly onEnd: () => void;
}) => {
  const { session } = props;
  const name = describeAgent(session.agent);
  return (
    <li className="row row-spread">
      <div>
        <strong>{name}</strong> {session.current && <span className="badge">This browser</span>}
        <p className="small soft">
          {session.address} · last used {relativeTime(session.lastSeenAt, new Date())}
        </p>
      </div>
      {!session.current && (
        <Button
          isSmall
          isPending={props.isEnding}
          onPress={props.onEnd}
          aria-label={`Sign out ${name}, ${session.address}`}
        >
          Sign out
        </Button>
      )}
    </li>
  );
};
