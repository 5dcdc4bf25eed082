/** `--url` and `--token`, which every command that talks to a gateway has, and what they are without being said. */
import type { Command } from 'commander';
import { loadConfig } from '../../gateway/config.js';
import { usage } from '../usage.js';
import { type GatewayClient, openClient } from './gateway-client.js';

export interface ClientOptions {
  readonly url?: string;
  readonly token?: string;
}

export const withClientOptions = (command: Command): Command =>
  command
    .option('--url <url>', 'địa chỉ cổng / the gateway (CONGVAN_URL)')
    .option('--token <token>', 'mã truy cập / token (CONGVAN_TOKEN)');

/** @throws CommanderError without a token */
export function clientOf({ url, token }: ClientOptions): GatewayClient {
  const config = loadConfig();
  const known = token ?? config.token;
  if (known === null) throw usage('cần mã truy cập / a token is needed: --token or CONGVAN_TOKEN');
  if (!/^[\x21-\x7e]+$/.test(known)) throw usage('mã truy cập có ký tự lạ / this cannot be a token');
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return openClient({ url: url ?? config.url ?? `http://${host}:${config.port}`, token: known });
}
