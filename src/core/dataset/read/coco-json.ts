import * as v from 'valibot';
import { datasetUnreadable, parseJson } from './dataset-unreadable.ts';

const number = v.number();
const whole = v.pipe(v.number(), v.integer());
const category = v.object({ id: whole, name: v.string() });
const image = v.object({ id: whole, file_name: v.string(), width: whole, height: whole });
const runLengths = v.object({ size: v.tuple([whole, whole]), counts: v.union([v.string(), v.array(number)]) });

const Instances = v.object({
  images: v.array(image),
  categories: v.array(category),
  annotations: v.array(
    v.object({ image_id: whole, category_id: whole, segmentation: v.union([v.array(v.array(number)), runLengths]) }),
  ),
});
const Panoptic = v.object({
  images: v.array(image),
  categories: v.array(category),
  annotations: v.array(
    v.object({
      image_id: whole,
      file_name: v.string(),
      segments_info: v.array(v.object({ id: whole, category_id: whole })),
    }),
  ),
});

export type CocoInstances = v.InferOutput<typeof Instances>;
export type CocoPanoptic = v.InferOutput<typeof Panoptic>;
export type CocoImage = v.InferOutput<typeof image>;
export type CocoSegmentation = CocoInstances['annotations'][number]['segmentation'];

/** @throws StudioError `dataset-unreadable` */
export const parseInstances = (path: string, bytes: Uint8Array): CocoInstances =>
  parsed(Instances, path, bytes, 'instances');

/** @throws StudioError `dataset-unreadable` */
export const parsePanoptic = (path: string, bytes: Uint8Array): CocoPanoptic =>
  parsed(Panoptic, path, bytes, 'panoptic');

function parsed<T extends v.GenericSchema>(schema: T, path: string, bytes: Uint8Array, what: string): v.InferOutput<T> {
  const result = v.safeParse(schema, parseJson(path, new TextDecoder().decode(bytes)));
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = v.getDotPath(issue) ?? 'the whole';
  throw datasetUnreadable(`Expected COCO ${what} annotations in ${path}; at ${where}: ${issue.message}.`);
}
