/** With the link that signs in. Nothing a stranger typed goes into a mail to somebody else. */
export const magicLinkMail = (application: string, link: string) => ({
  subject: `Sign in to ${application}`,
  text: `Somebody, most likely you, wants to sign in to ${application} with this address.

Open this link within 15 minutes and press the button there. It works once:
${link}

If it was not you, leave this mail alone: nobody gets in without it.
`,
});
