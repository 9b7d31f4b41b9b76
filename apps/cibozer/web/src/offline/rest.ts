/** Safari has no idle callbacks: there a while is waited. */
const REST_MS = 1_000;

/** Waits until the page has nothing better to do. */
export const rest = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof requestIdleCallback === "function") {
      requestIdleCallback(() => resolve(), { timeout: REST_MS });
    } else setTimeout(resolve, REST_MS);
  });
