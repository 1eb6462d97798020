// maps[c, n] = min-max over n of (1 − f)·X_lower[n, c] + f·X_upper[n, c], one workgroup per class.
//
// Constants and Params stand in the header.

@group(0) @binding(1) var<storage, read> stack: array<f32>;
@group(0) @binding(2) var<storage, read_write> maps: array<f32>;

var<workgroup> lowest: array<f32, WORKGROUP>;
var<workgroup> highest: array<f32, WORKGROUP>;

fn blend(n: u32, c: u32) -> f32 {
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
  var low = blend(min(lane, params.tokens - 1u), c);
  var high = low;
  for (var n = lane; n < params.tokens; n += WORKGROUP) {
    let value = blend(n, c);
    low = min(low, value);
    high = max(high, value);
  }
  lowest[lane] = low;
  highest[lane] = high;
  workgroupBarrier();
  for (var i = 0u; i < WORKGROUP; i++) {
    low = min(low, lowest[i]);
    high = max(high, highest[i]);
  }
  let range = high - low;
  for (var n = lane; n < params.tokens; n += WORKGROUP) {
    var value = 0.0;
    // A constant map holds no evidence.
    if (range > 0.0) {
      value = (blend(n, c) - low) / range;
    }
    maps[params.maps_offset + c * params.tokens + n] = value;
  }
}
