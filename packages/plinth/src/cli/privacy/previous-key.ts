import type { RotationReport } from "#modules/privacy";

type Digests = RotationReport["digests"];

/** Such as "3 recovery codes and 1 addresses without mail". */
export const countsText = (digests: Digests): string =>
  digests.map(({ count, what }) => `${count} ${what}`).join(" and ");

/** Whether SECRET_KEY_PREVIOUS may go, once everything sealed is sealed anew. */
export const previousKeyText = (digests: Digests): string =>
  digests.length === 0
    ? "no recovery code and no suppressed address needs SECRET_KEY_PREVIOUS, which may go three days after `plinth keys rotate-data`"
    : `${countsText(digests)} were made with a SECRET_KEY of before, or before that was noted: they count as long as SECRET_KEY_PREVIOUS names it`;
