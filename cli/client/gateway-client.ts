/**
 * A gateway seen through its HTTP API: requests with a token, problem documents turned back into problems.
 * Used by the commands people work with; knows no command.
 */
import { catalogue, type ProblemCode } from '../../schemas/problems/catalogue.js';
import { Problem } from '../../schemas/problems/problem.js';

export interface GatewayClient {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  /** A request with a body of any kind. @throws Problem as the gateway answers, or `gateway_unreachable` */
  send(path: string, init: RequestInit): Promise<Response>;
}

export interface ClientTarget {
  readonly url: string;
  readonly token: string;
}

export function openClient({ url, token }: ClientTarget): GatewayClient {
  const base = url.replace(/\/+$/, '');
  const send = async (path: string, init: RequestInit) => {
    const headers = { authorization: `Bearer ${token}`, 'accept-language': 'vi', ...init.headers };
    const response = await reach(`${base}${path}`, { ...init, headers });
    if (response.ok) return response;
    throw await problemOf(response);
  };
  return {
    send,
    get: async <T>(path: string) => (await (await send(path, {})).json()) as T,
    post: async <T>(path: string, body: unknown) => {
      const headers = { 'content-type': 'application/json' };
      return (await (await send(path, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as T;
    },
  };
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const { cause } = error as { cause?: { code?: string; message?: string } };
    throw new Problem('gateway_unreachable', {
      detail: `${new URL(url).origin}: ${cause?.code ?? cause?.message ?? (error as Error).message}`,
      cause: error,
    });
  }
}

interface ProblemDocument {
  readonly code?: string;
  readonly detail?: string;
  readonly field?: string;
}

/** Something between us and the gateway may answer in its own way. */
async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  const { code, detail, field } = readDocument(text);
  if (code === undefined || !Object.hasOwn(catalogue, code))
    return new Problem('gateway_unreachable', { detail: `HTTP ${response.status}: ${text.slice(0, 200)}` });
  return new Problem(code as ProblemCode, {
    ...(detail === undefined ? {} : { detail }),
    ...(field === undefined ? {} : { field }),
  });
}

function readDocument(text: string): ProblemDocument {
  try {
    return JSON.parse(text) as ProblemDocument;
  } catch {
    return {};
  }
}
