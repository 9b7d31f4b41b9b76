import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { PasswordCheck, PasswordPolicy } from "../client/index.ts";
import { useRuntime } from "../shell/index.ts";

/** What the meter shows. */
export interface Strength {
  readonly policy: PasswordPolicy | undefined;
  readonly check: PasswordCheck | undefined;
}

const pauseMs = 400;

/**
 * Asks the server to judge the password after a pause in typing. The same rules judge on submit,
 * so meter and server cannot disagree; when the check cannot be had the meter is simply absent.
 * The password stays out of the query cache.
 */
export const useStrength = (input: {
  readonly password: string;
  readonly email: string;
  readonly name: string;
}): Strength => {
  const { auth } = useRuntime();
  const { password, email, name } = input;
  const policy = useQuery({
    queryKey: ["password-policy"],
    queryFn: ({ signal }) => auth.passwordPolicy(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [check, setCheck] = useState<PasswordCheck>();

  useEffect(() => {
    if (password === "") {
      setCheck(undefined);
      return undefined;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      auth
        .checkPassword(
          { password, ...(isAddress(email) ? { email } : {}), ...(name === "" ? {} : { name }) },
          abort.signal,
        )
        .then(setCheck, () => {
          if (!abort.signal.aborted) setCheck(undefined);
        });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [auth, password, email, name]);

  return { policy: policy.data, check };
};

/** Good enough to be worth sending; the server decides. */
export const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
