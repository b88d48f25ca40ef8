import { Reflector } from '@nestjs/core';
import type { Right } from '@parley/config';

/** The right that a route, or all routes of a controller, ask for. */
export const Needs = Reflector.createDecorator<Right>();
