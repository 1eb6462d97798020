// averaged[plane, n] = mean of fitted[plane, m] over the window of n, as far as it lies on the grid.
//
// Constants and Params stand in the header.

@group(0) @binding(1) var<storage, read> fitted: array<f32>;
@group(0) @binding(2) var<storage, read_write> averaged: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn average_windows(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let index = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (index >= params.count) {
    return;
  }
  let tokens = params.side * params.side;
  let n = index % tokens;
  let plane = index - n;
  let at = vec2u(n % params.side, n / params.side);
  let first = vec2u(max(vec2i(at) - i32(params.radius), vec2i(0)));
  let last = min(at + params.radius, vec2u(params.side - 1u));
  var sum = 0.0;
  for (var y = first.y; y <= last.y; y++) {
    for (var x = first.x; x <= last.x; x++) {
      sum += fitted[plane + y * params.side + x];
    }
  }
  averaged[index] = sum / f32((last.x - first.x + 1u) * (last.y - first.y + 1u));
}
