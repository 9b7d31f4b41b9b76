import { useRuntime } from "../../shell/index.ts";
import { ActionButton } from "../action-button.tsx";
import { createAdminApi, type ListedUser } from "../admin-api.ts";
import { isAhead } from "../admin-words.ts";

/** What can be done for whoever cannot sign in. */
export const UserSignIn = (props: { readonly user: ListedUser; readonly isOwn: boolean }) => {
  const { user, isOwn } = props;
  const { client } = useRuntime();
  const api = createAdminApi(client);
  const isLocked = isAhead(user.lockedUntil, new Date()) || user.failedAttempts > 0;
  return (
    <div className="row">
      {isLocked && (
        <ActionButton
          label="Lift the lock"
          title={`Let ${user.email} try again?`}
          confirmLabel="Lift the lock"
          look="primary"
          run={() => api.unlock(user.id)}
          done="The lock is lifted, and the count of failures begins anew."
        >
          <p>
            Failed attempts are forgotten, and signing in works again at once, from every device. If
            somebody was guessing the password, they can go on guessing.
          </p>
        </ActionButton>
      )}
      <ActionButton
        label="Mail a password link"
        title={`Mail ${user.email} a password link?`}
        confirmLabel="Send the mail"
        look="primary"
        run={() => api.sendPasswordLink(user.id)}
        done="The mail with the link is on its way."
      >
        <p>
          The person gets a mail with a link to choose a new password. The present one works until
          the link is used; nobody else sees the link or the password.
        </p>
      </ActionButton>
      {!isOwn && (
        <ActionButton
          label="Reset second factors"
          buttonLook="danger"
          title={`Reset the second factors of ${user.email}?`}
          confirmLabel="Reset them"
          run={() => api.resetFactors(user.id)}
          done="The second factors are gone, and all devices are signed out."
        >
          <p>
            Authenticator apps, passkeys, recovery codes and remembered browsers of this person stop
            working, and all their devices are signed out. The password alone then opens the account
            until a new factor is set up. Make sure that it is the person who asks. They are told by
            mail.
          </p>
        </ActionButton>
      )}
    </div>
  );
};
