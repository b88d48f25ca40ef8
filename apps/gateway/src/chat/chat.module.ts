import { Module } from '@nestjs/common';
import { BusModule } from '../bus.module.js';
import { Admission } from './admission.js';
import { ChatGateway } from './chat.gateway.js';
import { ClientAddress } from './client-address.js';
import { Heartbeat } from './heartbeat.js';
import { Lines } from './lines.js';
import { PlacementService } from './placement.js';
import { Pulse } from './pulse.js';
import { ResumeStore } from './resume-store.js';
import { Resumption } from './resumption.js';
import { SessionLimits } from './session-limits.js';
import { Sessions } from './sessions.js';
import { SharedQueue } from './shared-queue.js';
import { WaitingRoom } from './waiting-room.js';

/** Conversations over `/api/chat`. */
@Module({
  imports: [BusModule],
  providers: [
    Admission,
    ChatGateway,
    ClientAddress,
    Heartbeat,
    Lines,
    PlacementService,
    Pulse,
    ResumeStore,
    Resumption,
    SessionLimits,
    Sessions,
    SharedQueue,
    WaitingRoom,
  ],
  exports: [Admission, ClientAddress, Sessions],
})
export class ChatModule {}
