import { EmailText, TokenText } from "#modules/accounts";
import { strictObject } from "#policy";

/** POST /api/v1/auth/magic-link */
export const LinkBody = strictObject({ email: EmailText });

/** POST /api/v1/auth/magic-link/verify */
export const UseBody = strictObject({ token: TokenText });
