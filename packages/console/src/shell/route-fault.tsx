import { useRouter } from "@tanstack/react-router";
import { isApiError } from "../client/index.ts";
import { ErrorState } from "../kit/states.tsx";

/**
 * What a router shows when a page could not be prepared: a failed call in plain words with another
 * try. A fault of the page itself goes on to the error boundary around it.
 */
export const RouteFault = (props: { readonly error: unknown; readonly reset: () => void }) => {
  const router = useRouter();
  if (!isApiError(props.error)) throw props.error;
  const retry = async () => {
    await router.invalidate();
    props.reset();
  };
  return (
    <div className="page">
      <ErrorState error={props.error} onRetry={() => void retry()} />
    </div>
  );
};
