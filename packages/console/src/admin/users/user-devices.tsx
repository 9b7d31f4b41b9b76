import { describeAgent } from "../../account/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { english } from "../../texts/index.ts";
import { ActionButton } from "../action-button.tsx";
import { createAdminApi, type ListedUser, type UserSession } from "../admin-api.ts";
import { When } from "../admin-page.tsx";

/** Where somebody is signed in, and ways to end it (SES-04). */
export const UserDevices = (props: {
  readonly user: ListedUser;
  readonly sessions: readonly UserSession[];
  readonly mayChange: boolean;
}) => {
  const { user, sessions, mayChange } = props;
  const { client } = useRuntime();
  const api = createAdminApi(client);
  if (sessions.length === 0) return <p className="soft">Signed in nowhere.</p>;
  return (
    <div className="stack">
      <ul className="list-plain divided">
        {sessions.map((session) => (
          <li key={session.id} className="row row-spread">
            <div>
              <strong>{describeAgent(english, session.agent)}</strong>
              <p className="small soft">
                {session.address} · last used <When iso={session.lastSeenAt} /> · since{" "}
                <When iso={session.createdAt} />
              </p>
            </div>
            {mayChange && (
              <ActionButton
                label="Sign out"
                accessibleLabel={`Sign out ${describeAgent(english, session.agent)}, ${session.address}`}
                title="Sign this device out?"
                confirmLabel="Sign it out"
                run={() => api.endSession(user.id, session.id)}
                done="The device is signed out."
              >
                <p>
                  {describeAgent(english, session.agent)} at {session.address} is signed out with
                  its next request. The person can sign in again.
                </p>
              </ActionButton>
            )}
          </li>
        ))}
      </ul>
      {mayChange && (
        <div>
          <ActionButton
            label="Sign out all devices"
            buttonLook="danger"
            title={`Sign ${user.email} out everywhere?`}
            confirmLabel="Sign all out"
            run={() => api.endSessions(user.id)}
            done="All devices are signed out."
          >
            <p>
              All devices of this person are signed out with their next request. The person can sign
              in again.
            </p>
          </ActionButton>
        </div>
      )}
    </div>
  );
};
