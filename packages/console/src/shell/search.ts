/** Address parameters as plain strings: a token that looks like a number stays a string. */
export const plainSearch = {
  parseSearch: (text: string): Record<string, string> =>
    Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search: Record<string, unknown>): string => {
    const text = new URLSearchParams(
      Object.entries(search).flatMap(([name, value]) =>
        typeof value === "string" && value !== "" ? [[name, value]] : [],
      ),
    ).toString();
    return text === "" ? "" : `?${text}`;
  },
};

/**
 * Where to go after signing in: a path of this application, or the fallback. Anything that a
 * browser could read as another host ("//x", "/\x", control characters) is refused.
 */
export const safeReturn = (from: unknown, fallback: string): string => {
  if (typeof from !== "string" || from.length > 500) return fallback;
  if (!from.startsWith("/") || /^\/[/\\]/.test(from)) return fallback;
  for (const letter of from) {
    const code = letter.codePointAt(0) ?? 0;
    if (code < 0x21 || code === 0x5c || code === 0x7f) return fallback;
  }
  return from;
};

/** Splits "/plans/x?units=us" into what the router's navigate takes. */
export const toTarget = (
  path: string,
): { readonly to: string; readonly search: Record<string, string> } => {
  const [to = "/", query = ""] = path.split("?", 2);
  return { to, search: plainSearch.parseSearch(query.split("#", 1)[0] ?? "") };
};
