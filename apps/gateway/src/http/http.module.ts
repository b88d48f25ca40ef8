import { Module } from '@nestjs/common';
import { BusModule } from '../bus.module.js';
import { ChatModule } from '../client/chat.module.js';
import { HealthController } from './health.controller.js';
import { InfoController } from './info.controller.js';
import { Workers } from './workers.js';

/** REST beside the conversations. */
@Module({
  imports: [BusModule, ChatModule],
  controllers: [InfoController, HealthController],
  providers: [Workers],
})
export class HttpModule {}
