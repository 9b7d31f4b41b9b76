import { defineErrors } from "#core";

/** What the credentials module answers beyond the platform's codes. */
export const credentialErrors = defineErrors({
  INVALID_CREDENTIALS: {
    status: 401,
    title: "E-mail address or password is not right",
    explanation:
      "The pair of address and password does not open an account at the moment. The answer is the same for an unknown address, a wrong password and a locked account. After several failures an account is locked for some minutes; a new password by mail opens it at once.",
  },
  STEP_UP_FAILED: {
    status: 403,
    title: "This does not confirm that it is you",
    explanation:
      "The password or the code is not right, was used already, or may not be tried at the moment: failures count like those of a sign-in and lock for some minutes. The session goes on as it is.",
  },
  CURRENT_PASSWORD_WRONG: {
    status: 403,
    title: "The current password is not right",
    explanation:
      "Changing a password asks for the current one, so that an unattended browser is not enough. Type it again, or set a new one by mail.",
  },
});
