/** The parameters of a call. A list repeats its parameter; what is undefined is left out. */
export type Form = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** A form as `application/x-www-form-urlencoded` text. */
export function encodeForm(form: Form): string {
  const encoded = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) encoded.append(name, String(one));
  }
  return encoded.toString();
}
