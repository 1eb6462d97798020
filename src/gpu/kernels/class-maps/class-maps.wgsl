// maps[c, n] = min-max over n of (1 − f)·X_lower[n, c] + f·X_upper[n, c], one workgroup per class.
//
// Constants and Params stand in the header, score_range in shared/score-range.wgsl.

@group(0) @binding(1) var<storage, read> stack: array<f32>;
@group(0) @binding(2) var<storage, read_write> maps: array<f32>;

fn score(c: u32, n: u32) -> f32 {
  let cell = n * params.classes + c;
  let low = stack[params.lower_offset + cell];
  let high = stack[params.upper_offset + cell];
  return low + params.fraction * (high - low);
}

@compute @workgroup_size(WORKGROUP)
fn blend_and_normalise(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  // The grid may hold a few workgroups too many; they repeat the last class, so that barriers stay uniform.
  let c = min(group.y * groups.x + group.x, params.classes - 1u);
  let range = score_range(c, lane);
  let extent = range.y - range.x;
  for (var n = lane; n < params.tokens; n += WORKGROUP) {
    var value = 0.0;
    // A constant map holds no evidence.
    if (extent > 0.0) {
      value = (score(c, n) - range.x) / extent;
    }
    maps[params.maps_offset + c * params.tokens + n] = value;
  }
}
