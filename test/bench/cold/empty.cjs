// What no code of ours can be quicker than.
exports.handler = async () => ({ statusCode: 200, body: '{"ret":"success"}' });
