/** `chatroom-create` as a program writes it. */
export const camelCase = (name: string) =>
  name.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());

export const pascalCase = (name: string) => camelCase(`-${name}`);

export const componentRef = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });
