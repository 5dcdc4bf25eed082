/**
 * What the gateway seals for somebody who waits gets what a document's seal gets, timestamp and validation data, as far as the authority
 * answers soon; else it goes out without.
 * Source: ETSI EN 319 132-1 section 6.3 (levels).
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { DataObjects } from '../../certs/signature/data-objects.js';
import { augmentSeal } from '../../certs/xades/augment-seal.js';
import type { SealRequest } from '../../certs/xades/seal-container.js';
import { isProblem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { obtainTimestamp, obtainValidationData } from './obtain-evidence.js';

/** How long somebody waits for a timestamp. */
const patienceMs = 3_000;

async function augment(ctx: GatewayContext, xml: Buffer, objects: DataObjects): Promise<Buffer> {
  const signature = { ctx, objects, xml, items: [] };
  const timestamp = await obtainTimestamp(signature);
  const data = await obtainValidationData({ ...signature, items: timestamp.items });
  return augmentSeal(xml, [...timestamp.items, ...data.items]);
}

/** For `sealContainer`. Throws no Problem: what fails is logged, and the seal stays as it is. */
export function augmentingSoon(ctx: GatewayContext): NonNullable<SealRequest['augment']> {
  return async (xml, objects) => {
    try {
      return await Promise.race([augment(ctx, xml, objects), pause(patienceMs, xml, { ref: false })]);
    } catch (error) {
      if (!isProblem(error)) throw error;
      ctx.log.warn({ code: error.code, detail: error.detail }, 'something is sealed without timestamp');
      return xml;
    }
  };
}
