import type { ListedUser } from "../admin-api.ts";
import { Badge } from "../admin-page.tsx";
import { dateWords, isAhead } from "../admin-words.ts";

/** What is special about an account, in words. */
export const UserBadges = ({ user }: { readonly user: ListedUser }) => (
  <span className="badges">
    {user.role !== "user" && <Badge>{user.role}</Badge>}
    {user.disabled && <Badge tone="danger">disabled</Badge>}
    {isAhead(user.lockedUntil, new Date()) && (
      <Badge tone="warn">locked until {dateWords(user.lockedUntil)}</Badge>
    )}
    {user.mfa && <Badge tone="ok">two-step sign-in</Badge>}
    {!user.emailVerified && <Badge tone="warn">address unconfirmed</Badge>}
  </span>
);
