import { ReplyValue } from "./reply.ts";

/** An answer whose body is text already: to be kept, and given again. */
export interface PreparedAnswer {
  readonly status: number;
  /** Name, value, name, value. */
  readonly headers: readonly string[];
  /** Undefined where there is no body. */
  readonly payload: string | undefined;
}

/** A prepared answer on its way out: nothing is serialised any more. */
export class PreparedReply extends ReplyValue {
  readonly payload: string | undefined;

  constructor({ status, headers, payload }: PreparedAnswer) {
    super(status, undefined, headers);
    this.payload = payload;
  }
}
