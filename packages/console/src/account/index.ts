export type { AccountLinks } from "./account-frame.tsx";
export { AccountFrame, accountLinks, PageHeading } from "./account-frame.tsx";
export { AccountPage, Section } from "./account-page.tsx";
export { describeAgent, relativeTime } from "./device-words.ts";
export { ForgotPage } from "./forgot-page.tsx";
export { ResetPage } from "./reset-page.tsx";
export { SignInPage } from "./sign-in-page.tsx";
export { SignUpPage } from "./sign-up-page.tsx";
