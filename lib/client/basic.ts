/** The Authorization header of HTTP Basic, in UTF-8, which btoa alone cannot. */
export const basicAuthorization = (username: string, password: string): string =>
  `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)))}`;
