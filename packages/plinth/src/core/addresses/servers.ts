/**
 * The addresses of each server that a URL names: `scheme://user:password@one:5432,two:5432/name`, as
 * libpq reads it. One where there is one; the text itself where it names none that way.
 */
export const splitServers = (url: string): readonly string[] => {
  const parts = /^([a-z]+:\/\/)([^/?#]*)(.*)$/s.exec(url);
  if (parts === null) return [url];
  const [, scheme = "", authority = "", rest = ""] = parts;
  const end = authority.lastIndexOf("@") + 1;
  const user = authority.slice(0, end);
  return authority
    .slice(end)
    .split(",")
    .map((host) => `${scheme}${user}${host}${rest}`);
};
