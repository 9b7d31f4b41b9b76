import { useRuntime } from "../../shell/index.ts";
import { ActionButton } from "../action-button.tsx";
import { createAdminApi, type ListedUser } from "../admin-api.ts";

/** Closes an account to its owner, or opens it again. */
export const UserState = ({ user }: { readonly user: ListedUser }) => {
  const { client } = useRuntime();
  const api = createAdminApi(client);
  if (user.disabled) {
    return (
      <div className="stack">
        <p>The account is disabled: nobody can sign in to it. Its data is kept.</p>
        <div>
          <ActionButton
            label="Enable the account"
            title={`Enable the account of ${user.email}?`}
            confirmLabel="Enable it"
            look="primary"
            run={() => api.change(user.id, { disabled: false })}
            done="The account is enabled. Its owner can sign in again."
          >
            <p>
              The person can sign in again with the same password and factors, in the role{" "}
              {user.role}.
            </p>
          </ActionButton>
        </div>
      </div>
    );
  }
  return (
    <div className="stack">
      <p>
        Nobody can sign in to a disabled account. Its data is kept, and it can be enabled again.
      </p>
      <div>
        <ActionButton
          label="Disable the account"
          buttonLook="danger"
          title={`Disable the account of ${user.email}?`}
          confirmLabel="Disable it"
          run={() => api.change(user.id, { disabled: true })}
          done="The account is disabled."
        >
          <p>
            All devices and API keys of this person stop working with their next request, and
            signing in is refused. Their data is kept.
          </p>
        </ActionButton>
      </div>
    </div>
  );
};
