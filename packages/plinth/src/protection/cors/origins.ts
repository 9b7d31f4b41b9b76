const originFault = (text: string): string | undefined => {
  if (text.includes("*")) return "a wildcard cannot go with credentials; list the origins";
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return "write it as https://host or http://host:port";
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return "only http and https";
  return url.origin === text ? undefined : `browsers send it as ${url.origin}`;
};

/**
 * The origins as a set, each exactly in the form browsers send (RFC 6454 section 6.2), because they
 * are compared as text.
 * @throws {RangeError} naming every entry that is not.
 */
export const requireOrigins = (origins: readonly string[]): ReadonlySet<string> => {
  const faults = origins.flatMap((text) => {
    const fault = originFault(text);
    return fault === undefined ? [] : [`allowed origin "${text}": ${fault}`];
  });
  if (faults.length > 0) throw new RangeError(faults.join("; "));
  return new Set(origins);
};
