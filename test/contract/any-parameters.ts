import fc from 'fast-check';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';

/** Values that some parameter accepts, values just beyond its limits, and random text. */
const value = fc.oneof(
  fc.constantFrom('0', '1', '2', '500', '501', '43200', '43201', '2147483648', '-1', '1.5', '1e3', ''),
  fc.constantFrom('first', 'true', 'teacher1', 'student1', 'student1,student2', 'nobody', ',', 'a,,b'),
  fc.constantFrom('[]', '["student1"]', '[1]', '[null]', '[[]]', '[', '{"a":1}', '"student1"'),
  fc.constantFrom(
    'x'.repeat(1_000),
    'x'.repeat(1_001),
    '公告\n第七页',
    '\u0000',
    '\ud800',
    '👩‍🏫'.repeat(200),
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

/** Any parameters of an endpoint: its examples, other values, or none; `fixed` ones always. */
export const anyParametersOf = (
  { parameters }: Pick<EndpointRow, 'parameters'>,
  fixed: Readonly<Record<string, string>> = {},
): fc.Arbitrary<Readonly<Record<string, string>>> =>
  fc
    .record(
      Object.fromEntries(
        Object.entries(parameters).map(([name, { example }]) => [
          name,
          fc.oneof(
            { arbitrary: fc.constant(example), weight: 5 },
            { arbitrary: value, weight: 4 },
            { arbitrary: fc.constant(undefined), weight: 1 },
          ),
        ]),
      ),
    )
    .map((drawn) => {
      const all = Object.entries({ ...drawn, ...fixed });
      return Object.fromEntries(
        all.flatMap(([name, text]) => (text === undefined ? [] : [[name, text.toWellFormed()]])),
      );
    });
