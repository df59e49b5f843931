import { invalidParameter } from '../contract/failure.ts';

export const malformedEscape = /%(?![0-9A-Fa-f]{2})/;

/**
 * The pairs of a form. A `%` without two hexadecimal digits is refused, as API Gateway refuses it in a query, because
 * `50%` is ambiguous.
 * @throws Failure INVALID_PARAMETER naming the escape to write.
 */
export function readForm(text: string): [name: string, value: string][] {
  if (malformedEscape.test(text)) {
    throw invalidParameter('%', {
      en: 'followed by two hexadecimal digits; write a percent sign as %25',
      zh: '后跟两位十六进制数字；百分号请写作 %25',
    });
  }
  return [...new URLSearchParams(text)];
}
