/** Puts a value into an object literal only when there is one: absent and undefined are different things in the model. */

/** `{[property]: value}`, or `{}` for undefined. */
export function present<K extends string, V>(property: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [property]: value }) as { [P in K]?: V };
}

/** `{[property]: values}`, or `{}` for an empty list. */
export function presentList<K extends string, V>(property: K, values: readonly V[] | undefined) {
  return present(property, values === undefined || values.length === 0 ? undefined : values);
}
