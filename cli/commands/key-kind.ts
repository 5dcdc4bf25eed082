/** Which kinds of keys commands make. */
import { Option } from 'commander';

const keyKinds = ['rsa-2048', 'rsa-3072', 'rsa-4096', 'p-256', 'p-384', 'p-521'] as const;

export type KeyKindName = (typeof keyKinds)[number];

export const keyKindOption = (): Option =>
  new Option('--key-kind <kind>', 'loại khóa / kind of key').choices(keyKinds).default('rsa-2048');
