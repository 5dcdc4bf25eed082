import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCertificate } from '../../../certs/authority/build-certificate.js';
import { createKeypair } from '../../../certs/authority/create-keypair.js';
import { KeyUsageFlags, KeyUsagesExtension } from '../../../certs/authority/x509-library.js';
import { fileSigner } from '../../../certs/keys/file-key.js';
import type { Signer } from '../../../certs/keys/signer.js';
import { readCertificate } from '../../../certs/trust/certificate.js';
import { buildSeal } from '../../../certs/xades/build-seal.js';
import { sealContainer } from '../../../certs/xades/seal-container.js';
import { checkEdxmlSignature } from '../../../certs/xmldsig/check-edxml.js';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import { type EdxmlWish, exportEdxml } from '../../../gateway/documents/export-edxml.js';
import { openContainerOf, openFileOf } from '../../../gateway/documents/open-document.js';
import { submitContainer } from '../../../gateway/documents/submit-container.js';
import { submitEdxml } from '../../../gateway/documents/submit-edxml.js';
import { readStatusMessage, viewDocument } from '../../../gateway/documents/view-document.js';
import { principalOf } from '../../../gateway/identity/access.js';
import { rowOf } from '../../../gateway/identity/authority-tools.js';
import { insertCertificate, insertCrl } from '../../../gateway/identity/certificates.store.js';
import type { VirusScanner } from '../../../gateway/scanning/virus-scanner.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { MemoryContainer } from '../../../schemas/asice/memory-container.js';
import type { EdxmlMessage, EdxmlStatus } from '../../../schemas/edxml/message.js';
import { writeEdxmlDocument } from '../../../schemas/edxml/write-document.js';
import { writeInterchange } from '../../../schemas/edxml/write-interchange.js';
import { writeEdxmlStatus } from '../../../schemas/edxml/write-status.js';
import { Problem } from '../../../schemas/problems/problem.js';
import { documentMessage } from '../../support/document-message.js';
import {
  arriveDocument,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  smallPdf,
  submitDocument,
} from '../../support/gateway-fixture.js';
import { newTestAuthority } from '../../support/test-authority.js';

const [sender, reader] = ['H30.03', 'H30.05'];

let gateway: GatewayFixture;
let ownKey: Signer;

beforeAll(async () => {
  gateway = await openGatewayFixture({
    withoutKey: [sender],
    agencies: { [sender]: { numbering: 'agency' }, 'H30.07': { numbering: 'agency' } },
  });
  ownKey = (await gateway.authority.issueSeal({ agencyCode: sender, name: 'Sở Thông tin và Truyền thông' })).signer;
});
afterAll(() => gateway.close());

const system = () => principalOf('token:qlvb', ['documents:submit', 'documents:read'], [sender]);
const drafts = async () => readdir(join(gateway.folder, 'blobs', 'drafts'));

const messageOf = (changes: Record<string, unknown> = {}, business?: EdxmlMessage['business'], from: string = sender) =>
  documentMessage(from, changes, business);

interface ContainerWish {
  readonly message?: EdxmlMessage;
  readonly signer?: Signer;
  readonly file?: { name: string; bytes: Buffer };
}

async function container({
  message = messageOf(),
  signer = ownKey,
  file = { name: 'van-ban.pdf', bytes: smallPdf() },
}: ContainerWish = {}): Promise<Buffer> {
  const growing = new MemoryContainer();
  await growing.addBytes(file.name, 'application/pdf', file.bytes);
  await sealContainer(growing, { envelope: writeEdxmlDocument(message), signer, signingTime: new Date() });
  return growing.bytes();
}

const submit = (bytes: Buffer, idempotencyKey?: string, principal = system()) =>
  submitContainer(gateway.ctx, principal, Readable.from([bytes]), { origin: 'container', idempotencyKey });

describe('a ready container', () => {
  it('is stored as it is, without the scope "seal", and delivered like any document', async () => {
    const message = messageOf();
    const bytes = await container({ message });
    const answer = await submit(bytes);
    expect(answer).toMatchObject({
      documentId: message.documentId,
      number: message.code?.number,
      state: 'sealed',
      recipients: [{ agency: reader }],
    });
    const opened = await openContainerOf(gateway.ctx, system(), answer.id);
    expect((await opened.source.read(0, opened.source.size)).equals(bytes)).toBe(true);
    await opened.source.close();
    const file = await openFileOf(gateway.ctx, system(), answer.id, 1);
    expect((await file.source.read(0, file.source.size)).equals(smallPdf())).toBe(true);
    await file.source.close();
    const { rows } = await gateway.ctx.database.query(
      `select payload->'sealedHere' as here from events where document = $1`,
      [answer.id],
    );
    expect(rows).toEqual([{ here: false }]);
    expect(await drafts()).toEqual([]);
  });

  it('sent again under its key is answered the same, and its number cannot be used twice', async () => {
    const message = messageOf();
    const bytes = await container({ message });
    const first = await submit(bytes, 'c-1');
    expect((await submit(bytes, 'c-1')).id).toBe(first.id);
    await expect(
      submit(await container({ message, file: { name: 'khac.pdf', bytes: smallPdf('khác') } })),
    ).rejects.toMatchObject({ code: 'number_taken' });
    await expect(submit(await container(), 'c-1')).rejects.toMatchObject({ code: 'idempotency_conflict' });
  });

  it('sent again under its key gets its answer although its recipient closed meanwhile', async () => {
    const bytes = await container({ message: messageOf({ to: ['H30.12'] }) });
    const first = await submit(bytes, 'c-closed');
    await gateway.ctx.database.query(`update agencies set valid_to = '2016-01-01' where code = 'H30.12'`);
    try {
      expect(await submit(bytes, 'c-closed')).toEqual(first);
      await expect(submit(bytes)).rejects.toMatchObject({ code: 'agency_closed' });
    } finally {
      await gateway.ctx.database.query(`update agencies set valid_to = null where code = 'H30.12'`);
    }
  });

  it('signed with what is registered as a person’s certificate, is refused: a person is no seal', async () => {
    const person = await gateway.authority.issueSeal({ agencyCode: sender });
    const row = rowOf(person.certificate, { kind: 'personal', holder: 'agency', agency: sender });
    await insertCertificate(gateway.ctx.database, row);
    await expect(submit(await container({ signer: person.signer }))).rejects.toMatchObject({
      code: 'signer_not_sender',
      detail: expect.stringContaining("a person's"),
    });
  });

  it('sealed by another agency, or by nobody we trust, is refused', async () => {
    const other = await gateway.authority.issueSeal({ agencyCode: reader });
    await expect(submit(await container({ signer: other.signer }))).rejects.toMatchObject({
      code: 'signer_not_sender',
    });
    const stranger = await (await newTestAuthority('Kẻ lạ')).issueSeal({ agencyCode: sender });
    await expect(submit(await container({ signer: stranger.signer }))).rejects.toMatchObject({
      code: 'signer_not_sender',
    });
    const expired = await gateway.authority.issueSeal({
      agencyCode: sender,
      notAfter: new Date(Date.now() - 86_400_000),
    });
    await expect(submit(await container({ signer: expired.signer }))).rejects.toMatchObject({
      code: 'signer_not_sender',
    });
    expect(await drafts()).toEqual([]);
  });

  it('for an agency the token does not act for is refused', async () => {
    await expect(
      submit(await container(), undefined, principalOf('token:x', ['documents:submit'], [reader])),
    ).rejects.toMatchObject({ code: 'wrong_agency' });
  });

  it.each(['digest_mismatch', 'signature_missing', 'not_covered'] as const)('with %s is refused', async (fault) => {
    const growing = new MemoryContainer();
    const file = await growing.addBytes('van-ban.pdf', 'application/pdf', smallPdf());
    const envelope = await growing.addBytes('envelope.edxml', 'application/xml', writeEdxmlDocument(messageOf()));
    const covered = fault === 'not_covered' ? [envelope] : [file, envelope];
    const objects = covered.map(({ name, mediaType, sha256 }) => ({
      name,
      mediaType: mediaType ?? '',
      sha256: fault === 'digest_mismatch' && name === 'van-ban.pdf' ? Buffer.alloc(32) : sha256,
    }));
    const seal = await buildSeal({ signer: ownKey, objects, signingTime: new Date() });
    if (fault !== 'signature_missing') await growing.addBytes('META-INF/signatures0.xml', 'application/xml', seal);
    await growing.finish();
    await expect(submit(growing.bytes())).rejects.toMatchObject({ code: fault });
    expect(await drafts()).toEqual([]);
  });

  it('that is broken, secret, or carries a forbidden file is refused and leaves nothing', async () => {
    const good = await container();
    await expect(submit(good.subarray(0, good.length - 30))).rejects.toMatchObject({ code: 'zip_malformed' });
    await expect(submit(Buffer.from('no zip at all'))).rejects.toMatchObject({ code: 'zip_malformed' });
    const program = { name: 'tep.pdf', bytes: Buffer.from('MZ\x90\x00 this is a program') };
    await expect(submit(await container({ file: program }))).rejects.toMatchObject({ code: 'file_type' });
    const stamped = { name: 'tep.txt', bytes: Buffer.from('MẬT\nnội dung\n') };
    await expect(submit(await container({ file: stamped }))).rejects.toMatchObject({ code: 'secret_refused' });
    const marked = messageOf();
    const promulgation = { ...marked.promulgation, extras: ['<DoMat xmlns="urn:x">Mật</DoMat>'] };
    await expect(submit(await container({ message: { ...marked, promulgation } }))).rejects.toMatchObject({
      code: 'secret_refused',
    });
    const broken = new Readable({ read() {} });
    broken.push(good.subarray(0, 100));
    setTimeout(() => broken.destroy(new Error('connection reset')), 10);
    await expect(submitContainer(gateway.ctx, system(), broken, { origin: 'container' })).rejects.toMatchObject({
      code: 'upload_interrupted',
    });
    expect(await drafts()).toEqual([]);
  });
});

describe('a ready container, where viruses are scanned for', () => {
  it('is refused for any entry of it, and leaves nothing', async () => {
    const seen: Buffer[] = [];
    const scanner: VirusScanner = {
      counts: { clean: 0, infected: 0, unavailable: 0 },
      version: async () => 'none',
      async scan(content) {
        const chunks: Buffer[] = [];
        for await (const chunk of content) chunks.push(chunk);
        seen.push(Buffer.concat(chunks));
        return seen.at(-1)?.includes('<ds:Signature') ? { kind: 'infected', name: 'Worm.Xml' } : { kind: 'clean' };
      },
    };
    const submission = submitContainer({ ...gateway.ctx, scanner }, system(), Readable.from([await container()]), {
      origin: 'container',
      idempotencyKey: undefined,
    });
    await expect(submission).rejects.toMatchObject({ code: 'file_infected', field: 'META-INF/signatures0.xml' });
    expect(seen).toContainEqual(smallPdf());
    expect(await drafts()).toEqual([]);
  });
});

describe('the seal of a ready container is judged as a verdict would', () => {
  interface SealShape {
    readonly usage?: KeyUsageFlags;
    readonly isRegistered?: boolean;
    readonly notAfter?: Date;
  }

  /** A seal of the sender from an authority nobody here knows, unless it is registered with its chain. */
  async function foreignSeal({ usage, isRegistered = true, notAfter }: SealShape = {}) {
    const authority = await newTestAuthority(`Nơi cấp ${randomUUID()}`);
    const { publicKey, privateKey } = await createKeypair('p-256');
    const certificate = await buildCertificate(
      {
        subject: { commonName: 'Sở', organization: 'Sở', agencyCode: sender },
        publicKey,
        validity: {
          notBefore: new Date(Date.now() - 86_400_000),
          notAfter: notAfter ?? new Date(Date.now() + 86_400_000),
        },
        extensions: [new KeyUsagesExtension(usage ?? KeyUsageFlags.digitalSignature, true)],
      },
      authority.issuing,
    );
    const chain = [authority.issuing.certificate, authority.root.certificate];
    const row = rowOf(certificate, { kind: 'seal', holder: 'agency', agency: sender, chain });
    if (isRegistered) await insertCertificate(gateway.ctx.database, row);
    return { authority, certificate, signer: fileSigner(privateKey, certificate, chain) };
  }

  it('with an authority whose revocation lists are not at hand: taken, and the answer says so, each time', async () => {
    const { signer } = await foreignSeal();
    const answer = await submit(await container({ signer }));
    expect(answer.warnings).toEqual([
      { code: 'revocation_unknown', detail: expect.stringContaining('revocation list') },
    ]);
    const { rows } = await gateway.ctx.database.query(
      `select payload->'warnings' as warnings from events where document = $1 and kind = 'document.submitted'`,
      [answer.id],
    );
    expect(rows).toEqual([{ warnings: answer.warnings }]);
  });

  it('with lists that know nothing against it: taken without a word', async () => {
    const { signer } = await gateway.authority.issueSeal({ agencyCode: sender });
    const { crls } = await gateway.authority.issueSeal();
    for (const [index, der] of crls.entries()) {
      const issuer = index === 0 ? gateway.authority.issuing.certificate : gateway.authority.root.certificate;
      const list = { number: 1, thisUpdate: new Date(), nextUpdate: new Date(Date.now() + 86_400_000), der };
      await insertCrl(gateway.ctx.database, readCertificate(issuer).fingerprint, list);
    }
    expect((await submit(await container({ signer }))).warnings).toEqual([]);
  });

  it('revoked by its authority: refused, although it is registered here', async () => {
    const seal = await gateway.authority.issueSeal({ agencyCode: sender });
    const row = rowOf(seal.certificate, { kind: 'seal', holder: 'agency', agency: sender, chain: seal.chain });
    await insertCertificate(gateway.ctx.database, row);
    const list = { number: 2, thisUpdate: new Date(), nextUpdate: new Date(Date.now() + 86_400_000) };
    const { fingerprint } = readCertificate(gateway.authority.issuing.certificate);
    const der = await seal.revoke(new Date(Date.now() - 1_000));
    await insertCrl(gateway.ctx.database, fingerprint, { ...list, der });
    await expect(submit(await container({ signer: seal.signer }))).rejects.toMatchObject({
      code: 'signer_not_sender',
      detail: expect.stringContaining('was revoked'),
    });
  });

  it.each([
    ['not meant for signing', { usage: KeyUsageFlags.keyEncipherment }, 'not meant for signing'],
    ['expired', { notAfter: new Date(Date.now() - 60_000) }, 'was valid until'],
    ['of an authority nobody trusts', { isRegistered: false }, 'No trusted issuer'],
  ])('%s: refused', async (_what, shape, reason) => {
    const { signer } = await foreignSeal(shape);
    await expect(submit(await container({ signer }))).rejects.toMatchObject({
      code: 'signer_not_sender',
      detail: expect.stringContaining(reason),
    });
    expect(await drafts()).toEqual([]);
  });
});

describe('the limits of a ready container', () => {
  const limited = (maxFileBytes: number) => ({ ...gateway.ctx, config: { ...gateway.ctx.config, maxFileBytes } });
  const submitTo = (ctx: GatewayFixture['ctx'], bytes: Buffer) =>
    submitContainer(ctx, system(), Readable.from([bytes]), { origin: 'container' });

  it('are for each file, not for the whole', async () => {
    const files = [1, 2, 3].map((n) => ({ name: `${n}.pdf`, bytes: Buffer.concat([smallPdf(), Buffer.alloc(3_000)]) }));
    const growing = new MemoryContainer();
    for (const { name, bytes } of files) await growing.addBytes(name, 'application/pdf', bytes);
    const envelope = writeEdxmlDocument(messageOf());
    await sealContainer(growing, { envelope, signer: ownKey, signingTime: new Date() });
    const bytes = growing.bytes();
    expect(bytes.length).toBeGreaterThan(2 * 4_000);
    await expect(submitTo(limited(3_000), bytes)).rejects.toMatchObject({ code: 'file_too_large', field: '1.pdf' });
    expect((await submitTo(limited(4_000), bytes)).state).toBe('sealed');
  });

  it.each(['META-INF/sub/virus.exe', 'META-INF/virus.exe', 'META-INF/sub/signatures.xml', 'META-INF/manifest.xml.exe'])(
    'leave no room for %s, which no seal covers',
    async (name) => {
      const growing = new MemoryContainer();
      await growing.addBytes('van-ban.pdf', 'application/pdf', smallPdf());
      await growing.addBytes(name, null, Buffer.from('MZ\x90\x00'));
      const covered = growing.entries.filter((entry) => entry.name !== name);
      const envelope = await growing.addBytes('envelope.edxml', 'application/xml', writeEdxmlDocument(messageOf()));
      const objects = [...covered, envelope].map((one) => ({ ...one, mediaType: one.mediaType ?? '' }));
      const seal = await buildSeal({ signer: ownKey, objects, signingTime: new Date() });
      await growing.addBytes('META-INF/signatures0.xml', 'application/xml', seal);
      await growing.finish();
      await expect(submit(growing.bytes())).rejects.toMatchObject({ code: 'asic_structure', field: name });
      expect(await drafts()).toEqual([]);
    },
  );
});

describe('an edXML file', () => {
  const clerk = () => gateway.clerk('H30.07');
  const stp = (business?: EdxmlMessage['business']) => messageOf({ notation: 'STP-VP' }, business, 'H30.07');
  const edxml = (message: EdxmlMessage, file = smallPdf('edxml'), idempotencyKey?: string) =>
    submitEdxml(
      gateway.ctx,
      clerk(),
      writeInterchange(
        message,
        [{ name: 'Phụ lục số 1.pdf', mediaType: 'application/pdf', source: bufferSource(file) }],
        { wrap: 'zip' },
      ),
      { origin: 'edxml', idempotencyKey },
    );

  it('becomes a sealed document with its own DocumentId and number', async () => {
    const message = { ...stp(), documentId: '5f0c7f0e-8f7d-4d0e-9a70-0e9a3f4b6c11' };
    const outcome = await edxml(message);
    if (outcome.kind !== 'submitted') throw new Error('not submitted');
    expect(outcome.answer).toMatchObject({ documentId: message.documentId, number: message.code?.number });
    const view = await viewDocument(gateway.ctx, clerk(), outcome.answer.id);
    expect(view).toMatchObject({
      subject: message.subject,
      origin: 'edxml',
      files: [{ name: 'Phụ lục số 1.pdf', mediaType: 'application/pdf' }],
    });
  });

  it('recalls, replaces and answers as its business type and status say', async () => {
    const first = await edxml(stp());
    if (first.kind !== 'submitted') throw new Error('not submitted');
    await arriveDocument(gateway.ctx, first.answer.id, reader);
    const business = { type: 3, reason: 'Sai số liệu', documentId: first.answer.documentId } as const;
    const replacing = stp(business);
    const second = await edxml(replacing, smallPdf(), 'e-1');
    if (second.kind !== 'submitted') throw new Error('not submitted');
    await arriveDocument(gateway.ctx, second.answer.id, reader);
    const status = writeEdxmlStatus({
      kind: 'status',
      from: { organId: reader },
      responseFor: { organId: 'H30.07', documentId: first.answer.documentId },
      statusCode: '15',
      timestamp: '2016-05-20T01:02:03Z',
    });
    const answered = await submitEdxml(gateway.ctx, gateway.clerk(reader), Readable.from([status]), {
      origin: 'edxml',
    });
    expect(answered).toMatchObject({ kind: 'status', answer: { id: first.answer.id, request: 'agreed' } });
    expect((await viewDocument(gateway.ctx, clerk(), first.answer.id)).state).toBe('replaced');
    expect(await edxml(replacing, smallPdf(), 'e-1')).toMatchObject({ answer: { id: second.answer.id } });
    await expect(edxml(stp(business))).rejects.toMatchObject({ code: 'illegal_move' });
    const recall = { type: 1, reason: 'Thu hồi', documentId: second.answer.documentId } as const;
    expect(await edxml(stp(recall))).toMatchObject({
      kind: 'recalled',
      answer: { id: second.answer.id, state: 'sealed' },
    });
    await declareStatus(gateway.ctx, gateway.clerk(reader), second.answer.id, { code: '15' });
    expect((await viewDocument(gateway.ctx, clerk(), second.answer.id)).state).toBe('recalled');
  });

  it('lies among the drafts while it passes, where a crash leaves nothing for long', async () => {
    const source = bufferSource(Buffer.concat([smallPdf(), Buffer.alloc(200_000, 0x20)]));
    const file = { name: 'tep.pdf', mediaType: 'application/pdf', source };
    const pieces: Buffer[] = await Readable.from(writeInterchange(stp(), [file], { wrap: 'raw' })).toArray();
    const body = new Readable({ read() {} });
    for (const piece of pieces.slice(0, -2)) body.push(piece);
    const outcome = submitEdxml(gateway.ctx, clerk(), body, { origin: 'edxml' }).catch((error: unknown) => error);
    await expect.poll(drafts).toEqual([expect.stringMatching(/^edxml-/)]);
    const [folder = ''] = await drafts();
    await expect.poll(() => readdir(join(gateway.folder, 'blobs', 'drafts', folder))).not.toEqual([]);
    body.destroy(new Error('connection reset'));
    await outcome;
    expect(await drafts()).toEqual([]);
  });

  it('recalls a document that it names only among those it answers', async () => {
    const sent = await edxml(stp());
    if (sent.kind !== 'submitted') throw new Error('not submitted');
    const recall = { ...stp({ type: 1, reason: 'Thu hồi' }), responseFor: [{ documentId: sent.answer.documentId }] };
    expect(await edxml(recall)).toMatchObject({ kind: 'recalled', answer: { id: sent.answer.id } });
    const unclear = { ...recall, responseFor: [...recall.responseFor, { documentId: 'H30.07,2016/05/19,1/X' }] };
    await expect(edxml(unclear)).rejects.toMatchObject({ code: 'edxml_missing', field: 'Bussiness/DocumentId' });
  });

  it('keeps in the sealed envelope what its sender wrote and we have no use for', async () => {
    const foreign = '<v:Ma xmlns:v="urn:v">A7</v:Ma>';
    const message = {
      ...stp({ type: 0, staff: { department: 'Văn thư', mobile: '0711' }, extras: [foreign] }),
      otherInfo: { sphereOfPromulgation: 'Tài chính', typerNotation: 'NVM', direction: true, extras: [foreign] },
      documentType: { type: 2, typeDetail: 5, name: 'Công văn' },
    };
    const outcome = await edxml(message);
    if (outcome.kind !== 'submitted') throw new Error('not submitted');
    const { pieces } = await exportEdxml(gateway.ctx, clerk(), outcome.answer.id);
    const text = Buffer.concat(await Readable.from(pieces).toArray()).toString();
    for (const kept of ['Tài chính', 'NVM', 'Direction>true', 'Văn thư', 'Type>2<', 'TypeDetail>5<'])
      expect(text).toContain(kept);
    expect(text.split(foreign)).toHaveLength(3);
  });

  it('with status 13 takes back what its sender sent, and nothing anybody else sent', async () => {
    const first = await edxml(stp());
    if (first.kind !== 'submitted') throw new Error('not submitted');
    await arriveDocument(gateway.ctx, first.answer.id, reader);
    const takeBack = (agency: string) =>
      submitEdxml(
        gateway.ctx,
        gateway.clerk(agency),
        Readable.from([
          writeEdxmlStatus({
            kind: 'status',
            from: { organId: agency },
            responseFor: { organId: reader, documentId: first.answer.documentId },
            statusCode: '13',
            description: 'Gửi nhầm phiên bản',
            timestamp: '2016-05-20T01:02:03Z',
          }),
        ]),
        { origin: 'edxml' },
      );
    await expect(takeBack(reader)).rejects.toMatchObject({ code: 'not_found', field: 'ResponseFor/DocumentId' });
    const taken = { kind: 'recalled', answer: { id: first.answer.id, recipients: [{ request: 'pending' }] } };
    expect(await takeBack('H30.07')).toMatchObject(taken);
    expect(await takeBack('H30.07')).toMatchObject(taken);
    const { statuses } = await viewDocument(gateway.ctx, clerk(), first.answer.id);
    expect(statuses.map(({ code, reason }) => [code, reason])).toEqual([
      ['01', null],
      ['13', 'Gửi nhầm phiên bản'],
    ]);
  });

  it('sent again under its key gets its answer although its recipient closed meanwhile', async () => {
    const message = messageOf({ to: ['H30.12'], notation: 'STP-VP' }, undefined, 'H30.07');
    const source = bufferSource(smallPdf('lặp lại'));
    const content = { name: 'a.pdf', mediaType: 'application/pdf', source };
    const bytes = Buffer.concat(await Readable.from(writeInterchange(message, [content], { wrap: 'zip' })).toArray());
    const send = (idempotencyKey?: string) =>
      submitEdxml(gateway.ctx, clerk(), Readable.from([bytes]), { origin: 'edxml', idempotencyKey });
    const first = await send('e-closed');
    await gateway.ctx.database.query(`update agencies set valid_to = '2016-01-01' where code = 'H30.12'`);
    try {
      expect(await send('e-closed')).toEqual(first);
      await expect(send()).rejects.toMatchObject({ code: 'agency_closed' });
    } finally {
      await gateway.ctx.database.query(`update agencies set valid_to = null where code = 'H30.12'`);
    }
  });

  it('broken, about an unknown document, or too large is refused and leaves nothing', async () => {
    await expect(
      submitEdxml(gateway.ctx, clerk(), Readable.from([Buffer.from('<edXML')]), { origin: 'edxml' }),
    ).rejects.toMatchObject({ code: 'xml_malformed' });
    const recall = { type: 1, reason: 'x', documentId: 'H30.07,2016/05/19,999/X' } as const;
    await expect(edxml(stp(recall))).rejects.toMatchObject({ code: 'not_found' });
    await expect(edxml(stp(), Buffer.from('#!/bin/sh\n'))).rejects.toMatchObject({
      code: 'file_type',
    });
    expect(await drafts()).toEqual([]);
  });

  it('that marks a secret is refused whatever it asks for, and a digest of it is all that stays', async () => {
    const extras = { header: ['<DoMat xmlns="urn:x">Tối mật</DoMat>'] };
    const recall = { type: 1, reason: 'Thu hồi', documentId: 'H30.07,2016/05/19,1/X' } as const;
    await expect(edxml({ ...messageOf({}, recall), extras })).rejects.toMatchObject({ code: 'secret_refused' });
    const status = writeEdxmlStatus({
      kind: 'status',
      from: { organId: reader },
      responseFor: { organId: 'H30.07', documentId: 'H30.07,2016/05/19,1/X' },
      statusCode: '03',
      extras: ['<DoMat xmlns="urn:x">Mật</DoMat>'],
    });
    const declared = submitEdxml(gateway.ctx, gateway.clerk(reader), Readable.from([status]), { origin: 'edxml' });
    await expect(declared).rejects.toMatchObject({ code: 'secret_refused' });
    expect(await drafts()).toEqual([]);
  });

  describe('comes back out of a document', () => {
    const from = 'H30.15';
    let rsa: Signer;
    beforeAll(async () => {
      rsa = (await gateway.authority.issueSeal({ agencyCode: from, keyType: 'rsa-2048' })).signer;
    });
    const withKey = (sealSigner: () => Promise<Signer>) => ({
      ...gateway.ctx,
      keys: { ...gateway.ctx.keys, sealSigner },
    });
    const exported = async (ctx: GatewayFixture['ctx'], id: string, wish?: EdxmlWish) => {
      const { pieces } = await exportEdxml(ctx, gateway.clerk(from), id, wish);
      return Buffer.concat(await Readable.from(pieces).toArray());
    };
    const uses = async (id: string) => {
      const { rows } = await gateway.ctx.database.query(
        `select payload->>'purpose' as purpose from events where document = $1 and kind = 'key.used'`,
        [id],
      );
      return rows;
    };

    it('signed by its sender, which is an event', async () => {
      const { id } = await submitDocument(gateway.ctx, gateway.clerk(from), metadataOf());
      const file = await exported(
        withKey(async () => rsa),
        id,
      );
      const checked = checkEdxmlSignature(file);
      expect(checked?.findings).toEqual([]);
      expect(checked?.certificate).toEqual(rsa.certificate);
      expect(await uses(id)).toEqual([{ purpose: 'edxml' }]);
      const again = submitEdxml(gateway.ctx, gateway.clerk(from), Readable.from([file]), { origin: 'edxml' });
      await expect(again).rejects.toMatchObject({ code: 'number_unknown' });
    });

    it('unsigned when nobody wants it, the key is of another kind, or is elsewhere', async () => {
      const { id } = await submitDocument(gateway.ctx, gateway.clerk(from), metadataOf());
      const files = [
        await exported(
          withKey(async () => rsa),
          id,
          { signature: 'none' },
        ),
        await exported(gateway.ctx, id),
        await exported(
          withKey(async () => {
            throw new Problem('key_missing');
          }),
          id,
        ),
      ];
      for (const file of files) expect(checkEdxmlSignature(file)).toBeUndefined();
      expect(await uses(id)).toEqual([]);
    });

    it('unsigned when it is too large to be held, and whole', async () => {
      const file = Buffer.concat([smallPdf(), Buffer.alloc(9_000_000, 0x20)]);
      const { id } = await submitDocument(gateway.ctx, gateway.clerk(from), metadataOf(), { file });
      const written = await exported(
        withKey(async () => rsa),
        id,
        { wrap: 'raw' },
      );
      expect(written.toString('latin1')).not.toContain('<Signature');
      expect(written.toString('latin1')).toContain(file.toString('base64'));
      expect(await uses(id)).toEqual([]);
    });
  });

  it('comes back out of any document, with its files inline', async () => {
    const { id, documentId } = await submitDocument(gateway.ctx, gateway.clerk('H30.15'), metadataOf());
    const { pieces, name } = await exportEdxml(gateway.ctx, gateway.clerk('H30.15'), id);
    expect(name).toMatch(/\.edxml$/);
    const text = Buffer.concat(await Readable.from(pieces).toArray()).toString();
    expect(text).toContain(documentId);
    expect(text).toContain('AttachmentEncoded');
  });
});

describe('an edXML message speaks for the agency it names', () => {
  const [own, alsoOwn, stranger] = ['H30.07', 'H30.08', 'H30.15'];
  const both = () => gateway.clerk(own, alsoOwn);
  const messageFrom = (organId: string, business?: EdxmlMessage['business']) =>
    messageOf({ notation: 'X-VP' }, business, organId);
  const from = (organId: string, message: EdxmlMessage = messageFrom(organId), principal = both()) =>
    submitEdxml(
      gateway.ctx,
      principal,
      writeInterchange(
        { ...message, from: { organId } },
        [{ name: 'tep.pdf', mediaType: 'application/pdf', source: bufferSource(smallPdf(message.documentId)) }],
        { wrap: 'raw' },
      ),
      { origin: 'edxml' },
    );
  const submitted = async (...args: Parameters<typeof from>) => {
    const outcome = await from(...args);
    if (outcome.kind !== 'submitted') throw new Error('not submitted');
    return outcome.answer;
  };
  const status = (agency: string, responseFor: object, principal = both()) =>
    submitEdxml(
      gateway.ctx,
      principal,
      Readable.from([
        writeEdxmlStatus({ kind: 'status', from: { organId: agency }, responseFor, statusCode: '03' } as EdxmlStatus),
      ]),
      { origin: 'edxml' },
    );
  const receivedBy = async (agencies: readonly string[], by = gateway.clerk(stranger)) => {
    const answer = await submitDocument(gateway.ctx, by, metadataOf({ to: agencies, notation: 'SYT-VP' }));
    for (const agency of agencies) await arriveDocument(gateway.ctx, answer.id, agency);
    return answer;
  };

  it('a status is sealed by the agency in From, not by the first one of the token', async () => {
    const { id, documentId } = await receivedBy([own, alsoOwn]);
    expect(await status('000.00.08.H30', { organId: stranger, documentId })).toMatchObject({
      kind: 'status',
      answer: { id, agency: alsoOwn, status: '03' },
    });
    const { statuses } = await viewDocument(gateway.ctx, gateway.clerk(stranger), id);
    expect(statuses.filter(({ code }) => code === '03')).toMatchObject([{ agency: alsoOwn, author: alsoOwn }]);
  });

  it('a status keeps the elements nobody knows', async () => {
    const { id, documentId } = await receivedBy([own]);
    const extras = ['<v:Ma xmlns:v="urn:v">A7</v:Ma>'];
    const message = { kind: 'status', from: { organId: own }, responseFor: { documentId }, statusCode: '03', extras };
    await submitEdxml(gateway.ctx, both(), Readable.from([writeEdxmlStatus(message as EdxmlStatus)]), {
      origin: 'edxml',
    });
    const { statuses } = await viewDocument(gateway.ctx, gateway.clerk(own), id);
    const found = statuses.find(({ code }) => code === '03')?.id ?? '';
    const sealed = await readStatusMessage(gateway.ctx, gateway.clerk(stranger), id, found);
    expect(sealed.message.toString()).toContain(extras[0]);
  });

  it('a status for an agency the token does not act for, or about a document of another sender, is refused', async () => {
    const { documentId } = await receivedBy([own, reader]);
    await expect(status(reader, { documentId })).rejects.toMatchObject({ code: 'wrong_agency', field: 'From/OrganId' });
    await expect(status('H99.1', { documentId })).rejects.toMatchObject({ code: 'wrong_agency' });
    await expect(status(own, { organId: sender, documentId })).rejects.toMatchObject({ code: 'not_found' });
    await expect(status(own, { organId: 'H99.1', documentId })).rejects.toMatchObject({ code: 'not_found' });
    await expect(status(own, {})).rejects.toMatchObject({ code: 'edxml_missing', field: 'ResponseFor/DocumentId' });
  });

  it('of two senders with one DocumentId a status says which', async () => {
    const one = await receivedBy([own]);
    const two = await receivedBy([own], gateway.clerk(alsoOwn));
    const shared = '7c1f6a6e-5d0f-4c5a-9a38-0a6a5f0f7b11';
    await gateway.ctx.database.query('update documents set document_id = $1 where id = any ($2)', [
      shared,
      [one.id, two.id],
    ]);
    await expect(status(own, { documentId: shared })).rejects.toMatchObject({
      code: 'edxml_missing',
      field: 'ResponseFor/OrganId',
    });
    expect(await status(own, { documentId: shared, organId: stranger })).toMatchObject({ answer: { id: one.id } });
    expect(await status(own, { documentId: shared, organId: alsoOwn })).toMatchObject({ answer: { id: two.id } });
  });

  it('a DocumentId of another agency is refused, one under an older code of its own is taken', async () => {
    const theirs = await receivedBy([own]);
    const message = messageFrom(own);
    await expect(from(own, { ...message, documentId: theirs.documentId })).rejects.toMatchObject({
      code: 'edxml_value',
      field: 'DocumentId',
    });
    const opaque = 'f2b7fa2d-94d4-4b8b-9d18-5b3f4f6b8f10';
    await submitted(own, { ...messageFrom(own), documentId: opaque });
    await expect(from(alsoOwn, { ...message, documentId: opaque })).rejects.toMatchObject({
      code: 'already_exists',
      field: 'DocumentId',
    });
    await expect(from(own, { ...message, documentId: 'x'.repeat(3_000) })).rejects.toMatchObject({
      code: 'edxml_value',
    });
    const documentId = `000.00.07.H30,2016/05/19,${message.code?.number}/X-VP`;
    expect(await submitted(own, { ...message, documentId })).toMatchObject({ documentId });
  });

  it('a ready container with the DocumentId of another agency is refused', async () => {
    const theirs = await receivedBy([own]);
    const message = { ...messageOf(), documentId: theirs.documentId };
    await expect(submit(await container({ message }))).rejects.toMatchObject({ code: 'edxml_value' });
  });

  it('an update, a replacement or a recall of a document that another agency of the token sent is refused', async () => {
    const { documentId } = await submitted(own);
    for (const type of [1, 2, 3] as const) {
      const message = messageFrom(alsoOwn, { type, reason: 'Sai', documentId });
      await expect(from(alsoOwn, message)).rejects.toMatchObject({ code: 'wrong_agency', field: 'From/OrganId' });
    }
    const recall = messageFrom(own, { type: 1, reason: 'Sai', documentId });
    expect(await from(own, recall)).toMatchObject({ kind: 'recalled', answer: { state: 'recalled' } });
  });
});

describe('the business of an edXML message is done whole or refused', () => {
  const [own, first, second] = ['H30.07', 'H30.15', 'H30.31'];
  const clerk = () => gateway.clerk(own);
  type Parts = NonNullable<EdxmlMessage['business']>;
  const send = (to: readonly string[], business?: Parts) =>
    submitEdxml(
      gateway.ctx,
      clerk(),
      writeInterchange(
        messageOf({ notation: 'BS-VP', to }, business, own),
        [{ name: 'tep.pdf', mediaType: 'application/pdf', source: bufferSource(smallPdf(randomUUID())) }],
        { wrap: 'raw' },
      ),
      { origin: 'edxml' },
    );
  const sentTo = async (...to: string[]) => {
    const outcome = await send(to);
    if (outcome.kind !== 'submitted') throw new Error('not submitted');
    for (const agency of to) await arriveDocument(gateway.ctx, outcome.answer.id, agency);
    return outcome.answer;
  };
  const requestsOf = async (id: string) =>
    (await viewDocument(gateway.ctx, clerk(), id)).recipients.map(({ agency, request, requestKind }) => [
      agency,
      requestKind,
      request,
    ]);
  const updating = (documentId: string, update: Parts['update']): Parts => ({
    type: 2,
    reason: 'Bổ sung',
    documentId,
    ...(update === undefined ? {} : { update }),
  });
  const replacing = (...replacements: NonNullable<Parts['replacements']>): Parts => ({
    type: 3,
    reason: 'Sai số liệu',
    replacements,
  });

  it('an update reaches the receivers it adds, when they stand in To', async () => {
    const { documentId } = await sentTo(first);
    const receivers = [{ organId: '000.00.31.H30', change: 'added' }] as const;
    const update = updating(documentId, { documentReceiver: true, receivers });
    await expect(send([first], update)).rejects.toMatchObject({
      code: 'edxml_value',
      field: 'Bussiness/BussinessDocumentInfo/ReceiverList/Receiver[1]',
    });
    const outcome = await send([first, second], update);
    expect(outcome).toMatchObject({ answer: { recipients: [{ agency: first }, { agency: second }] } });
  });

  it('an update that takes receivers away, or names none, is refused', async () => {
    const { id, documentId } = await sentTo(first, second);
    const receivers = [
      { organId: first, change: 'added' },
      { organId: second, change: 'removed' },
    ] as const;
    await expect(send([first], updating(documentId, { receivers }))).rejects.toMatchObject({
      code: 'edxml_unsupported',
      field: 'Bussiness/BussinessDocumentInfo/ReceiverList/Receiver[2]',
    });
    await expect(send([first], updating(documentId, { documentReceiver: true }))).rejects.toMatchObject({
      code: 'edxml_missing',
      field: 'Bussiness/BussinessDocumentInfo/ReceiverList',
    });
    expect(await requestsOf(id)).toEqual([
      [first, null, null],
      [second, null, null],
    ]);
  });

  it('a replacement asks the recipients its list names, or all when it names none', async () => {
    const one = await sentTo(first, second);
    await send([first, second], replacing({ documentId: one.documentId, organIds: ['000.00.15.H30'] }));
    expect(await requestsOf(one.id)).toEqual([
      [first, 'replace', 'pending'],
      [second, null, null],
    ]);
    const two = await sentTo(first, second);
    await send([first, second], replacing({ documentId: two.documentId, organIds: [] }));
    expect((await requestsOf(two.id)).map(([, , request]) => request)).toEqual(['pending', 'pending']);
  });

  it('a replacement of several documents, at strangers, or of two names is refused', async () => {
    const [one, two] = [await sentTo(first), await sentTo(first)];
    const of = (documentId: string, ...organIds: string[]) => ({ documentId, organIds });
    await expect(send([first], replacing(of(one.documentId), of(two.documentId)))).rejects.toMatchObject({
      code: 'edxml_unsupported',
      field: 'Bussiness/ReplacementInfoList/ReplacementInfo[2]',
    });
    for (const stranger of [second, 'H99.9'])
      await expect(send([first], replacing(of(one.documentId, first, stranger)))).rejects.toMatchObject({
        code: 'edxml_value',
        field: 'Bussiness/ReplacementInfoList/ReplacementInfo/OrganIdList',
      });
    const twoNames = { ...replacing(of(one.documentId)), documentId: two.documentId };
    await expect(send([first], twoNames)).rejects.toMatchObject({ code: 'edxml_value', field: 'Bussiness/DocumentId' });
    expect(await requestsOf(one.id)).toEqual([[first, null, null]]);
  });

  it('parts of another business type, and a recall from some recipients only, are refused', async () => {
    const { id, documentId } = await sentTo(first, second);
    const parts: Parts[] = [
      { type: 0, replacements: [{ documentId, organIds: [] }] },
      { type: 2, documentId, replacements: [{ documentId, organIds: [] }] },
      { type: 3, documentId, update: { receivers: [{ organId: first, change: 'added' }] } },
      { type: 1, documentId, replacements: [{ documentId, organIds: [] }] },
    ];
    for (const business of parts)
      await expect(send([first, second], business)).rejects.toMatchObject({ code: 'edxml_unsupported' });
    const recall: Parts = { type: 1, reason: 'Thu hồi', documentId };
    await expect(send([first], recall)).rejects.toMatchObject({ code: 'edxml_unsupported', field: 'To' });
    expect((await requestsOf(id)).every(([, kind]) => kind === null)).toBe(true);
    expect(await send(['000.00.15.H30', second], recall)).toMatchObject({ kind: 'recalled' });
  });
});
