/**
 * 85 patterns as lists for filters have them, written for this comparison in the manner usual there:
 * letter case ignored, alternatives, `\s*` and `\b`, classes of characters, no anchors; 25 against
 * scripts, 20 against SQL, 15 against document stores, 10 against commands, 15 against paths. They were
 * written before they were timed and are not to be changed for the sake of a figure.
 */
const SCRIPTS: readonly RegExp[] = [
  /<\s*script\b[^>]*>/i,
  /<\s*\/\s*script\s*>/i,
  /(?:java|vb|live)script\s*:/i,
  /\bon(?:load|error|click|focus|blur|change|submit|mouse(?:over|out|move|down|up))\s*=/i,
  /\bon\w+\s*=\s*["']?[^"'>]*["']?/i,
  /<\s*(?:iframe|frame|frameset)\b[^>]*>/i,
  /<\s*(?:object|embed|applet)\b[^>]*>/i,
  /<\s*(?:svg|math)\b[^>]*\bon\w+/i,
  /<\s*img\b[^>]*\bsrc\s*=\s*["']?\s*(?:javascript|data):/i,
  /<\s*(?:link|meta|base)\b[^>]*\bhref\s*=/i,
  /<\s*(?:body|html|input|video|audio|details)\b[^>]*\bon\w+/i,
  /\b(?:alert|confirm|prompt)\s*[(`]/i,
  /\beval\s*\(/i,
  /\b(?:setTimeout|setInterval|Function)\s*\(\s*["'`]/i,
  /\bdocument\s*\.\s*(?:cookie|domain|write(?:ln)?|location|body)\b/i,
  /\bwindow\s*(?:\.\s*location|\[\s*["'])/i,
  /\.\s*(?:innerHTML|outerHTML|insertAdjacentHTML)\b/i,
  /\bString\s*\.\s*fromCharCode\b/i,
  /data\s*:\s*text\/html/i,
  /\bexpression\s*\([^)]*\)/i,
  /&#(?:x0*(?:3c|3e|22|27)|0*(?:60|62|34|39));?/i,
  /(?:%3c|<)\s*(?:%2f|\/)?\s*script/i,
  /\bsrcdoc\s*=|\bformaction\s*=|\bxlink:href\s*=/i,
  /<\s*style\b[^>]*>|@import\s*["']?/i,
  /\\u003c|\\x3c/i,
];

const SQL: readonly RegExp[] = [
  /\bunion\b\s+(?:all\s+|distinct\s+)?\bselect\b/i,
  /\bselect\b.+\bfrom\b/i,
  /\binsert\b\s+\binto\b.+\bvalues\b/i,
  /\bdelete\b\s+\bfrom\b/i,
  /\bupdate\b.+\bset\b\s+\w+\s*=/i,
  /\b(?:drop|alter|create|truncate)\b\s+\b(?:table|database|view|index|procedure)\b/i,
  /\b(?:or|and)\b\s+["']?\d+["']?\s*[=<>]+\s*["']?\d+/i,
  /["']\s*\b(?:or|and)\b\s*["']?\w+["']?\s*=/i,
  /["']\s*(?:--|#|\/\*)/i,
  /;\s*(?:--|#|\/\*)/i,
  /\/\*!?\d*.*?\*\//i,
  /\b(?:sleep|benchmark|pg_sleep)\s*\(/i,
  /\bwaitfor\b\s+\bdelay\b/i,
  /\b(?:exec|execute)\b\s*(?:\(|\s+(?:xp|sp)_\w+)/i,
  /\binformation_schema\b|\bsys(?:objects|columns|users)\b/i,
  /\b(?:load_file|into\s+(?:out|dump)file)\b/i,
  /\b(?:group|order)\b\s+\bby\b\s+\d+/i,
  /\bhaving\b\s+\d+\s*=\s*\d+/i,
  /\b(?:char|chr|concat|concat_ws|hex|unhex|ascii|substring)\s*\(\s*[\w'"]/i,
  /\b(?:extractvalue|updatexml)\s*\(/i,
];

const DOCUMENTS: readonly RegExp[] = [
  /["']?\$(?:ne|eq|gte?|lte?)["']?\s*:/i,
  /["']?\$(?:in|nin|all)["']?\s*:\s*\[/i,
  /["']?\$(?:or|and|nor|not)["']?\s*:/i,
  /["']?\$where["']?\s*:/i,
  /["']?\$regex["']?\s*:/i,
  /["']?\$(?:exists|type|mod|size)["']?\s*:/i,
  /["']?\$(?:expr|function|accumulator|jsonSchema)["']?\s*:/i,
  /\[\s*\$(?:ne|eq|gt|lt|in|regex|where)\s*\]/i,
  /\bthis\s*\.\s*\w+\s*(?:===?|!==?|\.match)/i,
  /["']\s*\|\|\s*["']?\w*["']?\s*={2,3}/i,
  /\bdb\s*\.\s*\w+\s*\.\s*(?:find|insert|update|remove|drop)\w*\s*\(/i,
  /\bmapReduce\b|\b\$?group\b\s*:\s*\{/i,
  /;\s*return\s+(?:true|1|!)/i,
  /\bwhile\s*\(\s*(?:true|1)\s*\)/i,
  /["']?__proto__["']?\s*[:[]|\bconstructor\s*\.\s*prototype\b/i,
];

const COMMANDS: readonly RegExp[] = [
  /[;&|`]\s*(?:cat|ls|id|pwd|whoami|uname|ps|rm|cp|mv|echo|touch)\b/i,
  /[;&|`]\s*(?:wget|curl|nc|ncat|telnet|ssh|ftp|ping|nslookup|dig)\b/i,
  /\$\([^)]+\)/i,
  /`[^`]+`/i,
  /\b(?:ba|z|k|c|da)?sh\b\s+-[ci]\b/i,
  /\/(?:usr\/)?s?bin\/\w+/i,
  /\b(?:python|perl|ruby|php|node)\d?\b\s+-[cer]\b/i,
  /\b(?:cmd|powershell)(?:\.exe)?\b\s*(?:\/c|-\w+)/i,
  /\$\{?IFS\}?/i,
  /[<>]\s*\/(?:dev|tmp|etc|var)\/\w+/i,
];

const PATHS: readonly RegExp[] = [
  /(?:\.\.[/\\]){1,}/i,
  /(?:%2e|\.){2}(?:%2f|%5c|[/\\])/i,
  /%252e|%252f|%255c/i,
  /\.{2,}[/\\]+\.{2,}/i,
  /\/etc\/(?:passwd|shadow|group|hosts|hostname|issue)\b/i,
  /\/proc\/(?:self|version|cmdline|\d+)\b/i,
  /\b[a-z]:\\+(?:windows|winnt|boot|inetpub)\b/i,
  /\b(?:boot|win|system|php|my)\.ini\b/i,
  /\.(?:htaccess|htpasswd|env|git|svn|ssh)\b/i,
  /\b(?:php|file|expect|phar|zip|data|glob):\/\//i,
  /%00|\\0|\\x00/i,
  /\b(?:wp-config|configuration|settings|web)\.(?:php|config|xml)\b/i,
  /\/var\/(?:log|www|lib|run)\/\w+/i,
  /\b(?:id_rsa|authorized_keys|known_hosts)\b/i,
  /%c0%af|%c1%9c|%e0%80%af/i,
];

/** The patterns, to be run one after the other over every value. */
export const PATTERNS: readonly RegExp[] = [
  ...SCRIPTS,
  ...SQL,
  ...DOCUMENTS,
  ...COMMANDS,
  ...PATHS,
];
