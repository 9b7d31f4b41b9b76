import { componentValue, type SignedMessage } from "./components.ts";
import type { SignatureInput } from "./signature-input.ts";

/**
 * The text that is signed: one line for each covered component, and how it was signed (RFC 9421
 * section 2.5).
 * @throws {SignatureFault} when a component is unknown or not there.
 */
export const createSignatureBase = (
  message: SignedMessage,
  { components, text }: Pick<SignatureInput, "components" | "text">,
): string => {
  const lines = components.map((name) => `"${name}": ${componentValue(message, name)}`);
  return [...lines, `"@signature-params": ${text}`].join("\n");
};
