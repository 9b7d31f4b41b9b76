import { useMutation } from "@tanstack/react-query";
import { useMemo } from "react";
import { useRuntime } from "../shell/index.ts";
import { createBillingApi } from "./billing-api.ts";

/** Under this key everything about what an account pays for is kept. */
export const BILLING_KEY = ["billing"] as const;

/** The calls, on this page's client; the same ones at every render, since they keep request keys. */
export const useBillingApi = () => {
  const { client } = useRuntime();
  return useMemo(() => createBillingApi(client), [client]);
};

/** The page of the payment service is another one: the browser goes there. */
export const useDeparture = (ask: () => Promise<{ readonly url: string }>) =>
  useMutation({
    mutationFn: ask,
    onSuccess: ({ url }) => location.assign(url),
  });
