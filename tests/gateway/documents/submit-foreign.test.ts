import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Signer } from '../../../certs/keys/signer.js';
import { buildSeal } from '../../../certs/xades/build-seal.js';
import { sealContainer } from '../../../certs/xades/seal-container.js';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import { exportEdxml } from '../../../gateway/documents/export-edxml.js';
import { openContainerOf, openFileOf } from '../../../gateway/documents/open-document.js';
import { submitContainer } from '../../../gateway/documents/submit-container.js';
import { submitEdxml } from '../../../gateway/documents/submit-edxml.js';
import { viewDocument } from '../../../gateway/documents/view-document.js';
import { principalOf } from '../../../gateway/identity/access.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { MemoryContainer } from '../../../schemas/asice/memory-container.js';
import { checkMetadata } from '../../../schemas/directory/metadata.js';
import { buildEnvelope } from '../../../schemas/edxml/envelope.js';
import type { EdxmlMessage } from '../../../schemas/edxml/message.js';
import { writeEdxmlDocument } from '../../../schemas/edxml/write-document.js';
import { writeInterchange } from '../../../schemas/edxml/write-interchange.js';
import { writeEdxmlStatus } from '../../../schemas/edxml/write-status.js';
import {
  arriveDocument,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  smallPdf,
  submitDocument,
} from '../../support/gateway-fixture.js';

const [sender, reader] = ['H30.03', 'H30.05'];

let gateway: GatewayFixture;
let ownKey: Signer;
let nextNumber = 100;

beforeAll(async () => {
  gateway = await openGatewayFixture({ withoutKey: [sender] });
  ownKey = (await gateway.authority.issueSeal({ agencyCode: sender, name: 'Sở Thông tin và Truyền thông' })).signer;
});
afterAll(() => gateway.close());

const system = () => principalOf('token:qlvb', ['documents:submit', 'documents:read'], [sender]);
const drafts = async () => readdir(join(gateway.folder, 'blobs', 'drafts'));

function messageOf(changes: Record<string, unknown> = {}, business?: EdxmlMessage['business']): EdxmlMessage {
  nextNumber += 1;
  const metadata = checkMetadata(metadataOf({ number: String(nextNumber), ...changes }));
  return buildEnvelope({
    metadata: { ...metadata, number: metadata.number ?? '' },
    from: { organId: sender, name: 'Sở Thông tin và Truyền thông' },
    to: metadata.to.map((organId) => ({ organId, name: organId })),
    files: [{ name: 'van-ban.pdf', mediaType: 'application/pdf' }],
    ...(business === undefined ? {} : { business }),
    sentAt: new Date(),
  });
}

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

  it('sealed by another agency, or by nobody we trust, is refused', async () => {
    const other = await gateway.authority.issueSeal({ agencyCode: reader });
    await expect(submit(await container({ signer: other.signer }))).rejects.toMatchObject({
      code: 'signer_not_sender',
    });
    const { newTestAuthority } = await import('../../support/test-authority.js');
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
    const broken = new Readable({ read() {} });
    broken.push(good.subarray(0, 100));
    setTimeout(() => broken.destroy(new Error('connection reset')), 10);
    await expect(submitContainer(gateway.ctx, system(), broken, { origin: 'container' })).rejects.toMatchObject({
      code: 'upload_interrupted',
    });
    expect(await drafts()).toEqual([]);
  });
});

describe('an edXML file', () => {
  const clerk = () => gateway.clerk('H30.07');
  const edxml = (message: EdxmlMessage, file = smallPdf('edxml'), idempotencyKey?: string) =>
    submitEdxml(
      gateway.ctx,
      clerk(),
      writeInterchange(
        { ...message, from: { organId: 'H30.07', name: 'Sở' } },
        [{ name: 'Phụ lục số 1.pdf', mediaType: 'application/pdf', source: bufferSource(file) }],
        { wrap: 'zip' },
      ),
      { origin: 'edxml', idempotencyKey },
    );

  it('becomes a sealed document with its own DocumentId and number', async () => {
    const message = { ...messageOf({ notation: 'STP-VP' }), documentId: '5f0c7f0e-8f7d-4d0e-9a70-0e9a3f4b6c11' };
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
    const first = await edxml(messageOf({ notation: 'STP-VP' }));
    if (first.kind !== 'submitted') throw new Error('not submitted');
    await arriveDocument(gateway.ctx, first.answer.id, reader);
    const business = { type: 3, reason: 'Sai số liệu', documentId: first.answer.documentId } as const;
    const replacing = messageOf({ notation: 'STP-VP' }, business);
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
    await expect(edxml(messageOf({ notation: 'STP-VP' }, business))).rejects.toMatchObject({ code: 'illegal_move' });
    const recall = { type: 1, reason: 'Thu hồi', documentId: second.answer.documentId } as const;
    expect(await edxml(messageOf({ notation: 'STP-VP' }, recall))).toMatchObject({
      kind: 'recalled',
      answer: { id: second.answer.id, state: 'sealed' },
    });
    await declareStatus(gateway.ctx, gateway.clerk(reader), second.answer.id, { code: '15' });
    expect((await viewDocument(gateway.ctx, clerk(), second.answer.id)).state).toBe('recalled');
  });

  it('with status 13 takes back what its sender sent, and nothing anybody else sent', async () => {
    const first = await edxml(messageOf({ notation: 'STP-VP' }));
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

  it('broken, about an unknown document, or too large is refused and leaves nothing', async () => {
    await expect(
      submitEdxml(gateway.ctx, clerk(), Readable.from([Buffer.from('<edXML')]), { origin: 'edxml' }),
    ).rejects.toMatchObject({ code: 'xml_malformed' });
    const recall = { type: 1, reason: 'x', documentId: 'H30.07,2016/05/19,999/X' } as const;
    await expect(edxml(messageOf({}, recall))).rejects.toMatchObject({ code: 'not_found' });
    await expect(edxml(messageOf({ notation: 'STP-VP' }), Buffer.from('#!/bin/sh\n'))).rejects.toMatchObject({
      code: 'file_type',
    });
    expect(await drafts()).toEqual([]);
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
