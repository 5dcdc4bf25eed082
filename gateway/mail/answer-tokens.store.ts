/** Rows of `answer_tokens`: which token was put into which mail. Ended ones stay a while, so that a late answer is told apart from a forged one. */
import type { Queryable } from '../database/database.js';

export interface AnswerToken {
  /** Of the token, hex. */
  readonly tokenSha256: string;
  readonly delivery: string;
  /** documents.id */
  readonly document: string;
  /** The recipient for whom it was made. */
  readonly agency: string;
  /** ISO 8601 UTC. */
  readonly expiresAt: string;
}

export async function insertAnswerToken(
  db: Queryable,
  token: Omit<AnswerToken, 'expiresAt'>,
  createdAt: Date,
  expiresAt: Date,
): Promise<void> {
  const { tokenSha256, delivery, document, agency } = token;
  await db.query(
    `insert into answer_tokens (token_sha256, delivery, document, agency, expires_at, created_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [tokenSha256, delivery, document, agency, expiresAt, createdAt],
  );
}

/** Those of the tokens that were ever given, in no order. */
export async function selectAnswerTokens(db: Queryable, digests: readonly string[]): Promise<AnswerToken[]> {
  const { rows } = await db.query<AnswerToken>(
    `select token_sha256 as "tokenSha256", delivery, document, agency, expires_at as "expiresAt"
     from answer_tokens where token_sha256 = any ($1::text[])`,
    [digests],
    'answer-tokens',
  );
  return rows;
}
