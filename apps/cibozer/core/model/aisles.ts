/** Sections of a shop in the order in which one walks through it, with their names. */
export const AISLES: readonly { readonly id: string; readonly label: string }[] = [
  { id: "produce", label: "Fruit and vegetables" },
  { id: "bakery", label: "Bakery" },
  { id: "meat", label: "Meat and poultry" },
  { id: "fish", label: "Fish and seafood" },
  { id: "deli", label: "Deli" },
  { id: "dairy", label: "Dairy" },
  { id: "eggs", label: "Eggs" },
  { id: "dairy-alt", label: "Plant milks and yogurts" },
  { id: "chilled", label: "Chilled" },
  { id: "frozen", label: "Frozen" },
  { id: "tins", label: "Tins, jars and stock" },
  { id: "pulses", label: "Dried pulses" },
  { id: "grains", label: "Rice, pasta and grains" },
  { id: "cereals", label: "Cereals" },
  { id: "baking", label: "Baking" },
  { id: "nuts", label: "Nuts and seeds" },
  { id: "dried", label: "Dried fruit" },
  { id: "oils", label: "Oils and fats" },
  { id: "condiments", label: "Sauces and condiments" },
  { id: "world", label: "World food" },
  { id: "spreads", label: "Spreads" },
  { id: "spices", label: "Herbs, spices and salt" },
  { id: "snacks", label: "Snacks" },
  { id: "supplements", label: "Protein powders" },
  { id: "drinks", label: "Drinks" },
];

/** The name of a section of a shop. */
export const aisleLabel = (id: string): string =>
  AISLES.find((aisle) => aisle.id === id)?.label ?? id;

/**
 * Sections by the order in which somebody walks through their shop. Those that the order does not
 * name come after it and stay as they were: nothing of a list is ever left out.
 */
export function orderAisles<T extends { readonly aisle: string }>(
  sections: readonly T[],
  order: readonly string[],
): readonly T[] {
  const rank = (aisle: string): number => {
    const at = order.indexOf(aisle);
    return at === -1 ? order.length : at;
  };
  return sections.toSorted((a, b) => rank(a.aisle) - rank(b.aisle));
}
