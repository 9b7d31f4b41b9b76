import { trimBlanks } from "./blanks.ts";
import { SignatureFault } from "./fault.ts";

/** What of a request a signature can cover. */
export interface SignedMessage {
  /** As it goes over the wire: case matters. */
  readonly method: string;
  /** The absolute URL that the client called, query included, fragment left out. */
  readonly targetUri: string;
  /** The values of a header by its lower-case name, in their order; undefined when it is not there. */
  readonly header: (name: string) => readonly string[] | undefined;
}

/** The parts of a target that components are made of. */
interface Target {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  /** With its question mark; empty when there is none. */
  readonly query: string;
}

const TARGET = /^(https?):\/\/([^/?#@\s]+)(\/[^?#\s]*)?(\?[^#\s]*)?$/i;
const DEFAULT_PORTS: Readonly<Record<string, RegExp>> = { http: /:80$/, https: /:443$/ };

/** Scheme and host have no case, the default port goes without saying (RFC 9110 section 4.2.3). */
const splitTarget = (uri: string): Target => {
  const match = TARGET.exec(uri);
  if (match === null) throw new SignatureFault("the target is an http or https URL");
  const [, scheme = "", authority = "", path = "", query = ""] = match;
  const plain = scheme.toLowerCase();
  return {
    scheme: plain,
    authority: authority.toLowerCase().replace(DEFAULT_PORTS[plain] ?? /$^/, ""),
    path: path === "" ? "/" : path,
    query,
  };
};

/** Derived components (RFC 9421 section 2.2). */
const DERIVED: Readonly<Record<string, (message: SignedMessage) => string>> = {
  "@method": ({ method }) => method,
  "@target-uri": ({ targetUri }) => {
    const { scheme, authority, path, query } = splitTarget(targetUri);
    return `${scheme}://${authority}${path}${query}`;
  },
  "@authority": ({ targetUri }) => splitTarget(targetUri).authority,
  "@path": ({ targetUri }) => splitTarget(targetUri).path,
  "@query": ({ targetUri }) => splitTarget(targetUri).query || "?",
};

const FIELD_NAME = /^[a-z0-9!#$%&'*+\-.^_`|~]+$/;

/** A header field as it enters a signature (RFC 9421 section 2.1). */
const fieldValue = (message: SignedMessage, name: string): string => {
  const values = message.header(name);
  if (values === undefined) throw new SignatureFault(`the header ${name} is not there`);
  return values.map((value) => trimBlanks(value, " \t")).join(", ");
};

/**
 * The value of a component.
 * @throws {SignatureFault} when it is unknown, is not there, or is not printable ASCII.
 */
export const componentValue = (message: SignedMessage, name: string): string => {
  const derive = Object.hasOwn(DERIVED, name) ? DERIVED[name] : undefined;
  if (derive === undefined && !FIELD_NAME.test(name)) {
    throw new SignatureFault(`the component ${name} is not supported`);
  }
  const value = derive?.(message) ?? fieldValue(message, name);
  // A line break in a value would let one component pass for two.
  if (!/^[\t -~]*$/.test(value)) throw new SignatureFault(`${name} is not printable ASCII`);
  return value;
};
