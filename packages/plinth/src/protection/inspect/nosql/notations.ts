// An operator where a key stands, as other languages than JSON write keys: what takes a request apart for
// a store is not always a parser of JSON.

/** What is longer is a file. */
const LONGEST = 4_096;

const NOTATIONS: readonly RegExp[] = [
  // PHP and Ruby: "'$ne' => ''", ":$ne => nil".
  /["':]\$(?:ne|eq|gte?|lte?|n?in|regex|where|exists|or|and|nor|not|expr|type|size|all|mod|elemMatch)["']?\s{0,3}=>/i,
  // PHP's serialised arrays: 's:3:"$ne";'.
  /\bs:\d{1,2}:"\$(?:ne|eq|gte?|lte?|n?in|regex|where|exists|or|and|nor|not|expr|type|size|all|mod|elemMatch)";/i,
  // XML: "<name>$ne</name>", '<filter op="$gt"'.
  />\s{0,3}\$(?:ne|eq|gte?|lte?|n?in|regex|where|exists|or|and|nor|not|expr|type|size|all|mod|elemMatch)\s{0,3}<\//i,
  /<[^<>\n]{1,120}\s(?:name|op|operator|key|type|cond|comparison)=["']\$(?:ne|eq|gte?|lte?|n?in|regex|where|exists|or|and|nor|not|expr|type|size|all|mod|elemMatch)["']/i,
  // Parts of a form (RFC 7578): 'name="menu[$ne]"'.
  /\bname="?[\w.[\]-]{1,60}\[["']?\$[a-z]{2,16}["']?\]/i,
  // YAML: the operator on a line of its own, below the field.
  /:\s{0,3}\n\s{1,12}["']?\$(?:ne|eq|gte?|lte?|n?in|regex|where|exists|or|and|nor|not|expr|type|size|all|mod|elemMatch)["']?\s?:/i,
  // TOML: '{ "$gt" = "" }'.
  /\{\s{0,3}["']\$(?:ne|eq|gte?|lte?|n?in|regex|where|exists|or|and|nor|not|expr|type|size|all|mod|elemMatch)["']\s{0,3}=\s/i,
  // A quoted name in brackets: "menu['$ne']=".
  /\[["']\$[a-z]{2,16}["']\]\s?=/i,
];

/** Whether an operator is a key in one of these notations. */
export const hasOperatorKey = (text: string): boolean =>
  text.length <= LONGEST && text.includes("$") && NOTATIONS.some((notation) => notation.test(text));
