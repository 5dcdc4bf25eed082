/**
 * The attributes of a CMS signer, signed or not: which ones there are and what values they carry.
 * Does not know what any of them means.
 * Source: RFC 5652 sections 5.3 and 11 (an attribute with one value has exactly one instance).
 */
import { DerError, type DerNode, DerReader, fewChildrenOf, tags } from '../asn1/der.js';
import { readOid } from '../asn1/der-values.js';

export interface Attribute {
  /** The attribute as it stands, DER. */
  readonly whole: Buffer;
  readonly type: string;
  /** The object identifier with its header. */
  readonly typeDer: Buffer;
  readonly values: readonly DerNode[];
}

const maxAttributes = 1000;
const maxValues = 1000;

function readAttribute(node: DerNode): Attribute {
  const reader = new DerReader(node.content);
  const type = reader.take(tags.oid);
  const values = fewChildrenOf(reader.take(tags.set), maxValues);
  reader.finish();
  return { whole: node.whole, type: readOid(type), typeDer: type.whole, values };
}

/** Attributes from the content of their (implicitly tagged) set. @throws DerError */
export function readAttributes(set: DerNode): Attribute[] {
  const nodes = fewChildrenOf(set, maxAttributes);
  if (nodes.some(({ tag }) => tag !== tags.sequence)) throw new DerError('an attribute is no sequence');
  return nodes.map(readAttribute);
}

/** Every value of every instance of an attribute. */
export function valuesOf(attributes: readonly Attribute[], type: string): DerNode[] {
  return attributes.filter((attribute) => attribute.type === type).flatMap(({ values }) => values);
}

/** The value of an attribute that must not stand twice; undefined when it is missing. @throws DerError */
export function onlyValueOf(attributes: readonly Attribute[], type: string): DerNode | undefined {
  const instances = attributes.filter((attribute) => attribute.type === type);
  const [instance] = instances;
  if (instance === undefined) return undefined;
  if (instances.length > 1 || instance.values.length !== 1) throw new DerError(`attribute ${type} has not one value`);
  return instance.values[0];
}
