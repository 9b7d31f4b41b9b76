/** A JSON object of a page. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether an object is a schema.org Recipe: a name, an address, or one of several types. */
export function isRecipe(node: JsonObject): boolean {
  const types = Array.isArray(node["@type"]) ? node["@type"] : [node["@type"]];
  return types.some(
    (type) =>
      typeof type === "string" && /^(https?:\/\/schema\.org\/|schema:)?recipe$/i.test(type.trim()),
  );
}
