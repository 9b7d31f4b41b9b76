import type { ValueType } from "../variables/variable.ts";

/** Base address of an OpenTelemetry collector; plain HTTP is usual beside the application. */
export const collectorUrl: ValueType<string> = {
  words: "address such as http://127.0.0.1:4318",
  parse: (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isWeb = url?.protocol === "http:" || url?.protocol === "https:";
    if (url === undefined || !isWeb || url.search !== "" || url.hash !== "") {
      return { fault: "must be an address such as http://127.0.0.1:4318, without query" };
    }
    // It would stand in the environment of every process, and in its logs.
    if (url.username !== "" || url.password !== "") return { fault: "must hold no password" };
    return { value: url.href.replace(/\/$/, "") };
  },
};
