import type { ErrorWords } from "../client/index.ts";
import { Notice, Reference } from "./states.tsx";

/** What went wrong with the whole form, announced when it appears. */
export const FormFailure = (props: { readonly failure: ErrorWords | undefined }) =>
  props.failure === undefined ? null : (
    <Notice tone="danger" title={props.failure.title}>
      {props.failure.message}
      {props.failure.reference !== undefined && <Reference id={props.failure.reference} />}
    </Notice>
  );
