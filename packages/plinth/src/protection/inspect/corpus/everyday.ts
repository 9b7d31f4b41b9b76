/** Plain prose: the padding behind which an attack must not hide (VAL-10). */
export const PROSE: readonly string[] = [
  "Soak the beans overnight, drain them, and cook them for an hour or two until they're soft.",
  "The kitchen smelled of thyme; somebody had left the window open (as always) and gone out.",
  'My grandmother\'s bread needs 500 g of flour, a little salt and, as she said, "some patience".',
  "If you like it hot, add one more chilli; if not, leave it out and use sweet pepper instead.",
  "We ate at the long table, the children first, then the neighbours who'd brought plums.",
  "Is there a better way to keep basil fresh? Put it into water, like flowers, and change it daily.",
  "On Monday we order from the market: tomatoes, leeks, 12 eggs, and whatever is cheap.",
  "The recipe is from 1962 and calls for lard, but butter or oil will do just as well.",
  "Stir slowly, wait until it thickens, take the pot off the stove, and let it rest - that's all.",
  "He wrote back the same evening: they had all liked the soup, even the one who never does.",
];

/**
 * Sentences that people write into forms: names, recipes, notes with odd punctuation, and prose
 * about programs. Nothing here may meet a rule (VAL-15), and joined they are the padding that must
 * not hide an attack.
 */
export const EVERYDAY: readonly string[] = [
  "Ines O'Brien-D'Souza, c/o L'Oréal & Sons; ring twice",
  "Please select all that apply and order by 5 pm",
  "a<b and b>c, so a<c",
  "No butter or oil! kcal < 704 && protein > 26 g",
  "Bring 200 g flour to a boil -- then cut the leaves; sort the beans | drain them",
  "She said: 'one for me, or two for you' and left",
  '"Salt" or "pepper"? 1 = mild, 2 = hot',
  "The union of both sets; select one, drop the rest, and update me",
  "5' 11\" tall, size 40/42 (EU), ½ cup, 30 °C",
  "Tom & Jerry's; rock 'n' roll -- what else?",
  "Insert a coin into the slot, delete the old entry from your list, then grant me a wish.",
  "He or she = they; x or y > z",
  "Where does the name 'where' come from?",
  "I'm having 2 or 3 = a few",
  "see ./docs/readme.md, ../notes or ~/plans",
  "50% off & free shipping: code SAVE-50%!",
  "C++ & C# vs. {Rust}; #1 in [2026]",
  "https://example.org/a?b=c&d=e%20f#g, mail me @ ines@example.org",
  "Dear {{name}}, your order #4711 (2 × soup) costs $12.",
  "(╯°□°)╯︵ ┻━┻ and ¯\\_(ツ)_/¯",
  "Ich hätte gern „Käse“ – oder ‚Wurst‘",
  "Use `npm install` or `ls -la` to see the files.",
  "SELECT is a keyword, and so are FROM and WHERE; don't name a column order.",
  "My query SELECT name FROM recipes WHERE id = 7 is slow, can you help?",
  "In JavaScript: if (a === b || c) { return d; } -- what does || do?",
  "The <b> tag makes text bold; <script> runs code, <img> shows pictures.",
  "function add(a, b) { return a + b; } // adds",
  "items.filter((item) => item.price < 10).map(({ name }) => name)",
  "Put `const x = 'y';` at the top; it's 1 line.",
  "| id | name | date |",
  "password: at least 12 characters, no ' or \" needed",
  "Read the docs: /docs/guide/limits.md, then /api/v1/plans/12?full=true",
  "The alert (see page 4) says: confirm (yes/no)",
  "union jack; table for 2; drop me a line -- or call",
  '{"items":[{"sku":"a-1","title":"O\'Neill T-shirt","price":9.5}]}',
  "名前は田中です。よろしく！",
  "مرحبا، كيف حالك؟",
];
