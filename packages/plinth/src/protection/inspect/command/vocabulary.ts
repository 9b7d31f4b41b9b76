/** Commands whose names are no words of prose: behind a metacharacter they are enough. */
const STRONG =
  "whoami uname ifconfig ipconfig wget curl nc ncat netcat nslookup netstat systeminfo sysinfo powershell pwsh bash zsh ksh csh tcsh dash sh cmd perl python python2 python3 ruby php gcc chmod chown chgrp passwd useradd adduser usermod ls lsof mkfifo telnet tftp scp sftp rsync ssh netsh tasklist taskkill wmic certutil bitsadmin mshta rundll32 regsvr32 cscript wscript schtasks vssadmin getent hostname printenv tracert traceroute nmap socat xxd base64 rm mkdir rmdir cp mv awk gawk sed grep egrep ping ping6 sysctl iptables crontab systemctl uptime pwd ps df du lsblk dmesg arp lynx fetch aria2c axel busybox env printf eval xargs tee nohup killall pkill cat tac nl od strings xterm openssl mysql mysqldump psql sqlite3 git svn npm node phpinfo sudo su ln vi vim nano ed groups lscpu arch ss ip ifdown net1 dig iex iwr invoke-expression invoke-webrequest invoke-command new-object start-process get-content get-process iwmi findstr lwp-download lwp-request htop atop vimdiff rvim emacs gdb flock cpulimit strace ltrace zstdcat unxz xzcat bzcat zcat bunzip2 gunzip bzip2 cscli ansible-playbook chef-client lastlogin lastlog base32 basenc c89 c99 clang g++ tclsh rlwrap setarch taskset stdbuf ionice unshare nsenter chroot runuser pkexec doas visudo journalctl loginctl timedatectl hostnamectl dpkg apt-get aptitude yum dnf pacman rpm apk pip pip3 docker kubectl podman mongo redis-cli ldapsearch smbclient rpcclient nbtstat hexdump uuencode uudecode dd mknod fdisk blkid ifup ethtool iwconfig tcpdump tshark nmcli arping mtr nproc lsmod insmod modprobe getfacl setfacl setcap getcap chattr lsattr nvim jq wkhtmltopdf luajit mawk nawk jjs jrunscript dosbox scrot pidof pgrep vmstat iostat logname userdel groupadd chpasswd groupmod wevtutil auditpol dsquery nltest gpresult cmdkey icacls cacls takeown diskpart bcdedit wbadmin esentutl installutil msbuild odbcconf regasm regsvcs uniq setsid coproc msiexec get-childitem get-service get-wmiobject get-ciminstance invoke-restmethod invoke-wmimethod set-content remove-item gci gwmi start-sleep start-job start-service write-output write-host test-connection test-netconnection get-location get-host get-date get-command get-computerinfo get-localuser get-localgroup get-acl get-item add-type add-content out-file copy-item move-item select-string convertto-json set-executionpolicy stop-process stop-service restart-computer stop-computer invoke-item invoke-history resolve-dnsname flushall flushdb slaveof replicaof bgsave bgrewriteaof".split(
    " ",
  );

/** Commands that are words as well: something technical has to follow, or the end. */
const WEAK =
  "id who date dir type echo sleep find head tail more less sort cut touch kill set net reg at host history time test top last man make mail locate which source exec export read shutdown reboot start copy del ver whois finger route expr yes open msg call erase format attrib tree md rd move ren title path help pause color cls vol find findstr fc sc rev split join print ftp tar zip unzip gzip id.exe logger timeout users fold stat file config".split(
    " ",
  );

/** Every name, strong and weak. */
export const COMMAND_NAMES: readonly string[] = [...STRONG, ...WEAK];

/** Hash of no letters: the offset basis of FNV-1a with 32 bits (draft-eastlake-fnv). */
export const HASH_BASIS = 0x811c9dc5 | 0;

/** Goes on with the hash of a name by one letter, in lower case. */
export const hashOn = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

/** Hash of a name in lower case. */
export const hashOfName = (name: string): number => {
  let hash = HASH_BASIS;
  for (let at = 0; at < name.length; at += 1) hash = hashOn(hash, name.charCodeAt(at));
  return hash;
};

const names: ReadonlyMap<number, string> = new Map(
  COMMAND_NAMES.map((name) => [hashOfName(name), name]),
);

/** The name that has this hash: another word has it by one chance in ten millions. */
export const nameOfHash = (hash: number): string | undefined => names.get(hash);

const strong: ReadonlySet<string> = new Set(STRONG);
const weak: ReadonlySet<string> = new Set(WEAK);

/** How much the name of a command says by itself. */
export type CommandStrength = "strong" | "weak" | "none";

/** Looks a command up by its bare name in lower case. */
export const commandStrength = (name: string): CommandStrength => {
  if (strong.has(name)) return "strong";
  return weak.has(name) ? "weak" : "none";
};

/** Short strong ones that are no words: behind a joint they need nothing else. */
export const SURE: ReadonlySet<string> = new Set([
  "pwd",
  "ls",
  "nc",
  "rm",
  "sh",
  "ssh",
  "awk",
  "sed",
]);

/** Weak ones that are hardly ever the last word of a sentence. */
export const ENDS_ALONE: ReadonlySet<string> = new Set([
  "id",
  "dir",
  "net",
  "ver",
  "vol",
  "netstat",
  "set",
]);

/** Words that are a command as a whole value only with a sub-command, and could be one. */
const WEAK_WHOLE: ReadonlySet<string> = new Set(["net", "reg", "type", "dir", "which", "id"]);

/** Whether a value that begins with this name may be a command as a whole. */
export const isWholeName = (name: string): boolean => strong.has(name) || WEAK_WHOLE.has(name);
