/**
 * Signing in with an account at an OpenID provider: where to send people, and who comes back. Nobody is added by it: an account here
 * is looked up by verified e-mail address or by subject, as configured.
 * Source: OpenID Connect Core 1.0 section 3.1 (authorization code flow), RFC 7636 (PKCE), RFC 9700 (state, nonce, one use each),
 * OpenID Connect RP-Initiated Logout 1.0.
 */
import { readFile } from 'node:fs/promises';
import * as client from 'openid-client';
import { Problem } from '../../schemas/problems/problem.js';
import type { Config } from '../config.js';
import type { GatewayContext } from '../context.js';
import { type AccountRow, findAccount, findAccountBySubject } from './credentials.store.js';

const timeoutSeconds = 10;

/** What only this browser knows of the sign-in it began. */
export interface OpenIdAttempt {
  readonly state: string;
  readonly nonce: string;
  /** RFC 7636 section 4.1. */
  readonly verifier: string;
}

/** Metadata of the provider, asked for once; again after a failure. */
const known = new WeakMap<Config, Promise<client.Configuration>>();

const unavailable = (cause: unknown) => new Problem('provider_unavailable', { cause });

async function discover({ openIdIssuer, openIdClientId, openIdClientSecretFile }: Config) {
  const issuer = new URL(openIdIssuer ?? '');
  const secret = openIdClientSecretFile === null ? null : (await readFile(openIdClientSecretFile, 'utf8')).trim();
  const method = secret === null ? client.None() : client.ClientSecretBasic(secret);
  // Configuration lets http:// pass for this machine alone.
  const execute = issuer.protocol === 'http:' ? [client.allowInsecureRequests] : [];
  return client.discovery(issuer, openIdClientId ?? '', undefined, method, { execute, timeout: timeoutSeconds });
}

async function providerOf(config: Config): Promise<client.Configuration> {
  if (config.openIdIssuer === null) throw new Problem('not_found', { detail: 'No OpenID provider is configured' });
  const asked = known.get(config) ?? discover(config);
  known.set(config, asked);
  try {
    return await asked;
  } catch (error) {
    known.delete(config);
    throw unavailable(error);
  }
}

/**
 * The provider's address a browser is sent to, and what the browser keeps meanwhile.
 * @param redirectUri where it comes back to; the provider must know it
 * @throws Problem `not_found` without a provider; `provider_unavailable`
 */
export async function beginOpenId(
  { config }: GatewayContext,
  redirectUri: string,
): Promise<{ readonly address: string; readonly attempt: OpenIdAttempt }> {
  const provider = await providerOf(config);
  const attempt = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
  };
  const address = client.buildAuthorizationUrl(provider, {
    redirect_uri: redirectUri,
    scope: 'openid email',
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
  });
  return { address: address.href, attempt };
}

/**
 * Who came back.
 * @param cameBackTo the whole address, with what the provider added to it
 * @throws Problem `sign_in_refused` when the provider, or its answer, refuses, or nobody here has the account; `provider_unavailable`
 */
export async function finishOpenId(
  ctx: GatewayContext,
  cameBackTo: URL,
  attempt: OpenIdAttempt,
): Promise<{ readonly account: AccountRow; readonly idToken: string | null }> {
  const provider = await providerOf(ctx.config);
  const { claims, idToken } = await claimsOf(provider, cameBackTo, attempt, ctx.config.openIdMatch).catch(
    (error: unknown) => {
      throw isRefusal(error) ? new Problem('sign_in_refused', { cause: error }) : unavailable(error);
    },
  );
  const account = await accountOf(ctx, claims);
  if (account === undefined) throw new Problem('sign_in_refused', { detail: 'Nobody here has this account' });
  return { account, idToken };
}

interface Claims {
  readonly sub: string;
  readonly email?: unknown;
  readonly email_verified?: unknown;
}

async function claimsOf(
  provider: client.Configuration,
  cameBackTo: URL,
  { state, nonce, verifier }: OpenIdAttempt,
  match: Config['openIdMatch'],
): Promise<{ readonly claims: Claims; readonly idToken: string | null }> {
  const tokens = await client.authorizationCodeGrant(provider, cameBackTo, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims() as Claims;
  const idToken = tokens.id_token ?? null;
  if (match === 'subject' || claims.email !== undefined) return { claims, idToken };
  // OpenID Connect Core 1.0 section 5.4: with a code, the address may be told there only.
  return { claims: await client.fetchUserInfo(provider, tokens.access_token, claims.sub), idToken };
}

/** The provider said no, or its answer is not one to what this browser asked. */
const isRefusal = (error: unknown): boolean =>
  error instanceof client.AuthorizationResponseError ||
  error instanceof client.ResponseBodyError ||
  (error instanceof client.ClientError && error.code !== 'OAUTH_TIMEOUT');

async function accountOf({ database, config }: GatewayContext, claims: Claims): Promise<AccountRow | undefined> {
  if (config.openIdMatch === 'subject') return findAccountBySubject(database, claims.sub);
  if (typeof claims.email !== 'string' || claims.email_verified !== true) return undefined;
  return findAccount(database, claims.email);
}

/**
 * Where somebody ends their session at the provider, too; null when it offers none, or does not answer.
 * @param idToken what the session here began with: the provider then knows whose to end
 */
export async function endOpenIdAddress(
  { config }: GatewayContext,
  comeBackTo: string,
  idToken: string | null,
): Promise<string | null> {
  if (config.openIdIssuer === null) return null;
  const provider = await providerOf(config).catch(() => null);
  if (provider?.serverMetadata().end_session_endpoint === undefined) return null;
  const hint = idToken === null ? {} : { id_token_hint: idToken };
  return client.buildEndSessionUrl(provider, { post_logout_redirect_uri: comeBackTo, ...hint }).href;
}
