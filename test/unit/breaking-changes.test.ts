import { describe, expect, it } from 'vitest';
import { breakingChanges } from '../../lib/openapi/breaking-changes.ts';
import { openApiDocument } from '../../lib/openapi/document.ts';

// biome-ignore lint/suspicious/noExplicitAny: a document is changed anywhere.
type Document = any;

const changed = (change: (document: Document) => void): object => {
  const document = structuredClone(openApiDocument()) as Document;
  change(document);
  return document;
};

const released = openApiDocument();

describe('breakingChanges', () => {
  it('finds none between equal documents, nor for a new endpoint or a new optional parameter', () => {
    const grown = changed(({ paths, components }) => {
      paths['/im/another/'] = paths['/im/chatroom_query/'];
      components.schemas.ChatroomJoinCall.properties.device = { type: 'string' };
    });
    expect(breakingChanges(released, structuredClone(released))).toEqual([]);
    expect(breakingChanges(released, grown)).toEqual([]);
  });

  it('finds none if a parameter takes more values', () => {
    const wider = changed(({ components }) => {
      const { live_id, name } = components.schemas.ChatroomCreateCall.properties;
      name.maxLength = 65;
      name.minLength = 0;
      delete live_id.pattern;
      components.schemas.ChatroomQueryCall.properties.id.maximum += 1;
      components.schemas.ChatroomMembersCall.properties.from.enum.push('middle');
    });
    expect(breakingChanges(released, wider)).toEqual([]);
  });

  it.each<[string, (properties: Document) => void]>([
    ['a lower maximum', ({ limit }) => (limit.maximum = 499)],
    ['a higher minimum', ({ limit }) => (limit.minimum = 1)],
    ['values that are named now', ({ limit }) => (limit.enum = [100])],
    ['fewer allowed values', ({ from }) => (from.enum = ['first'])],
  ])('reports %s', (_what, change) => {
    const narrower = changed(({ components }) => change(components.schemas.ChatroomMembersCall.properties));
    expect(breakingChanges(released, narrower)).toEqual([
      expect.stringMatching(
        /^POST .im.chatroom_members.: parameter (limit|from) refuses values that it took$/,
      ),
    ]);
  });

  it.each<[string, (name: Document) => void]>([
    ['another pattern', (name) => (name.pattern = '^[^\\uFEFF]+$')],
    ['a shorter maximum length', (name) => (name.maxLength = 63)],
    ['a longer minimum length', (name) => (name.minLength = 2)],
  ])('reports %s', (_what, change) => {
    const narrower = changed(({ components }) =>
      change(components.schemas.ChatroomCreateCall.properties.name),
    );
    expect(breakingChanges(released, narrower)).toEqual([
      'POST /im/chatroom_create/: parameter name refuses values that it took',
    ]);
  });

  it.each<[string, (document: Document) => void, string]>([
    [
      'a type of body is gone',
      ({ paths }) =>
        delete paths['/im/chatroom_join/'].post.requestBody.content['application/x-www-form-urlencoded'],
      'POST /im/chatroom_join/: body application/x-www-form-urlencoded is gone',
    ],
    ['a path is gone', ({ paths }) => delete paths['/im/chatroom_join/'], 'POST /im/chatroom_join/ is gone'],
    [
      'a method is gone',
      ({ paths }) => delete paths['/im/chatroom_join/'].get,
      'GET /im/chatroom_join/ is gone',
    ],
    [
      'a parameter is gone',
      ({ components }) => delete components.schemas.ChatroomCreateCall.properties.live_id,
      'POST /im/chatroom_create/: parameter live_id is gone',
    ],
    [
      'a parameter is required now',
      ({ components }) => components.schemas.UserGetTokenCall.required.push('refresh'),
      'POST /im/user_get_token/: parameter refresh is required now',
    ],
    [
      'a parameter in the URL is required now',
      ({ paths }) => {
        const { parameters } = paths['/im/user_get_token/'].get;
        parameters.find(({ name }: Document) => name === 'refresh').required = true;
      },
      'GET /im/user_get_token/: parameter refresh is required now',
    ],
    [
      'a field has another type',
      ({ components }) => (components.schemas.ChatroomCreateReply.properties.id = { type: 'string' }),
      'POST /im/chatroom_create/: field id has another type',
    ],
    [
      'a field is new',
      ({ components }) => (components.schemas.ChatroomJoinReply.properties.time = { type: 'string' }),
      'POST /im/chatroom_join/: field time is new',
    ],
    [
      'a nested field is gone',
      ({ components }) => delete components.schemas.ChatroomQueryReply.properties.item.properties.time,
      'POST /im/chatroom_query/: field item has another type',
    ],
    [
      'a status is gone',
      ({ paths }) => delete paths['/im/chatroom_query/'].post.responses['410'],
      'POST /im/chatroom_query/: status 410 is gone',
    ],
  ])('reports that %s', (_what, change, expected) => {
    expect(breakingChanges(released, changed(change))).toContain(expected);
  });
});
