/**
 * Whether XML matches one of our schemas. Does not read edXML (schemas/edxml).
 * Source: XML Schema 1.0, through libxml2; our schemas import nothing, so nothing is ever loaded.
 */
import { readFileSync } from 'node:fs';
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';
import { Problem } from '../problems/problem.js';
import { defaultXmlLimits, withLibrary } from './parse-xml.js';

const schemaFiles = { edxml: new URL('../edxml/edxml.xsd', import.meta.url) };
const validators = new Map<keyof typeof schemaFiles, XsdValidator>();

/** Validators are few and live as long as the process. */
function validatorFor(schema: keyof typeof schemaFiles): XsdValidator {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const document = XmlDocument.fromBuffer(readFileSync(schemaFiles[schema]));
  const validator = XsdValidator.fromDoc(document);
  document.dispose();
  validators.set(schema, validator);
  return validator;
}

/** @throws Problem `xml_invalid` with line and message of the first fault; those of `parseXml` before that */
export function validateXml(bytes: Uint8Array, schema: keyof typeof schemaFiles): void {
  withLibrary(bytes, defaultXmlLimits, (document) => {
    try {
      validatorFor(schema).validate(document);
    } catch (error) {
      if (!(error instanceof XmlValidateError)) throw error;
      const first = error.details[0];
      throw new Problem('xml_invalid', {
        detail: `Line ${first?.line ?? '?'}: ${first?.message.trim() ?? error.message}`,
      });
    }
  });
}
