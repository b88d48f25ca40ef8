export { ConnectProxy } from './connect-proxy.js';
export { FakeHub, sendRange, type FileRequest, type Misbehaviour } from './fake-hub.js';
export { FakePip } from './fake-pip.js';
export { tgz, type TarMember } from './tgz.js';
export { zip } from './zip.js';
