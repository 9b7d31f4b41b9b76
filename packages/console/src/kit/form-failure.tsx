import type { ErrorWords } from "../client/index.ts";
import { Notice, Reference } from "./states.tsx";
import { useScrollIntoView } from "./use-scroll-into-view.ts";

/** What went wrong with the whole form, announced and brought into sight when it appears. */
export const FormFailure = (props: { readonly failure: ErrorWords | undefined }) => {
  const place = useScrollIntoView(props.failure);
  if (props.failure === undefined) return null;
  return (
    <div ref={place}>
      <Notice tone="danger" title={props.failure.title}>
        {props.failure.message}
        {props.failure.reference !== undefined && <Reference id={props.failure.reference} />}
      </Notice>
    </div>
  );
};
