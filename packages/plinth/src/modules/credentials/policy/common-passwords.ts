/**
 * Words that lead every published list of leaked passwords, as their letters alone: digits, signs
 * and the usual replacements (0 for o, @ for a) are taken off before the comparison. The long list is a
 * filter file (blocklist/); these are found with more around them.
 */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `password passwort passphrase passcode passw passwd secret changeme letmein welcome default login
  signin admin administrator administration root superuser sysadmin manager master owner guest user
  username test testing tester temp temporary demo example sample qwerty qwertyuiop qwertz azerty
  asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc abcdef abcdefg abcdefgh monkey dragon football
  baseball basketball hockey soccer iloveyou loveyou ilovegod lovely sunshine princess shadow superman
  batman spiderman pokemon starwars matrix trustno freedom whatever ninja mustang ferrari porsche
  mercedes harley computer internet google facebook samsung iphone apple microsoft windows linux
  oracle server database network access security private nothing please hello goodbye goodmorning
  summer winter spring autumn january february march april may june july august september october
  november december monday tuesday wednesday thursday friday saturday sunday michael jennifer jordan
  jessica ashley daniel thomas robert matthew andrew joshua george charlie maggie buster tigger
  cookie cheese banana orange chocolate pepper ginger butter flower purple yellow silver golden
  diamond london berlin paris newyork chelsea liverpool arsenal barcelona killer hunter ranger
  phoenix thunder maverick corvette yankees cowboys eagles steelers lakers dallas company business
  office support service helpdesk contact newpassword mypassword thepassword forgot remember
  passwordpassword letmeinplease opensesame correcthorsebatterystaple blink`
    .split(/\s+/)
    .map((word) => word.toLowerCase()),
);
