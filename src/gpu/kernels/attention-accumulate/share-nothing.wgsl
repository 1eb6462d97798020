// Each invocation goes over all keys of a row block of its own.
struct Worker {
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
}

// Row block `block`, of whose key blocks every `step`-th from `first` on.
struct Share {
  block: u32,
  first: u32,
  step: u32,
}

fn share_of(worker: Worker) -> Share {
  return Share((worker.group.y * worker.groups.x + worker.group.x) * WORKGROUP + worker.lane, 0u, 1u);
}

fn join_max(values: vec4f) -> vec4f {
  return values;
}

fn join_sum(values: vec4f) -> vec4f {
  return values;
}
