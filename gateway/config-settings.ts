/**
 * Which settings exist: the environment variable, what it means, its unit, its default and what it changes.
 * Does not read the environment (config.ts); docs/configuration.md is written from this table (config-reference.ts).
 */
import { type Static, Type } from 'typebox';
import { draftSettings } from './config-draft-settings.js';
import { mailSettings } from './config-mail-settings.js';
import { peopleSettings } from './config-people-settings.js';
import { anyText, count, gibibyte, list, maybe, type Setting, webAddress } from './config-setting.js';
import { killWishForm } from './documents/kill-points.js';
import { type ShareDefinitionId, shareDefinitions } from './registers/share-definitions.js';

const addressOrRange = '^[0-9a-fA-F.:]+(/[0-9]{1,3})?$';
const hostOrRange = '^([0-9a-fA-F.:]+(/[0-9]{1,3})?|[A-Za-z0-9.-]+)(:[0-9]{1,5})?$';

export const configSchema = Type.Object({
  data: Type.String({
    minLength: 1,
    default: './var',
    env: 'CONGVAN_DATA',
    description: 'The folder of everything this gateway keeps: containers, keys, the embedded database.',
    consequence:
      'Another folder is another gateway. As root, where the checkout cannot be entered by unprivileged users, the default is /var/lib/congvan.',
  }),
  host: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    env: 'CONGVAN_HOST',
    description: 'The address the HTTP service listens on.',
    consequence: 'Anything but a loopback address makes the service reachable for others: put a TLS proxy before it.',
  }),
  port: count(0, 65535, 8080, {
    env: 'CONGVAN_PORT',
    description: 'The TCP port of the HTTP service; 0 takes a free one.',
    consequence: 'A port in use ends the start with a message.',
  }),
  workerPort: count(0, 65535, 0, {
    env: 'CONGVAN_WORKER_PORT',
    description:
      'The TCP port on which a process that runs workers only says how it is: /healthz, /readyz, /metrics. 0 opens none.',
    consequence:
      'Without it such a process is seen only by its signs of life in the database (/readyz of a gateway, doctor).',
  }),
  publicUrl: maybe(webAddress, {
    env: 'CONGVAN_PUBLIC_URL',
    description: 'The address under which others reach this gateway; used in links, checkpoints and notices.',
    expects: 'an http:// or https:// address',
    consequence: 'Unset, links name the host and port the service listens on, which nobody outside can follow.',
  }),
  organization: Type.String({
    minLength: 1,
    maxLength: 64,
    default: 'Công văn',
    env: 'CONGVAN_ORGANIZATION',
    description: 'Who runs this gateway; stands in the certificates of its own authority.',
    expects: 'a name of 1 to 64 characters',
    consequence: 'Used when the authority is made, at the first start; changing it later renames nothing.',
  }),
  databaseUrl: maybe('^postgres(ql)?://.+$', {
    env: 'DATABASE_URL',
    description: 'The PostgreSQL (16 or newer) that holds the truth.',
    expects: 'a postgresql:// address',
    secret: true,
    consequence: 'Unset, an embedded PostgreSQL runs in the data folder.',
  }),
  databasePasswordFile: maybe(anyText, {
    env: 'CONGVAN_DATABASE_PASSWORD_FILE',
    description: 'A file with the password for DATABASE_URL.',
    expects: 'the path of a readable file',
    consequence: 'Unset, the password is the one inside DATABASE_URL.',
  }),
  databasePool: count(2, 500, 12, {
    env: 'CONGVAN_DATABASE_POOL',
    description:
      'Connections to the database each process may hold; workers in the same process as the web hold half as many more.',
    unit: 'connections',
    consequence: 'Too low makes requests wait; all processes together must stay below the server’s max_connections.',
  }),
  redisUrl: maybe('^rediss?://.+$', {
    env: 'REDIS_URL',
    description: 'Redis that wakes workers in other processes (BullMQ).',
    expects: 'a redis:// address',
    secret: true,
    consequence: 'Unset, workers are woken inside the process only; others find work at their next scan.',
  }),
  tsaUrls: list(webAddress, {
    env: 'CONGVAN_TSA_URL',
    description:
      'Timestamp authorities (RFC 3161) for proofs, asked in this order; separated by commas, with user:password@ where needed.',
    expects: 'http:// or https:// addresses separated by commas',
    secret: true,
    consequence: 'Unset, the gateway’s own authority gives the timestamps: good for pilots, proof to nobody outside.',
  }),
  tsaPolicy: maybe('^[0-2](\\.\\d+)+$', {
    env: 'CONGVAN_TSA_POLICY',
    description: 'The only timestamp policy that will do (object identifier).',
    expects: 'an object identifier such as 1.2.3.4',
    consequence: 'Unset, the authority’s own policy is accepted; one that it does not know leaves proofs pending.',
  }),
  tsaTimeoutSeconds: count(1, 300, 30, {
    env: 'CONGVAN_TSA_TIMEOUT_SECONDS',
    description: 'How long a timestamp authority may take for one answer.',
    unit: 'seconds',
    consequence:
      'A slow authority delays proofs, never documents; too short gives up on public ones, which may take long.',
  }),
  ...mailSettings,
  ...peopleSettings,
  ...draftSettings,
  keyPassphraseFile: maybe(anyText, {
    env: 'CONGVAN_KEY_PASSPHRASE_FILE',
    description: 'A file with the passphrase that encrypts private keys and webhook secrets.',
    expects: 'the path of a readable file',
    consequence: 'Unset, a passphrase is made once and kept in the data folder, beside the keys it protects.',
  }),
  pkcs11Module: maybe(anyText, {
    env: 'CONGVAN_PKCS11_MODULE',
    description: 'The PKCS#11 module (a shared library of the token’s maker) that `congvan cert … --token` uses.',
    expects: 'the path of a shared library',
    consequence: 'Unset, the commands need --pkcs11-module. What a certificate was taken in with stays with it.',
  }),
  pkcs11PinFile: maybe(anyText, {
    env: 'CONGVAN_PKCS11_PIN_FILE',
    description: 'A file with the PIN of the token, for `congvan cert … --token`; its path is kept, the PIN never is.',
    expects: 'the path of a readable file',
    consequence:
      'Unset, the commands need --pin-file. The file must stay where it is: it is read whenever the token opens.',
  }),
  demo: Type.Boolean({
    default: true,
    env: 'CONGVAN_DEMO',
    description: 'Whether `start` creates the demonstration province in an empty database.',
    consequence: '0 starts with an empty directory: issue a token with `congvan token create --scope admin`.',
  }),
  maxFileBytes: count(1, 1024 * gibibyte, 2 * gibibyte, {
    env: 'CONGVAN_MAX_FILE_BYTES',
    description: 'The largest single file of a document.',
    unit: 'bytes',
    consequence: 'Larger files are refused with file_too_large; memory use does not depend on it.',
  }),
  maxEdxmlBytes: count(1024, 512 * 1024 ** 2, 50_000_000, {
    env: 'CONGVAN_MAX_EDXML_BYTES',
    description: 'The largest .edxml interchange file.',
    unit: 'bytes',
    consequence: 'Larger ones are refused with edxml_too_large; existing systems stop at 50 MB.',
  }),
  maxFiles: count(1, 1000, 100, {
    env: 'CONGVAN_MAX_FILES',
    description: 'Files in one document.',
    unit: 'files',
    consequence: 'More are refused with invalid_request.',
  }),
  uploadIdleSeconds: count(1, 3600, 30, {
    env: 'CONGVAN_UPLOAD_IDLE_SECONDS',
    description: 'How long an upload may stand still before it is dropped and cleaned up.',
    unit: 'seconds',
    consequence: 'Too low drops slow lines; too high keeps connections of clients that hang.',
  }),
  undoSeconds: count(0, 86_400, 0, {
    env: 'CONGVAN_UNDO_SECONDS',
    description: 'How long a submitted document waits before it leaves, so that it can be cancelled.',
    unit: 'seconds',
    consequence: '0 sends at once; every document, also an urgent one, waits this long.',
  }),
  workerConcurrency: count(1, 256, 32, {
    env: 'CONGVAN_WORKER_CONCURRENCY',
    description: 'Deliveries to agencies that read here (channel local) one worker process works on at the same time.',
    unit: 'deliveries',
    consequence:
      'Higher keeps deliveries going while many documents come in; each waits for the database most of its time.',
  }),
  pushConcurrency: count(1, 1024, 32, {
    env: 'CONGVAN_PUSH_CONCURRENCY',
    description: 'Deliveries of each channel that pushes (webhook) one worker process works on at the same time.',
    unit: 'deliveries',
    consequence: 'Higher drains slow receivers faster; they never take places from local deliveries.',
  }),
  pushesPerAgency: count(1, 256, 2, {
    env: 'CONGVAN_PUSHES_PER_AGENCY',
    description: 'How many of these pushes may go to one agency at the same time.',
    unit: 'deliveries',
    consequence:
      'So many places a receiver that hangs can hold; higher drains one receiver faster, lower protects the others better.',
  }),
  scanSeconds: count(1, 600, 2, {
    env: 'CONGVAN_SCAN_SECONDS',
    description: 'How often workers look for due work without being woken.',
    unit: 'seconds',
    consequence: 'The longest a lost wake-up can delay a delivery, or a mail that came in.',
  }),
  leaseSeconds: count(1, 3600, 60, {
    env: 'CONGVAN_LEASE_SECONDS',
    description:
      'How long a worker owns a claimed delivery without renewing it; it renews while the delivery takes its time.',
    unit: 'seconds',
    consequence:
      'After a worker dies its deliveries wait this long and a growing pause; shorter than the database may be away means repeated attempts.',
  }),
  deliveryExpiryHours: count(1, 8760, 72, {
    env: 'CONGVAN_DELIVERY_EXPIRY_HOURS',
    description: 'How long a delivery is retried before it fails and the sender is told.',
    unit: 'hours',
    consequence: 'Too short gives up during a long weekend’s outage.',
  }),
  sealingLeaseSeconds: count(1, 600, 10, {
    env: 'CONGVAN_SEALING_LEASE_SECONDS',
    description: 'How long a process may take to seal a document before a repeat of the request takes it over.',
    unit: 'seconds',
    consequence: 'A repeat within this time is answered with in_progress.',
  }),
  abandonSeconds: count(1, 30 * 86_400, 3_600, {
    env: 'CONGVAN_ABANDON_SECONDS',
    description: 'How long a document that was never sealed keeps its number for a repeat of the request.',
    unit: 'seconds',
    consequence: 'After this time its number is cancelled, visibly, and a repeat is a new document with a new number.',
  }),
  idempotencyDays: count(1, 3650, 30, {
    env: 'CONGVAN_IDEMPOTENCY_DAYS',
    description: 'How long an Idempotency-Key is remembered.',
    unit: 'days',
    consequence: 'A repeat after this time is a new document.',
  }),
  webhookAllow: list(hostOrRange, {
    env: 'CONGVAN_WEBHOOK_ALLOW',
    description:
      'Hosts (host or host:port) and address ranges (CIDR) in private networks that webhooks may reach; separated by commas.',
    expects: 'hosts or address ranges separated by commas, e.g. qlvb.example,10.1.0.0/16',
    consequence: 'Unset, webhooks reach public addresses only, never loopback, private or link-local ones.',
  }),
  revocationFetch: Type.Boolean({
    default: true,
    env: 'CONGVAN_REVOCATION_FETCH',
    description:
      'Whether verifications ask over the network, at the addresses certificates name, for OCSP answers, revocation lists and certificates of issuers that are not at hand.',
    consequence:
      '0 asks nobody: signatures without revocation data of their own stay undecided, unless their lists are known here.',
  }),
  fetchAllow: list(hostOrRange, {
    env: 'CONGVAN_FETCH_ALLOW',
    description:
      'Hosts (host or host:port) and address ranges (CIDR) in private networks that may be asked for revocation data; separated by commas.',
    expects: 'hosts or address ranges separated by commas, e.g. ocsp.example,10.1.0.0/16',
    consequence: 'Unset, only public addresses are asked, never loopback, private or link-local ones.',
  }),
  clamdUrl: maybe('^(tcp://[^\\s/]+|unix:///[^\\s]+)$', {
    env: 'CONGVAN_CLAMD_URL',
    description: 'The virus scanner (clamd) that every incoming file is shown to before it is taken.',
    expects: 'tcp://host:port or unix:///path/of/socket',
    consequence:
      'Unset, nothing is scanned. Set, what is infected is refused, and while clamd does not answer documents are refused with scanner_unavailable and mails wait. Set it alike for gateways and workers.',
  }),
  clamdMaxBytes: count(1, 4 * gibibyte, 100 * 1024 ** 2, {
    env: 'CONGVAN_CLAMD_MAX_BYTES',
    description: 'The largest file shown to clamd.',
    unit: 'bytes',
    consequence:
      'Larger files are refused with file_not_scannable. Keep it at or below StreamMaxLength of clamd.conf; raise both for larger files.',
  }),
  clamdSeconds: count(1, 3600, 120, {
    env: 'CONGVAN_CLAMD_SECONDS',
    description: 'How long clamd may take for one file.',
    unit: 'seconds',
    consequence: 'Too low refuses large files for no reason; too high lets clients wait for a scanner that hangs.',
  }),
  trustedProxies: list(addressOrRange, {
    env: 'CONGVAN_TRUSTED_PROXIES',
    description: 'Addresses or ranges (CIDR) of proxies whose X-Forwarded-For is believed; separated by commas.',
    expects: 'addresses or address ranges separated by commas, e.g. 127.0.0.1,10.0.0.0/8',
    consequence: 'Unset, the address of the connection counts; a range too wide lets clients forge their address.',
  }),
  logLevel: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    env: 'CONGVAN_LOG_LEVEL',
    description: 'How much is logged (JSON lines on stderr).',
    expects: 'fatal, error, warn, info, debug, trace or silent',
    consequence:
      'info logs one line for each request, debug also its beginning; nothing ever logs file content or secrets.',
  }),
  rateLimitRequests: count(1, 10_000_000, 60_000, {
    env: 'CONGVAN_RATE_LIMIT_REQUESTS',
    description: 'Requests per minute for one token, or for one address without a token.',
    unit: 'requests per minute',
    consequence: 'More are answered with rate_limited.',
  }),
  rateLimitVerifications: count(1, 1_000_000, 60, {
    env: 'CONGVAN_RATE_LIMIT_VERIFICATIONS',
    description: 'Public verifications per minute for one address.',
    unit: 'requests per minute',
    consequence: 'More are answered with rate_limited.',
  }),
  rateLimitAuthority: count(1, 10_000_000, 6_000, {
    env: 'CONGVAN_RATE_LIMIT_AUTHORITY',
    description:
      'Timestamps, revocation answers and revocation lists of the embedded authority per minute for one address.',
    unit: 'requests per minute',
    consequence: 'More are answered with rate_limited.',
  }),
  maxVerificationBytes: count(1, 1024 * gibibyte, 100_000_000, {
    env: 'CONGVAN_MAX_VERIFICATION_BYTES',
    description: 'The largest file that anybody may have verified, without a token.',
    unit: 'bytes',
    consequence:
      'Larger ones are refused with file_too_large; `congvan verify` takes any size. While it is judged, a file lies in the data folder.',
  }),
  verificationsAtOnce: count(1, 1000, 4, {
    env: 'CONGVAN_VERIFICATIONS_AT_ONCE',
    description:
      'Public verifications under way at the same time in one process; one address has at most half of them.',
    unit: 'verifications',
    consequence:
      'More are answered with rate_limited; together with CONGVAN_MAX_VERIFICATION_BYTES it bounds the room they can take on the disk.',
  }),
  shareDefinition: Type.Enum(Object.keys(shareDefinitions) as ShareDefinitionId[], {
    default: 'electronic-share-2',
    env: 'CONGVAN_SHARE_DEFINITION',
    description:
      'The rule, by name and version, after which the share of electronic documents (the 90 % line) is counted.',
    expects: Object.keys(shareDefinitions).join(' or '),
    consequence: 'Every report prints the rule it was counted by; reports by different rules cannot be compared.',
  }),
  shutdownSeconds: count(1, 600, 30, {
    env: 'CONGVAN_SHUTDOWN_SECONDS',
    description: 'How long a stopping process lets running requests and deliveries finish.',
    unit: 'seconds',
    consequence: 'What is not finished then is repeated after the next start.',
  }),
  url: maybe(webAddress, {
    env: 'CONGVAN_URL',
    description: 'The gateway the command line talks to.',
    expects: 'an http:// or https:// address',
    consequence: 'Unset, commands talk to the configured host and port of this machine.',
  }),
  token: maybe(anyText, {
    env: 'CONGVAN_TOKEN',
    description: 'The token the command line uses.',
    secret: true,
    consequence: 'Unset, commands need --token.',
  }),
  killAt: maybe(killWishForm.source, {
    env: 'CONGVAN_KILL_AT',
    description:
      'Tests only: the named point at which this process ends itself as if by kill -9; `name:3` at the third pass, `name:0.1` at one pass in ten.',
    expects: 'the name of a point, with a count or a probability behind a colon',
    consequence: 'Set in earnest, the process ends at that point.',
  }),
});

/** Every setting by its name in the environment without the prefix, in camel case; `data` is an absolute path. */
export type Config = Readonly<Static<typeof configSchema>>;

/** The settings in their documented order. */
export const settings = Object.entries(configSchema.properties) as unknown as readonly (readonly [
  keyof Config,
  Setting,
])[];
