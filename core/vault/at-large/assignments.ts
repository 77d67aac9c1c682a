import { entropyOf } from './entropy.ts';

/** What a name beside a value says: that the value is a secret, whatever it looks like. */
export interface Assigned {
  start: number;
  end: number;
  rule: string;
  looksLike: string;
}

const name =
  '(?:passwords?|passwd|passphrase|pwd|secrets?|tokens?|api[_.-]?keys?|apikey|access[_.-]?keys?|secret[_.-]?keys?|private[_.-]?key|encryption[_.-]?key|signing[_.-]?key|master[_.-]?key|auth[_.-]?key|account[_.-]?key|client[_.-]?key[_.-]?data|credentials?|creds)';
const operator = String.raw`(?:=>|:{1,3}=|\?=|\|\||[=:>,])`;
const words = /pass|pwd|secret|token|key|cred/;
const assignment = new RegExp(
  String.raw`(${name})[ \t\w.-]{0,20}['"\x60\])]{0,2}[ \t]{0,8}${operator}[ \t=]{0,4}(?:(["'\x60])([^"'\x60\r\n]{6,200})\2|([\w.=+/~!@#$%^&*-]{8,200})(?=[\s;,)\]}"'\x60<&]|\\[nr]|$))`,
  'giu',
);

/** Names that only sound like a secret's. */
const harmless =
  /(?:public|primary|foreign|sort|partition|cache|bucket|next|page|continuation|csrf|max|min|num|total|count|input|output|prompt|completion|cached|reasoning)[_.-]?(?:keys?|tokens?)|(?:token|key|secret|password)s?[_.-]?(?:id|type|name|length|size|count|limit|usage|url|uri|endpoint|file|path|field|hint|policy|reset|expir\w*|version|arn|ring|board|word)\b|keyword|secretary|tokeni[sz]/i;
const stand =
  /^(?:true|false|null|none|undefined|nil|yes|no|required|optional|string|password|secret|token|changeme|change_me|redacted|hidden|masked|example|placeholder|default|unknown|empty)$/i;
const dummy =
  /(.)\1{5,}|x{4,}|\*{3,}|\.{3,}|example|sample|dummy|placeholder|change[_-]?me|your[_-]|my[_-]?(?:secret|pass|token|key)|not[_-]?a[_-]?real|<[^>]*>|\$\{|\$\(|\{\{|%[A-Z_]+%|process\.env|os\.environ|getenv|secrets?\./i;
const identifier = /^[A-Za-z_.-]+$/;
const uuidOrDate = /^(?:\d{4}-\d\d-\d\d.*|[\d.,:-]+)$/;
const code = /[()[\]{}]|=>|::|^[a-z]+(?:[A-Z][a-z]+)+\.?$|^[\w-]+\.[\w-]+\(|^https?:|^\/|^\.\.?\//;

/** Secrets by the name they are given. Two tests: what stands there is no word, path, address, code or dummy, and it is random enough. */
export function assignedSecrets(text: string, low: string): Assigned[] {
  if (!words.test(low)) return [];
  const found: Assigned[] = [];
  for (const match of text.matchAll(assignment)) {
    const [whole, key = '', , quoted, bare] = match;
    const value = quoted ?? bare ?? '';
    const before = text.slice(Math.max(0, match.index - 20), match.index);
    const label = whole.slice(0, whole.length - value.length);
    if (harmless.test(`${/[\w.-]*$/.exec(before)?.[0] ?? ''}${label}`)) continue;
    const isPassword = /pass|pwd|cred/i.test(key);
    if (!isRandom(value, isPassword, quoted !== undefined)) continue;
    const at = match.index + whole.lastIndexOf(value);
    found.push({
      start: at,
      end: at + value.length,
      rule: isPassword ? 'password' : 'generic',
      looksLike: isPassword ? 'a password' : 'a secret',
    });
  }
  return found;
}

function isRandom(value: string, isPassword: boolean, isQuoted: boolean): boolean {
  if (stand.test(value) || dummy.test(value) || code.test(value) || uuidOrDate.test(value)) return false;
  if (identifier.test(value) && !(value.length >= 20 && entropyOf(value) >= 4.2)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
  // people's own passwords are short; words and sentences are not
  if (isPassword) return !value.includes(' ') && kinds >= (isQuoted ? 2 : 3) && entropyOf(value) >= 2.75;
  return value.length >= 16 && !value.includes(' ') && kinds >= 2 && entropyOf(value) >= 3.3;
}
