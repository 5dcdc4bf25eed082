/** Shapes shared by several routes, as the OpenAPI document shows them. */
import { type TSchema, Type } from 'typebox';
import { metadataSchema } from '../../schemas/directory/metadata-schema.js';
import { catalogue } from '../../schemas/problems/catalogue.js';

/** Every failed request is answered with one; the OpenAPI document refers to it from every route. */
export const problemSchema = Type.Object(
  {
    type: Type.String({ description: '`urn:congvan:problem:` and the code' }),
    title: Type.String({ description: 'For people: Vietnamese, or English when asked for (Accept-Language)' }),
    status: Type.Integer(),
    detail: Type.String({ description: 'What exactly is wrong with this request' }),
    code: Type.Enum(Object.keys(catalogue), { description: 'Stable; docs/errors.md says what each one means' }),
    field: Type.Optional(Type.String({ description: 'The field, part, entry or rule concerned' })),
    requestId: Type.String({ description: 'Stands in the log of the gateway' }),
  },
  { $id: 'Problem', title: 'Problem', description: 'RFC 9457' },
);

/** What a body of bytes is, as the OpenAPI document says it. */
const binary = Type.Unsafe({ type: 'string', format: 'binary' });

/** An answer of bytes. */
export const bytesOf = (mediaType: string, description: string) => ({
  description,
  content: { [mediaType]: { schema: binary } },
});

/** Bytes that can be asked for in part (RFC 9110 section 14) and only when they differ (section 13). */
export const servedBytes = (mediaType: string, description: string) => ({
  200: bytesOf(mediaType, description),
  206: bytesOf(mediaType, 'The range asked for'),
  304: Type.Null({ description: 'The entity tag is still the one the client has' }),
});

/** A form with one file. */
export const fileForm = {
  'multipart/form-data': { schema: Type.Object({ file: binary }) },
};

/** The metadata of a document by its name in the OpenAPI document. */
export const namedMetadataSchema = { ...metadataSchema, $id: 'Metadata' };

/** A form with metadata, as JSON and first, and files. */
export const submissionForm = (fields: Record<string, TSchema> = {}) => ({
  'multipart/form-data': {
    schema: Type.Object({
      metadata: Type.Unsafe({ $ref: 'Metadata#' }),
      ...fields,
      file: Type.Array(binary, { minItems: 1 }),
    }),
  },
});

export const streamed = (...mediaTypes: readonly string[]) =>
  Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema: binary }]));

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
