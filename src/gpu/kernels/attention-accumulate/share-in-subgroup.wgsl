// The invocations of a subgroup share the keys of one row block. They are counted as they come, so that neither the
// subgroup's size nor how a workgroup is cut into subgroups matters.
struct Worker {
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(subgroup_id) subgroup: u32,
  @builtin(num_subgroups) subgroups: u32,
}

// Row block `block`, of whose key blocks every `step`-th from `first` on.
struct Share {
  block: u32,
  first: u32,
  step: u32,
}

fn share_of(worker: Worker) -> Share {
  let block = (worker.group.y * worker.groups.x + worker.group.x) * worker.subgroups + worker.subgroup;
  return Share(block, subgroupExclusiveAdd(1u), subgroupAdd(1u));
}

fn join_max(values: vec4f) -> vec4f {
  return subgroupMax(values);
}

fn join_sum(values: vec4f) -> vec4f {
  return subgroupAdd(values);
}
