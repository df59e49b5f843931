// A Node whose OpenSSL is older than 3.2: the function is there and throws.
require('node:crypto').argon2Sync = () => {
  throw new Error('Argon2 is not supported by this OpenSSL');
};
