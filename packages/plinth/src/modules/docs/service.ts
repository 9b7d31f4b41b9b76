import type { ApplicationView } from "#modules/contract";
import { createOpenApi, type OpenApiDocument } from "#policy";
import { type Content, createContent } from "./content.ts";
import { type Operation, operationsOf } from "./operations.ts";
import { errorIndexPage, errorPage } from "./pages/error-pages.ts";
import type { Frame } from "./pages/frame.ts";
import { referencePage } from "./pages/reference-page.ts";

/** Who may see the reference (DOCS_ACCESS). Pages of error codes are always public (ERR-07). */
type DocumentationAccess = "public" | "admin" | "off";

/** What the documentation is made from. */
export interface DocumentationParts {
  readonly application: Pick<
    ApplicationView,
    "name" | "version" | "policies" | "catalogue" | "publicUrl" | "sessionCookie"
  >;
  readonly access: DocumentationAccess;
  /** Text of the files that the pages name. */
  readonly client: { readonly style: string; readonly script: string; readonly icon: string };
}

/** The documentation of an application; each part is made when first asked for, and kept until
 * the policies change. */
export interface Documentation {
  readonly access: DocumentationAccess;
  readonly style: Content;
  readonly script: Content;
  readonly icon: Content;
  readonly openApi: () => OpenApiDocument;
  readonly reference: () => Content;
  readonly errorIndex: () => Content;
  /** Undefined for a code that is in no catalogue. */
  readonly errorPage: (code: string) => Content | undefined;
}

const htmlContent = (markup: string): Content => createContent("text/html; charset=utf-8", markup);

/** Makes a value when first asked for, and again when policies are others: limits may change. */
const perPolicies =
  (policies: DocumentationParts["application"]["policies"]) =>
  <T>(make: () => T): (() => T) => {
    let made: { readonly value: T; readonly from: ReturnType<typeof policies> } | undefined;
    return () => {
      const from = policies();
      if (made?.from !== from) made = { value: make(), from };
      return made.value;
    };
  };

const isAnsweredWith = (operation: Operation, code: string): boolean =>
  operation.policy.errors.includes(code);

/** Builds the documentation from the policies alone, so that it cannot differ from what is enforced. */
export const createDocumentation = (parts: DocumentationParts): Documentation => {
  const { application, access, client } = parts;
  const style = createContent("text/css; charset=utf-8", client.style);
  const script = createContent("text/javascript; charset=utf-8", client.script);
  const icon = createContent("image/svg+xml", client.icon);
  const frame: Omit<Frame, "title"> = {
    application: application.name,
    version: application.version,
    style: `/docs/docs.css?v=${style.version}`,
    icon: `/docs/docs.svg?v=${icon.version}`,
    hasReference: access === "public",
  };

  const once = perPolicies(application.policies);
  const openApi = once(() =>
    createOpenApi(application.policies(), application.catalogue(), {
      title: application.name,
      version: application.version,
      description: "Made from the policies that the server enforces.",
      sessionCookie: application.sessionCookie(),
    }),
  );
  const operations = once(() => operationsOf(openApi()));
  const pages = once(() => new Map<string, Content>());

  return {
    access,
    style,
    script,
    icon,
    openApi,
    reference: once(() => {
      const address = `/docs/docs.js?v=${script.version}`;
      const own = { ...frame, script: address, hasReference: true };
      return htmlContent(referencePage(own, operations()));
    }),
    errorIndex: once(() => htmlContent(errorIndexPage(frame, application.catalogue()))),
    errorPage: (code) => {
      const known = pages().get(code);
      if (known !== undefined) return known;
      const catalogue = application.catalogue();
      const definition = Object.hasOwn(catalogue, code) ? catalogue[code] : undefined;
      if (definition === undefined) return undefined;
      // Routes are named only where everyone may know them.
      const where =
        access === "public"
          ? operations().filter((operation) => isAnsweredWith(operation, code))
          : [];
      const url = `${application.publicUrl()}/docs/errors/${code}`;
      const made = htmlContent(errorPage(frame, code, definition, url, where));
      pages().set(code, made);
      return made;
    },
  };
};
