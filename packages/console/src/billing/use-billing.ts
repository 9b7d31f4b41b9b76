import { useMutation } from "@tanstack/react-query";
import { useRuntime } from "../shell/index.ts";
import { createBillingApi } from "./billing-api.ts";

/** Under this key everything about what an account pays for is kept. */
export const BILLING_KEY = ["billing"] as const;

/** The calls, on this page's client. */
export const useBillingApi = () => createBillingApi(useRuntime().client);

/** The page of the payment service is another one: the browser goes there. */
export const useDeparture = (ask: () => Promise<{ readonly url: string }>) =>
  useMutation({
    mutationFn: ask,
    onSuccess: ({ url }) => location.assign(url),
  });
