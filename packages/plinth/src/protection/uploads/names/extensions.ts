/**
 * Extensions under which servers or desktops run what a file holds: what Apache, IIS, Tomcat and
 * Windows map to a handler by default.
 */
const RUN: ReadonlySet<string> = new Set(
  (
    "php php3 php4 php5 php7 php8 phps pht phtm phtml phar inc asp aspx ascx ashx asmx asa cer cdx " +
    "jsp jspx jsw jsv jspf do action cfm cfml cfc shtml shtm stm htm html xhtml xht svg svgz xml xsl " +
    "xslt js mjs cjs vbs vbe jse wsf wsh wsc hta htaccess htpasswd cgi fcgi pl pm py pyc pyo rb sh bash " +
    "zsh csh ksh exe dll com bat cmd scr pif msi msp cpl jar war ear class ps1 psm1 psd1 lnk reg inf " +
    "scf url desktop app command apk elf so dylib swf config"
  ).split(" "),
);

/** Whether a file of this extension (lower case, no dot) may be run by a server or a desktop. */
export const isRunnable = (extension: string): boolean => RUN.has(extension);

/** What people cannot see but programs may drop: the rest is what the segment comes to. */
const bare = (segment: string): string =>
  segment
    .normalize("NFKC")
    .replaceAll(/[\p{C}\p{Z}]/gu, "")
    .toLowerCase();

/** A file name as far as its extensions go. */
export interface NameParts {
  /** The last extension in lower case without its dot; undefined where the name has none. */
  readonly extension: string | undefined;
  /** What else a program may take for an extension, in lower case, in order. */
  readonly inner: readonly string[];
}

/**
 * Reads the extensions out of a name as a client sent it, the directory in front left out. A last
 * extension is letters and digits only and stands at the very end: what follows a dot and is
 * anything else, a space included, is none.
 */
export const readExtensions = (name: string): NameParts => {
  const base = name.split(/[/\\]/).at(-1) ?? "";
  const extension = /[^.\s]\s*\.([A-Za-z0-9]{1,8})$/.exec(base)?.[1]?.toLowerCase();
  // Besides dots: streams of NTFS (":"), parameters of IIS (";"), and what C takes for an end.
  const segments = base.split(/[.:;\0]|%00/).map(bare);
  return { extension, inner: segments.slice(1, extension === undefined ? undefined : -1) };
};
