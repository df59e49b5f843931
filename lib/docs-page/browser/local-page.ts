import { startInspector } from './inspector.ts';
import { startPage } from './start.ts';

const inspector = startInspector();
startPage(() => inspector.refresh());
