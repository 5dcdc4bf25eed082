/**
 * What the metadata of a document looks like as JSON: one schema for the HTTP API's description, its validation and the CLI.
 * States shapes and sizes only; rules between fields are in `metadata.ts`.
 * Source: the product's public interface; lengths from Decree 30/2020/NĐ-CP annex VI; meanings from QCVN 102:2016/BTTTT.
 */
import Type, { type Static } from 'typebox';
import { fieldLengths, largestAmount } from './field-lengths.js';
import { urgencies } from './urgency.js';

const date = (description: string) =>
  Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description, examples: ['2016-05-19'] });
const text = (maxLength: number, description: string) => Type.String({ maxLength, description });
const code = (description: string) =>
  Type.String({ minLength: 1, maxLength: fieldLengths.organId, description, examples: ['H30.01'] });
const closed = { additionalProperties: false } as const;

const responseForSchema = Type.Object(
  {
    agency: code('Identification code of the agency that issued the document being answered'),
    number: Type.String({ minLength: 1, maxLength: fieldLengths.codeNumber }),
    notation: Type.Optional(Type.String({ maxLength: fieldLengths.codeNotation, default: '' })),
    date: Type.Optional(Type.Union([date('Date of that document'), Type.Null()])),
  },
  { ...closed, description: 'A document this one answers or is about' },
);

export const metadataSchema = Type.Object(
  {
    from: Type.Optional(
      Type.Union([code('Sending agency; needed only when the token serves several'), Type.Null()], { default: null }),
    ),
    to: Type.Array(Type.String({ minLength: 1, maxLength: fieldLengths.groupName, examples: ['H30.01', 'H30.12'] }), {
      minItems: 1,
      maxItems: 2_000,
      description: 'Recipients: identification codes and names of groups',
    }),
    type: Type.String({
      minLength: 1,
      maxLength: fieldLengths.typeName,
      description:
        'Abbreviation of the document type (Decree 30/2020 annex III), `CV` for công văn; its name is understood too',
      examples: ['QĐ', 'CV'],
    }),
    number: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: fieldLengths.codeNumber,
        pattern: '^[^\\s/,]+$',
        description:
          'Left out: the register gives the next number. Given, it names a reservation; only an agency that numbers by itself gives any',
        examples: ['123'],
      }),
    ),
    notation: Type.String({
      minLength: 1,
      maxLength: fieldLengths.codeNotation,
      description: 'What follows the slash: `<type>-<organ>`, for công văn `<organ>-<unit>`',
      examples: ['QĐ-UBND'],
    }),
    subject: Type.String({ minLength: 1, maxLength: fieldLengths.subject, description: 'Trích yếu nội dung' }),
    promulgation: Type.Object(
      {
        place: Type.Optional(Type.String({ maxLength: fieldLengths.place, default: '', examples: ['Vị Thanh'] })),
        date: date('Date of the document'),
      },
      closed,
    ),
    signer: Type.Optional(
      Type.Object(
        {
          competence: Type.Optional(text(fieldLengths.competence, 'E.g. `TM. UBND`, `KT.`, `TL.`')),
          position: Type.Optional(text(fieldLengths.position, 'E.g. `Chủ tịch`')),
          fullName: Type.Optional(text(fieldLengths.fullName, 'Who signed')),
        },
        closed,
      ),
    ),
    urgency: Type.Optional(
      Type.Enum(
        urgencies.map(({ code }) => code),
        { default: 'normal', description: 'Thường, khẩn, thượng khẩn, hỏa tốc, hỏa tốc hẹn giờ' },
      ),
    ),
    expressAt: Type.Optional(
      Type.Union(
        [
          Type.String({
            pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2})$',
            examples: ['2016-05-19T14:00:00+07:00'],
          }),
          Type.Null(),
        ],
        { default: null, description: 'When it must arrive (RFC 3339); with urgency `express-timed`, and only then' },
      ),
    ),
    secrecy: Type.Optional(
      Type.Literal('none', {
        default: 'none',
        description: 'Anything else is refused: state secrets must not travel here',
      }),
    ),
    paper: Type.Optional(
      Type.Enum(['none', 'follows'], { default: 'none', description: 'Whether a paper copy follows' }),
    ),
    dueDate: Type.Optional(Type.Union([date('Until when an answer is asked for'), Type.Null()], { default: null })),
    pages: Type.Optional(
      Type.Integer({ minimum: 0, maximum: largestAmount, default: 0, description: '0: not stated' }),
    ),
    copies: Type.Optional(
      Type.Integer({ minimum: 0, maximum: largestAmount, default: 1, description: 'Copies issued' }),
    ),
    responseFor: Type.Optional(Type.Array(responseForSchema, { maxItems: 100, default: [] })),
    steering: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 2, default: 0, description: '0 none, 1 steering, 2 report on steering' }),
    ),
    appendices: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: fieldLengths.appendix }), { maxItems: 100, default: [] }),
    ),
    places: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: fieldLengths.toPlace }), {
        maxItems: 200,
        default: [],
        description: 'Nơi nhận as printed on the document',
      }),
    ),
    note: Type.Optional(Type.String({ maxLength: fieldLengths.note, default: '' })),
  },
  { ...closed, title: 'Metadata', description: 'Metadata of one document' },
);

/** Metadata as a caller may write it: fields with a default may be missing. */
export type MetadataInput = Static<typeof metadataSchema>;
