import type { SealedBox } from "./sealed-box.ts";

/** The path of who is signed in. */
export const ME = "/api/v1/auth/me";

/** Under this name lies whose letters stayed when their session ran out. */
export const LEFT_BY = "letters left by";

/** The name under which the letters of a person lie. */
export const lettersName = (owner: string): string => `letters ${owner}`;

/** What an answer says, as far as it is an object. */
export const parse = (text: string | undefined): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};

/** The id of whoever an answer says is signed in. */
export const userOf = (text: string | undefined): string | undefined => {
  const { user } = parse(text);
  const id = typeof user === "object" && user !== null ? (user as { id?: unknown }).id : undefined;
  return typeof id === "string" ? id : undefined;
};

/** Whether letters of somebody wait in the box for them to come back. */
export const isLeft = async (box: Pick<SealedBox, "get">): Promise<boolean> =>
  (await box.get(LEFT_BY)) !== undefined;

/** Call when a person is there: letters that somebody else has left go. */
export const welcome = async (
  box: Pick<SealedBox, "get" | "remove">,
  person: string,
): Promise<void> => {
  const left = await box.get(LEFT_BY);
  if (left === undefined) return;
  if (left !== person) await box.remove(lettersName(left));
  await box.remove(LEFT_BY);
};
