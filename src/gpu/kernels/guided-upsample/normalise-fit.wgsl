// Scales and shifts the coefficients of each class, in place, so that the scores of the cells' mean colours span 0 … 1; one
// workgroup per class.
//
// Constants and Params stand in the header. Planes of `cells`: see PictureGuide.

@group(0) @binding(1) var<storage, read> cells: array<f32>;
@group(0) @binding(2) var<storage, read_write> averaged: array<f32>;

var<workgroup> lowest: array<f32, WORKGROUP>;
var<workgroup> highest: array<f32, WORKGROUP>;

fn score(start: u32, n: u32) -> f32 {
  let tokens = params.tokens;
  let color = params.cells_offset + n;
  return averaged[start + n] * cells[color]
    + averaged[start + tokens + n] * cells[color + tokens]
    + averaged[start + 2u * tokens + n] * cells[color + 2u * tokens]
    + averaged[start + 3u * tokens + n];
}

@compute @workgroup_size(WORKGROUP)
fn normalise_fit(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  // The grid may hold a few workgroups too many; they do no class, and barriers stay uniform.
  let c = group.y * groups.x + group.x;
  let start = min(c, params.classes - 1u) * COEFFICIENTS * params.tokens;
  var low = score(start, min(lane, params.tokens - 1u));
  var high = low;
  for (var n = lane; n < params.tokens; n += WORKGROUP) {
    let value = score(start, n);
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
  if (c >= params.classes) {
    return;
  }
  for (var i = lane; i < COEFFICIENTS * params.tokens; i += WORKGROUP) {
    var value = 0.0;
    // A constant map holds no evidence.
    if (range > FLAT_RANGE) {
      value = (averaged[start + i] - select(0.0, low, i >= 3u * params.tokens)) / range;
    }
    averaged[start + i] = value;
  }
}
