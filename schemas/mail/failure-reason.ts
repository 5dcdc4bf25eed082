/**
 * Why a mail was not delivered, from what servers say in words, or else from the status code.
 * Words go first: many servers give every refusal the same code.
 * Source: RFC 3463 section 3 (codes), RFC 7505 (null MX); the words were collected from public bounces.
 */
import type { FailureReason } from './sorted-mail.js';

/** The first that matches wins: what is specific stands before what is general. All in lower case. */
const words: readonly (readonly [FailureReason, RegExp])[] = [
  [
    'rejected',
    /rfc ?5322 compliant|not have permission|reverse dns|\bptr record|client host blocked|sender address .{0,200}does not exist|domain of sender|messages from .{1,40} weren't sent/,
  ],
  [
    'host-unknown',
    /host or domain name not found|(?:host|domain|hostname|server) (?:name )?(?:is )?(?:not found|unknown|does not exist|doesn't exist|lookup fail)|(?:unknown|no such|illegal) (?:host|domain)|host \S+ not found|nxdomain|name or service not known|dns lookup|couldn't find .{0,30}(?:exchanger|host)|unroutable domain|unrouteable (?:mail domain|address)|mx records point to non-existent|null ?mx|not accept(?:ing)? (?:any |network )?(?:mail|e-?mail|messages)|all host address lookups failed|no mx found|find a gateway|address lookup failed/,
  ],
  [
    'mailbox-full',
    /quota|mailbox (?:is )?full|mailbox for .{1,80} is full|full mailbox|inbox is full|over.?quota|out of (?:disk )?(?:space|storage)|storage (?:is )?full|not enough (?:storage|disk) space|insufficient disk space|maildir over|disk ?space|too much mail|mailbox (?:has )?exceed|mailbox.{0,30}(?:limit|is full)|account is full|hộp thư.{0,20}đầy|dung lượng hộp thư|exceeded (?:the )?(?:storage|max(?:imum)? mailbox)/,
  ],
  [
    'too-large',
    /too (?:big|large)|size limit|message size|exceeds? .{0,40}size|maximum .{0,20}size|length limit|message length exceeds|larger than|toobig|line length|too long line|quá lớn|vượt quá dung lượng/,
  ],
  [
    'spam',
    /spam(?!haus|cop)|\bube\b|blacklisted (?:url|link)|virus|malware|unsolicited|junk mail|infected|looks like bulk|considered (?:as )?bulk|thư rác|mail rejet|bounced for suspected/,
  ],
  [
    'mailbox-disabled',
    /(?:account|mailbox|user|recipient|address|domain)\b.{0,60}(?:disabled|suspended|inactive|locked|deactivated|not active|expired|discontinued|is closed|blocked for)|(?:disabled|inactive|suspended|locked|expired) (?:account|mailbox|user|recipient)|mailbox (?:temporarily )?(?:unavailable due|is frozen)|invalid\/inactive/,
  ],
  [
    'rejected',
    /reverse (?:dns|lookup|name)|\bptr\b|no rdns|\brdns\b|fcrdns|\bdmarc\b|\bdkim\b|\bspf\b|unauthenticated|authenticat|blacklist|black list|blocklist|block list|blocked|\brbl\b|dnsbl|spamhaus|spamcop|reputation|relay(?:ing)? (?:access )?(?:denied|not|prohibited)|not permitted to relay|unable to relay|we do not relay|relaying denied|too many (?:connections|recipients|messages)|rate limit|not (?:a )?rfc ?5322|not rfc.{0,10}compliant|policy|prohibited|invalid sender|sender (?:address )?(?:rejected|denied|is invalid|verify)|unroutable sender|your (?:ip|host|server)\b|sending ip|unverifyable|(?:bad|poor|low) sender|not authorized|(?:do(?:es)?|may) not have permission|isn't allowed|not allowed|only accepts? (?:messages|mail)|moderat|starttls|\btls\b|greylist|graylist|content (?:rejected|filter)|message (?:content|refused)|invalid domain name|helo/,
  ],
  [
    'recipient-unknown',
    /(?:user|recipient|mailbox|address|account|addressee|destination address|name).{0,50}(?:unknown|not found|not exist|doesn't exist|does not exist|not listed|unavailable|not available|invalid|not recognized|not known|undeliverable|no longer)|(?:unknown|invalid|no such|non-?existent|bad|undeliverable).{0,30}(?:user|recipient|mailbox|address|account|person|local.?part|login)|recipnotfound|notfound|adr\.ex|not (?:a|our) (?:valid|customer)|no mailbox|does(?:n't| not) have an? .{0,60}account|couldn't be found|unrouteable address|unable to find recipient|recipient address rejected|address rejected|is not (?:a )?(?:known|valid|registered)|isn't a valid|no valid recipients|user doesn't|has moved|no one by that name|người nhận không tồn tại|địa chỉ.{0,30}không tồn tại|không tìm thấy/,
  ],
  [
    'unreachable',
    /timed? ?out|timeout|too old|retry time|retry limit|could not be delivered for|not delivered (?:yet|after)|has been delayed|is delayed|delayed for|delivery (?:time )?expired|expired|connection (?:refused|dropped|lost|reset|died)|no route to host|network (?:is )?(?:unreachable|error)|unreachable|failed \d+ attempts|aborted after|too many hops|loop|hop count|cannot connect|unable to connect|could(?:n't| not) (?:connect|establish)|gave up|in the queue too long|not responding|not reachable|did not accept our requests to connect|socket error|failing for a long time|will be retried|queue for too long|was not delivered within|hết thời gian/,
  ],
  [
    'rejected',
    /reject|refus|denied|deny|not accepted|access|forbidden|bị từ chối|từ chối nhận|not a member|don't have permission|unable to verify/,
  ],
];

const codes: readonly (readonly [RegExp, FailureReason])[] = [
  [/^\d\.2\.2$/, 'mailbox-full'],
  [/^\d\.(?:2\.3|3\.4)$/, 'too-large'],
  [/^\d\.2\.1$/, 'mailbox-disabled'],
  [/^\d\.(?:1\.2|1\.10|3\.2)$/, 'host-unknown'],
  [/^\d\.1\.[1346]$/, 'recipient-unknown'],
  [/^\d\.4\.4$/, 'host-unknown'],
  [/^\d\.4\.\d$/, 'unreachable'],
  [/^\d\.(?:7\.\d+|1\.[78]|6\.\d|5\.\d|2\.4)$/, 'rejected'],
];

/** Codes that hardly any server gives without meaning them. */
const certain = /^\d\.(?:2\.2|3\.4|2\.3|1\.[128]|1\.10)$/;

const byCode = (status: string) => codes.find(([form]) => form.test(status))?.[1];
const byWords = (text: string) => words.find(([, form]) => form.test(text))?.[0];

/** Servers that say nothing in words but the reply code (RFC 5321 section 4.2.3). */
const byReply: ReadonlyMap<string, FailureReason> = new Map([
  ['552', 'mailbox-full'],
  ['550', 'recipient-unknown'],
  ['553', 'recipient-unknown'],
  ['554', 'rejected'],
]);

/**
 * @param status enhanced status code; null when none was given
 * @param reply SMTP reply code; null when none was given
 * @param said the server's words, in any case
 */
export function failureReason(status: string | null, reply: string | null, said: string): FailureReason {
  const coded = byCode(status ?? '');
  const worded = byWords(said.toLowerCase());
  // A certain code stands against words that are only general.
  if (coded !== undefined && certain.test(status ?? '') && (worded === undefined || worded === 'rejected'))
    return coded;
  return worded ?? coded ?? byReply.get(reply ?? '') ?? 'other';
}
