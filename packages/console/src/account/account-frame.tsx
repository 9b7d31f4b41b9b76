import { type ReactNode, type RefObject, useEffect, useRef } from "react";

/** Where the account pages lie in this application. */
export interface AccountLinks {
  readonly signIn: string;
  readonly signUp: string;
  readonly forgot: string;
  readonly account: string;
  /** Where second factors are set up. */
  readonly security: string;
  /** What is agreed to, and what is kept of the person. */
  readonly privacy: string;
  /** What was used of what is counted. */
  readonly usage: string;
  /** What is paid for. */
  readonly billing: string;
}

/** The paths both applications use. */
export const accountLinks: AccountLinks = {
  signIn: "/signin",
  signUp: "/signup",
  forgot: "/forgot",
  account: "/account",
  security: "/account/security",
  privacy: "/account/privacy",
  usage: "/account/usage",
  billing: "/account/billing",
};

/** Sets the title of the document, and moves the focus to the heading of a new page. */
export const PageHeading = (props: { readonly children: string; readonly isQuiet?: boolean }) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const text = props.children;
  useEffect(() => {
    const site = document.documentElement.dataset["site"];
    document.title = site === undefined ? text : `${text} · ${site}`;
  }, [text]);
  useEffect(() => {
    // A field that asked for the focus keeps it.
    const active = document.activeElement;
    if (active === null || active === document.body) heading.current?.focus();
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {text}
    </h1>
  );
};

/**
 * Says whose password a form asks for to the password manager; people see and hear nothing of it.
 */
export const UsernameHint = (props: { readonly email: string }) => (
  <input type="text" name="username" autoComplete="username" value={props.email} hidden readOnly />
);

/** Moves the focus to the first field, or button, of what has just appeared. */
export const useFocusFirst = (): RefObject<HTMLDivElement | null> => {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const first = place.current?.querySelector<HTMLElement>(
      "input:not([hidden]), textarea, select, button, a[href]",
    );
    first?.focus();
  }, []);
  return place;
};

/** The narrow page all account forms share. */
export const AccountFrame = (props: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
  readonly below?: ReactNode;
}) => (
  <div className="page page-narrow stack">
    <div className="stack stack-tight">
      <PageHeading>{props.title}</PageHeading>
      {props.lead !== undefined && <p className="soft">{props.lead}</p>}
    </div>
    <div className="card">{props.children}</div>
    {props.below}
  </div>
);
