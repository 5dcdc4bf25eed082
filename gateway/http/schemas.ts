/** Shapes shared by several routes, as the OpenAPI document shows them. */
import { Type } from 'typebox';

const problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String({ description: 'Stable; see docs/errors.md' }),
    field: Type.Optional(Type.String()),
    requestId: Type.String(),
  },
  { title: 'Problem', description: 'RFC 9457' },
);

/** Every route may fail like this. */
export const problemAnswers = { '4xx': problem, '5xx': problem };

export const documentParams = Type.Object({ id: Type.String({ format: 'uuid' }) });

export const submitAnswer = Type.Object(
  {
    id: Type.String({
      description: 'Id of the document on this gateway; of the document concerned for a recall or status sent as edXML',
    }),
    documentId: Type.Optional(Type.String({ description: 'edXML DocumentId' })),
    number: Type.Optional(Type.String()),
    state: Type.Optional(Type.String()),
    recipients: Type.Optional(
      Type.Array(
        Type.Object(
          {
            agency: Type.String(),
            status: Type.Optional(Type.Union([Type.String(), Type.Null()])),
            delivery: Type.Optional(Type.String()),
          },
          { additionalProperties: true },
        ),
      ),
    ),
    sha256: Type.Optional(Type.String({ description: 'Of the container, hex' })),
    links: Type.Optional(Type.Record(Type.String(), Type.String())),
    warnings: Type.Optional(Type.Array(Type.Object({ code: Type.String() }, { additionalProperties: true }))),
  },
  { additionalProperties: true, title: 'Submitted' },
);

/** A page of a list. */
export const page = Type.Object(
  {
    items: Type.Array(Type.Object({}, { additionalProperties: true })),
    next: Type.Union([Type.String(), Type.Null()]),
  },
  { title: 'Page', description: 'Pass `next` as `cursor` for the page after this one; null at the end' },
);

/** An object whose members the description names. */
export const anyObject = Type.Object({}, { additionalProperties: true });

export const pageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 500, description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
};
