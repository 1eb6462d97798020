import { type SimdThreadStart, serveSimdTasks } from './simd-thread.ts';

self.onmessage = (event: MessageEvent<SimdThreadStart>) => serveSimdTasks(event.data);
