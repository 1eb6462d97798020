// averaged[plane, n] = mean of fitted[plane, m] over the window of n, as far as it lies on the grid.
//
// Constants and Params stand in the header, window_around in shared/window.wgsl.

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
  let n = index % (params.columns * params.rows);
  let plane = index - n;
  let window = window_around(n);
  var sum = 0.0;
  for (var y = window.first.y; y <= window.last.y; y++) {
    for (var x = window.first.x; x <= window.last.x; x++) {
      sum += fitted[plane + y * params.columns + x];
    }
  }
  averaged[index] = sum / window.cells;
}
