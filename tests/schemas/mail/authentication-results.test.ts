/** What is believed of a receiving server's results, and what senders write into them, or beside them. */
import { describe, expect, it } from 'vitest';
import { authenticationResults, judgeSenderAddress } from '../../../schemas/mail/authentication-results.js';
import { readMessage } from '../../../schemas/mime/message.js';

const trusted = ['mx.truc.example', 'mx2.truc.example'];
const proven = { dmarc: true, aligned: true };
const nothing = { dmarc: false, aligned: false };

/** Of a mail from the agency's domain with these fields, topmost first. */
function judge(...fields: string[]) {
  const head = fields.map((value) => `Authentication-Results: ${value}\r\n`).join('');
  const message = readMessage(Buffer.from(`${head}From: vanthu@yte.example\r\n\r\n`, 'latin1'));
  return judgeSenderAddress(authenticationResults(message, trusted), 'vanthu@yte.example');
}

describe('results of the trusted server', () => {
  it.each([
    ['as most write them', 'mx.truc.example; dkim=pass header.d=yte.example; dmarc=pass header.from=yte.example'],
    ['folded', 'mx.truc.example;\r\n\tspf=fail smtp.mailfrom=x;\r\n dmarc=pass\r\n (p=REJECT) header.from=yte.example'],
    ['with a version and nested comments', 'mx.truc.example 1; dmarc/1 = pass (a (b; c) d) header.from=YTE.example'],
    ['under a quoted name, in capitals', '"MX.TRUC.EXAMPLE"; DMARC=PASS header.from="yte.example"'],
    [
      'with an unpaired quotation mark in a comment',
      'mx.truc.example; spf=none (a " b); dmarc=pass header.from=yte.example',
    ],
    [
      'with an open bracket in a quoted text',
      'mx.truc.example; spf=none reason="a ( b"; dmarc=pass header.from=yte.example',
    ],
  ])('count %s', (_, field) => {
    expect(judge(field)).toEqual(proven);
  });

  it('of the domain itself without DMARC are told apart', () => {
    const some = { dmarc: false, aligned: true };
    expect(judge('mx.truc.example; spf=pass smtp.mailfrom=ai-do@yte.example')).toEqual(some);
    expect(judge('mx.truc.example; dkim=pass header.i=@yte.example')).toEqual(some);
  });
});

describe('nothing is proven', () => {
  it.each([
    ['by another server', 'mx.ke-gian.example; dmarc=pass header.from=yte.example'],
    ['by a server whose name only begins alike', 'mx.truc.example.ke-gian.example; dmarc=pass header.from=yte.example'],
    ['for another domain', 'mx.truc.example; dmarc=pass header.from=ke-gian.example'],
    ['by what stands in a comment', 'mx.truc.example; dmarc=fail (; dmarc=pass header.from=yte.example)'],
    [
      'by a result in a quoted local part',
      'mx.truc.example; spf=pass smtp.mailfrom="; dmarc=pass header.from=yte.example; "@ke-gian.example',
    ],
    [
      'by a property in a quoted text',
      'mx.truc.example; dkim=pass reason=" header.d=yte.example " header.d=ke-gian.example',
    ],
    [
      'by a quoted local part that reads like the domain',
      'mx.truc.example; dkim=pass header.i="yte.example"@ke-gian.example',
    ],
    [
      'by a quoted local part of an envelope sender',
      'mx.truc.example; spf=pass smtp.mailfrom="yte.example"@ke-gian.example',
    ],
    [
      'by a quotation mark in a comment that pairs with one outside',
      'mx.truc.example; spf=none (helo a"b) smtp.mailfrom="); dmarc=pass header.from=yte.example; ("@ke-gian.example',
    ],
  ])('%s', (_, field) => {
    expect(judge(field)).toEqual(nothing);
  });

  it('by a second field, also one in the name of another trusted server', () => {
    const own = 'mx.truc.example; dmarc=fail header.from=yte.example';
    const forged = 'dmarc=pass header.from=yte.example';
    expect(judge(own, `mx.truc.example; ${forged}`)).toEqual(nothing);
    expect(judge(own, `mx2.truc.example; ${forged}`)).toEqual(nothing);
  });

  it('and a field of the largest size is read at once', () => {
    for (const text of ['a'.repeat(250_000), ' '.repeat(250_000), '"\\"'.repeat(80_000), '(('.repeat(120_000)]) {
      const before = performance.now();
      expect(judge(`mx.truc.example; dmarc=fail ${text}x`)).toEqual(nothing);
      expect(performance.now() - before).toBeLessThan(1_000);
    }
  });
});
