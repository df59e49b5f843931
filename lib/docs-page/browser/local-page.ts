import { startPage } from './start.ts';
import { startWorld } from './world.ts';

const { refresh } = startWorld();
startPage(refresh);
