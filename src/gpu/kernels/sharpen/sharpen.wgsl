// a[n,m] = a[n,m]^power / Σⱼ a[n,j]^power in place, one workgroup a row.
//
// Lanes stride over the row, so neighbours read neighbours; a row's maximum and sum meet in workgroup memory. Constants and
// Params stand in the header.

@group(0) @binding(1) var<storage, read_write> a: array<f32>;

var<workgroup> shared_values: array<f32, WORKGROUP>;

// pow(0, p) goes through log2(0) on some devices.
fn raised(value: f32, max_value: f32) -> f32 {
  return select(0.0, pow(value / max_value, params.power), value > 0.0);
}

@compute @workgroup_size(WORKGROUP)
fn sharpen(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.y * groups.x + group.x;
  // The grid may have more workgroups than rows: those read the last row and write nothing.
  let start = params.a_offset + min(row, params.tokens - 1u) * params.tokens;

  var own = 0.0;
  for (var m = lane; m < params.tokens; m += WORKGROUP) {
    own = max(own, a[start + m]);
  }
  shared_values[lane] = own;
  for (var half = WORKGROUP / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] = max(shared_values[lane], shared_values[lane + half]);
    }
  }
  let max_value = workgroupUniformLoad(&shared_values[0]);

  own = 0.0;
  for (var m = lane; m < params.tokens; m += WORKGROUP) {
    own += raised(a[start + m], max_value);
  }
  shared_values[lane] = own;
  for (var half = WORKGROUP / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  let sum = workgroupUniformLoad(&shared_values[0]);

  if (row >= params.tokens || max_value == 0.0) {
    return;
  }
  for (var m = lane; m < params.tokens; m += WORKGROUP) {
    a[start + m] = raised(a[start + m], max_value) / sum;
  }
}
