/** One rule of the inventory: what it means, and an attack and a harmless text that show it. */
export interface Rule {
  /** One line for people: what the text tries. */
  readonly title: string;
  /** A text that meets the rule. */
  readonly attack: string;
  /** A text that looks alike and meets no rule at all. */
  readonly benign: string;
}
