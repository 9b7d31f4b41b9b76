/** Whether a list of permissions or scopes covers one; "plans:*" covers "plans:read", "*" all. */
export const covers = (granted: readonly string[], wanted: string): boolean =>
  granted.some(
    (one) =>
      one === wanted || one === "*" || (one.endsWith(":*") && wanted.startsWith(one.slice(0, -1))),
  );

/** Whether a list allows something that another does not. */
export const exceeds = (wanted: readonly string[], granted: readonly string[]): boolean =>
  wanted.some((one) => !covers(granted, one));
