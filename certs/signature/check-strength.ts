/**
 * A signing key too short, or of a kind we do not know, is a finding of its own; the mathematics are checked all the same.
 * Source: ETSI TS 119 312 section 6.2.
 */
import type { KeyObject } from 'node:crypto';
import { isProblem } from '../../schemas/problems/problem.js';
import { requireStrongKey } from '../keys/key-algorithm.js';
import { type SignatureFinding, signatureFinding } from './signature-finding.js';

export function checkStrength(key: KeyObject): SignatureFinding[] {
  try {
    requireStrongKey(key);
    return [];
  } catch (error) {
    if (isProblem(error)) return [signatureFinding(error.code, error.detail)];
    throw error;
  }
}
