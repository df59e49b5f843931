import { ImGateway } from 'im-gateway/client';
import { buttonFor, element, fieldText, fill, found, onAction, prepare, rowOf, show } from './page.ts';
import { connect, SdkError, sdkCodes } from './rongcloud-sdk.ts';
import { type Account, RoomView } from './room.ts';
import { isChinese, texts } from './texts.ts';

const isTeacher = new URLSearchParams(location.search).get('as') !== 'pupil';

/** The live course whose rooms this sample shows. */
const course = 'sample-class';
const lobbyPollMs = 3_000;

/** A token of im-gateway opens the SDK's connection. RongCloud may have dropped the token that im-gateway keeps. */
async function connectToRongCloud(gateway: ImGateway): Promise<void> {
  try {
    await connect((await gateway.userGetToken()).token);
  } catch (error) {
    if (!(error instanceof SdkError) || error.code !== sdkCodes.invalidToken) throw error;
    await connect((await gateway.userGetToken({ refresh: '1' })).token);
  }
}

function openLobby(account: Account): void {
  const { gateway } = account;
  const room = new RoomView(account, () => open());

  const refresh = async () => {
    const { items } = await gateway.chatroomList({ live_id: course, limit: 100 });
    const rows = items.map(({ chatroom_id: id, name }) =>
      rowOf(
        String(id),
        element('strong', {}, name),
        buttonFor(name, texts.enter, () => room.enter({ id, name })),
      ),
    );
    fill(found('#rooms'), rows);
    found('#no-room').hidden = rows.length > 0;
  };

  const update = () => {
    if (!found('#lobby').hidden) refresh().catch(() => {});
  };

  const open = () => {
    show('lobby');
    update();
  };

  if (account.isTeacher) {
    onAction(found('#open'), 'submit', async () => {
      const name = fieldText('#open input');
      const { id } = await gateway.chatroomCreate({ live_id: course, name });
      await room.enter({ id, name });
    });
  }
  setInterval(update, lobbyPollMs);
  open();
}

prepare(isTeacher);
// The accounts of `npm start`.
found<HTMLInputElement>('[name="username"]').value = isTeacher ? 'teacher1' : 'student1';
found<HTMLInputElement>('[name="password"]').value = '123456';
onAction(found('#sign-in form'), 'submit', async () => {
  const username = fieldText('[name="username"]');
  const gateway = new ImGateway({
    url: location.origin,
    username,
    password: fieldText('[name="password"]'),
    language: isChinese ? 'zh' : 'en',
  });
  await connectToRongCloud(gateway);
  openLobby({ gateway, username, isTeacher });
});
show('sign-in');
