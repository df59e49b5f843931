import { startInspector } from './inspector/inspector.ts';
import { startPage } from './start.ts';

const inspector = startInspector();
startPage(() => inspector.refresh());
