import { Module } from '@nestjs/common';
import { BusModule } from '../bus.module.js';
import { AuthService } from '../auth/auth.service.js';
import { HostNames } from '../auth/host-names.js';
import { ChatGateway } from './chat.gateway.js';
import { ClientAddress } from './client-address.js';
import { FloodHistory } from './flood-history.js';
import { Heartbeat } from './heartbeat.js';
import { WorkerBindings } from '../placement/worker-bindings.js';
import { PlacementService } from '../placement/placement.service.js';
import { WorkerLiveness } from '../placement/worker-liveness.js';
import { ResumeStore } from '../resume/resume-store.js';
import { ResumeService } from '../resume/resume.service.js';
import { SessionLimits } from '../queue/session-limits.js';
import { Sessions } from '../session/sessions.js';
import { SharedQueue } from '../queue/shared-queue.js';
import { AdmissionQueue } from '../queue/admission-queue.js';

/** Conversations over `/api/chat`. */
@Module({
  imports: [BusModule],
  providers: [
    AuthService,
    ChatGateway,
    ClientAddress,
    FloodHistory,
    Heartbeat,
    HostNames,
    WorkerBindings,
    PlacementService,
    WorkerLiveness,
    ResumeStore,
    ResumeService,
    SessionLimits,
    Sessions,
    SharedQueue,
    AdmissionQueue,
  ],
  exports: [AuthService, ClientAddress, HostNames, Sessions],
})
export class ChatModule {}
