/** The contract's own examples, in its order. On a fresh start each of them succeeds. */
export const exampleUrls = (origin: string): readonly string[] => [
  `${origin}/im/user_get_token/?username=student1&password=123456`,
  `${origin}/im/chatroom_create/?username=teacher1&password=123456&live_id=1&name=room1`,
  `${origin}/im/chatroom_join/?username=student1&password=123456&id=7`,
  `${origin}/im/chatroom_destroy/?username=teacher1&password=123456&id=1`,
  `${origin}/im/chatroom_query/?username=teacher1&password=123456&id=7`,
];
