import type { ListedUser } from "../admin-api.ts";
import { When } from "../admin-page.tsx";
import { dateWords, isAhead } from "../admin-words.ts";

/** What sign-in keeps of an account (ID-13). */
export const UserFacts = ({ user }: { readonly user: ListedUser }) => (
  <dl className="facts">
    <dt>Address</dt>
    <dd>{user.emailVerified ? "confirmed" : "not confirmed yet; the role does not count"}</dd>
    <dt>Two-step sign-in</dt>
    <dd>{user.mfa ? "on" : "off"}</dd>
    <dt>Last sign-in</dt>
    <dd>
      <When iso={user.lastSignInAt} />
    </dd>
    <dt>Failed attempts</dt>
    <dd className="numbers">{user.failedAttempts}</dd>
    <dt>Last failed sign-in</dt>
    <dd>
      <When iso={user.lastFailedLogin} />
    </dd>
    <dt>Locked</dt>
    <dd>{isAhead(user.lockedUntil, new Date()) ? `until ${dateWords(user.lockedUntil)}` : "no"}</dd>
    <dt>Password changed</dt>
    <dd>
      <When iso={user.passwordChangedAt} />
    </dd>
    <dt>Account opened</dt>
    <dd>
      <When iso={user.createdAt} />
    </dd>
    <dt>Id</dt>
    <dd>
      <code className="wrap-anywhere">{user.id}</code>
    </dd>
  </dl>
);
