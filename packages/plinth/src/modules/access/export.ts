import type { Access } from "./service.ts";

type User = Awaited<ReturnType<Access["users"]>>[number];

/** What a file of accounts says of each. */
export const USER_COLUMNS = [
  "id",
  "email",
  "name",
  "role",
  "tier",
  "disabled",
  "confirmed address",
  "second factor",
  "failed sign-ins",
  "locked until",
  "last failed sign-in",
  "last sign-in",
  "password changed",
  "since",
];

const word = (isSo: boolean): string => (isSo ? "yes" : "no");

/** An account as a line of a file. */
export const userCells = (user: User): readonly string[] => [
  user.id,
  user.email,
  user.name,
  user.role,
  user.tier,
  word(user.disabled),
  word(user.emailVerified),
  word(user.mfa),
  String(user.failedAttempts),
  user.lockedUntil ?? "",
  user.lastFailedLogin ?? "",
  user.lastSignInAt ?? "",
  user.passwordChangedAt ?? "",
  user.createdAt,
];
