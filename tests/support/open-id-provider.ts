/** A real OpenID provider on a loopback port; its sign-in page asks for a name and believes it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export interface OpenIdProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the provider says of an account, by its subject. */
  readonly accounts: Map<string, { readonly email: string; readonly email_verified: boolean }>;
  /** Lets the provider know where the gateway's pages are. */
  knowGateway(url: string): void;
  close(): Promise<void>;
}

const clientId = 'congvan';
const clientSecret = 'a secret of the client that is long enough';

export async function openIdProvider(): Promise<OpenIdProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const accounts: OpenIdProvider['accounts'] = new Map();
  const knowGateway = (url: string) => {
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: clientId,
          client_secret: clientSecret,
          redirect_uris: [`${url}/dang-nhap/openid/ve`],
          post_logout_redirect_uris: [`${url}/`],
        },
      ],
      claims: { openid: ['sub'], email: ['email', 'email_verified'] },
      findAccount: (_ctx, sub) => {
        const known = accounts.get(sub);
        return known && { accountId: sub, claims: async () => ({ sub, ...known }) };
      },
      pkce: { required: () => true },
      cookies: { keys: ['key of the test provider'] },
    });
    server.removeAllListeners('request');
    server.on('request', provider.callback());
  };
  return {
    issuer,
    clientId,
    clientSecret,
    accounts,
    knowGateway,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
