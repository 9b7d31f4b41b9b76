import { SignatureFault } from "./fault.ts";
import { parseDictionary } from "./parse.ts";
import { serialiseDictionary, serialiseInnerList } from "./serialise.ts";
import {
  type BareItem,
  type InnerList,
  type Item,
  isInnerList,
  type Parameters,
} from "./structured-fields.ts";

/** What a signer says about a signature (RFC 9421 section 2.3); times in seconds since the epoch. */
export interface SignatureParameters {
  readonly created?: number;
  readonly expires?: number;
  readonly nonce?: string;
  readonly alg?: string;
  readonly keyid?: string;
  readonly tag?: string;
}

/** One announced signature: what it covers and how it was made. */
export interface SignatureInput extends SignatureParameters {
  readonly label: string;
  /** Names of the covered components, in their order; each once. */
  readonly components: readonly string[];
  /** The value of @signature-params, in its one form. */
  readonly text: string;
}

type Name = keyof SignatureParameters;
const KINDS: Readonly<Record<Name, BareItem["type"]>> = {
  created: "integer",
  expires: "integer",
  nonce: "string",
  alg: "string",
  keyid: "string",
  tag: "string",
};
const NAMES = Object.keys(KINDS) as readonly Name[];

const componentName = ({ item, parameters }: Item): string => {
  if (item.type !== "string") throw new SignatureFault("a component is a string");
  const [parameter] = parameters.keys();
  if (parameter !== undefined) {
    throw new SignatureFault(`the component parameter ${parameter} is not supported`);
  }
  return item.value;
};

const readParameters = (parameters: Parameters): SignatureParameters => {
  const unknown = [...parameters.keys()].find((name) => !Object.hasOwn(KINDS, name));
  if (unknown !== undefined) throw new SignatureFault(`the parameter ${unknown} is not known`);
  const found = NAMES.flatMap((name): [Name, BareItem["value"]][] => {
    const item = parameters.get(name);
    if (item === undefined) return [];
    if (item.type !== KINDS[name])
      throw new SignatureFault(`${name} is not of type ${KINDS[name]}`);
    return [[name, item.value]];
  });
  return Object.fromEntries(found) as SignatureParameters;
};

const requireUnique = (components: readonly string[]): readonly string[] => {
  if (new Set(components).size !== components.length) {
    throw new SignatureFault("a component is covered twice");
  }
  return components;
};

/**
 * Reads Signature-Input (RFC 9421 section 4.1).
 * @throws {SignatureFault} for what is not understood: nothing of a signature may be skipped.
 */
export const parseSignatureInput = (text: string): readonly SignatureInput[] =>
  [...parseDictionary(text)].map(([label, member]) => {
    if (!isInnerList(member)) throw new SignatureFault(`${label} lists no components`);
    return {
      ...readParameters(member.parameters),
      label,
      components: requireUnique(member.items.map(componentName)),
      text: serialiseInnerList(member),
    };
  });

/**
 * Reads Signature (RFC 9421 section 4.2): bytes by label.
 * @throws {SignatureFault} when a member is anything but bytes.
 */
export const parseSignatures = (text: string): ReadonlyMap<string, Uint8Array> => {
  const members = [...parseDictionary(text)];
  return new Map(
    members.map(([label, member]) => {
      if (isInnerList(member) || member.item.type !== "bytes" || member.parameters.size > 0) {
        throw new SignatureFault(`${label} is not bytes`);
      }
      return [label, member.item.value];
    }),
  );
};

const itemOf = (name: Name, value: string | number): BareItem =>
  KINDS[name] === "integer"
    ? { type: "integer", value: Number(value) }
    : { type: "string", value: String(value) };

/**
 * Announces a signature; the parameters stand in the order in which they are given.
 * @throws {SignatureFault} for values that no structured field holds.
 */
export const createSignatureInput = (
  label: string,
  components: readonly string[],
  parameters: SignatureParameters,
): SignatureInput => {
  const given = Object.entries(parameters) as readonly [Name, string | number | undefined][];
  const list: InnerList = {
    items: requireUnique(components).map((value) => ({
      item: { type: "string", value },
      parameters: new Map(),
    })),
    parameters: new Map(
      given.flatMap(([name, value]) => (value === undefined ? [] : [[name, itemOf(name, value)]])),
    ),
  };
  return { ...parameters, label, components, text: serialiseInnerList(list) };
};

/** The value of Signature for one label. */
export const signatureText = (label: string, signature: Uint8Array): string =>
  serialiseDictionary(
    new Map([[label, { item: { type: "bytes", value: signature }, parameters: new Map() }]]),
  );
