import type { Clock } from "#core";
import { constantTimeEqual, type Keyring } from "#crypto";

/** Links end on a multiple of this, so that browsers may keep what they load from one. */
const STEP_SECONDS = 900;
const KEY = "file-links";

/** What a link to the files' own origin carries in the place of a session, which is not sent there. */
export interface LinkProof {
  /** Seconds since the epoch. */
  readonly until?: number | undefined;
  readonly proof?: string | undefined;
}

/** Links to files on an origin of their own; undefined where there is none. */
export interface FileLinks {
  /** Host and port of the origin, as the Host header has them. */
  readonly host: string;
  /** Where a file is for the next 15 to 30 minutes. */
  readonly linkTo: (id: string, width?: number) => string;
  /** Whether a link was made here for this file and still holds. */
  readonly holds: (id: string, link: LinkProof) => boolean;
}

/** Builds links that are signed: whoever has one may read this one file until it ends. */
export const createFileLinks = (parts: {
  readonly origin: string;
  readonly keyring: Pick<Keyring, "hmac">;
  readonly clock: Clock;
}): FileLinks => {
  const { origin, keyring, clock } = parts;
  const proofOf = (id: string, until: number): string => keyring.hmac(KEY, `${id} ${until}`);
  return {
    host: new URL(origin).host,
    linkTo: (id, width) => {
      const now = clock.now() / 1_000;
      const until = (Math.floor(now / STEP_SECONDS) + 2) * STEP_SECONDS;
      const size = width === undefined ? "" : `&width=${width}`;
      return `${origin}/api/v1/files/${id}?until=${until}&proof=${proofOf(id, until)}${size}`;
    },
    holds: (id, { until, proof }) =>
      until !== undefined &&
      proof !== undefined &&
      until * 1_000 > clock.now() &&
      constantTimeEqual(proof, proofOf(id, until)),
  };
};
