/**
 * Where the files of a system, of its programs and of its people lie, by the shape of a path; see
 * hier(7) for Linux and the known folders of Windows. `canonical` has been at work on the path.
 */

/** Settings of the system and what the kernel tells of processes: files that have no extension. */
const BARE = /^\/(?:etc|proc)\/(?:[\w@.+:-]{1,60}\/){0,8}[\w@+:*?-]{1,60}$/;

/** The same with one that settings and keys have; generated test data puts any file there. */
const SETTINGS =
  /^\/etc\/(?:[\w@.+-]{1,60}\/){0,8}[\w@.+-]{1,80}\.(?:conf|cnf|cfg|ini|list|key|pem|crt|ya?ml|toml|properties|service|timer|nmconnection|preload|keytab)$|^\/etc\/docker\/daemon\.json$/;

/** Settings and state of services; the names of their directories are no names of web pages. */
const SERVICES =
  /^\/(?:var\/(?:lib|run|backups|opt|jenkins_home|cache|db)|usr\/(?:lib|local|share|src)|run|lib|opt|srv)\/.{1,200}\.(?:ya?ml|toml|properties|service|socket|sock|lock|pid|bak|jks|keystore|p12|pfx|crt)$/;

/** Hidden files and directories of a home: keys, histories, settings. */
const HOMES =
  /^(?:~\w{0,32}|\/root|\/home\/[^/]{1,64}|\/users\/[^/]{1,64}|(?:file:\/)?[a-z]:\/users\/[^/]{1,64}|%userprofile%)\/\.[a-z][\w.-]{1,60}/;

/** Settings of an application, history of its source and lists of its files, wherever it lies. */
const APPLICATION =
  /(?:^\/|^\/.{0,200}\/)(?:\.env(?:\.[\w-]{1,20})?|\.ds_store|\.npmrc|\.pypirc|\.netrc|\.git-credentials|\.pgpass|\.dockerenv|application\.(?:properties|ya?ml)|appsettings\.json|database\.yml|secrets\.yml|\.vscode\/sftp\.json)$/;

/** What the tools of versions keep beside the source. */
const HISTORY = /^(?:\/|\/.{0,200}\/)?\.(?:git|svn|hg|bzr)\/[\w./-]{1,80}$/;

const PACKED = /^\/?boot-inf\/[\w./-]{1,120}$/;

/** Shapes of whole paths without a space in them. */
const SHAPES = [BARE, SETTINGS, SERVICES, HOMES, APPLICATION, HISTORY, PACKED] as const;

/** Whether a path without a space leads to a file of the system, of a program or of somebody's home. */
export const isHidden = (path: string): boolean => SHAPES.some((shape) => shape.test(path));

/** A drive of Windows, or a directory that the system has a name for. */
const DRIVE = /^(?:file:\/)?(?:[a-z]:|%(?:\w{3,24}|programfiles\(x86\))%)\//;

/** Directories in which programs and the system keep their own files. */
const KEPT =
  /^(?:program files(?: \(x86\))?|progra~\d|programdata|documents and settings|windows|winnt|inetpub|wamp(?:64)?|xampp|appserv|laragon|easyphp|nginx|apache\d{0,2}|httpd|php\d{0,2}|mysql\d{0,2}|tomcat\d{0,2}|mamp)$/;

/** Names by which the system knows such a directory: "%APPDATA%". */
const NAMED = /^(?:file:\/)?%(?:appdata|localappdata|programdata|programfiles|systemroot|windir)/;

/** Users that are none, and what programs keep for the others. */
const ACCOUNTS = /\/users\/(?:administrator|all users|default|public)\/|\/appdata\//;

/** Programs and their shortcuts; people name these to say what they use. */
const PROGRAM = /\.(?:exe|dll|lnk|msi)$/;

/** Settings, logs, keys and stores, wherever on a drive they lie. */
const STATE =
  /\.(?:ini|inf|log|conf|cnf|cfg|config|properties|manifest|sys|myd|myi|frm|mdb|ldf|pfx|pem|evtx?|dmp|ibd)$/;

const EXTENSION = /\.[a-z][a-z0-9_]{1,11}$/;

/** Blanks that the name of a file may hold; a sentence that begins with a path holds more. */
const MOST_BLANKS = 3;

const isName = (name: string): boolean =>
  name.length <= 128 && name.split(" ").length - 1 <= MOST_BLANKS;

/** Whether a path of Windows, blanks and all, leads to a file that a program or the system keeps. */
export const isKeptOnDrive = (path: string): boolean => {
  const drive = DRIVE.exec(path)?.[0];
  if (drive === undefined) return false;
  const steps = path.slice(drive.length).split("/");
  const name = steps.at(-1) ?? "";
  if (!steps.every(isName) || !EXTENSION.test(name) || PROGRAM.test(name)) return false;
  return STATE.test(name) || KEPT.test(steps[0] ?? "") || NAMED.test(path) || ACCOUNTS.test(path);
};
