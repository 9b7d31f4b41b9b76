import type { ReactNode } from "react";
import type { ListedUser } from "../admin-api.ts";
import { Badge } from "../admin-page.tsx";
import { dateWords, isAhead } from "../admin-words.ts";

const badgesOf = (user: ListedUser): readonly ReactNode[] => [
  user.role !== "user" && <Badge key="role">{user.role}</Badge>,
  user.disabled && (
    <Badge key="disabled" tone="danger">
      disabled
    </Badge>
  ),
  isAhead(user.lockedUntil, new Date()) && (
    <Badge key="locked" tone="warn">
      locked until {dateWords(user.lockedUntil)}
    </Badge>
  ),
  user.mfa && (
    <Badge key="mfa" tone="ok">
      two-step sign-in
    </Badge>
  ),
  !user.emailVerified && (
    <Badge key="unconfirmed" tone="warn">
      address unconfirmed
    </Badge>
  ),
];

/** What is special about an account, in words; `otherwise` where nothing is. */
export const UserBadges = (props: { readonly user: ListedUser; readonly otherwise?: string }) => {
  const badges = badgesOf(props.user).filter((badge) => badge !== false);
  if (badges.length === 0) return <span className="small soft">{props.otherwise}</span>;
  return <span className="badges">{badges}</span>;
};
