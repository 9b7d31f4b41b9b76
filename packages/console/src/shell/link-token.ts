import { useRouterState } from "@tanstack/react-router";

/**
 * The token of a mailed link: from the fragment, which browsers keep to themselves, or from the
 * query; "" when there is none.
 */
export const useLinkToken = (): string =>
  useRouterState({
    select: ({ location }) => {
      const search = location.search as Readonly<Record<string, unknown>>;
      const asked = typeof search["token"] === "string" ? search["token"] : "";
      return new URLSearchParams(location.hash.replace(/^#/, "")).get("token") ?? asked;
    },
  });
