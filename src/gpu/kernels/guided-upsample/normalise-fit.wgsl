// Scales and shifts the coefficients of each class, in place, so that the scores of the cells' mean colours span 0 … 1; one
// workgroup per class.
//
// Constants and Params stand in the header, score_range in shared/score-range.wgsl. Planes of `cells`: see PictureGuide.

@group(0) @binding(1) var<storage, read> cells: array<f32>;
@group(0) @binding(2) var<storage, read_write> averaged: array<f32>;

fn score(c: u32, n: u32) -> f32 {
  let tokens = params.tokens;
  let start = c * COEFFICIENTS * tokens;
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
  let range = score_range(min(c, params.classes - 1u), lane);
  let extent = range.y - range.x;
  if (c >= params.classes) {
    return;
  }
  let start = c * COEFFICIENTS * params.tokens;
  for (var i = lane; i < COEFFICIENTS * params.tokens; i += WORKGROUP) {
    var value = 0.0;
    // A constant map holds no evidence.
    if (extent > FLAT_RANGE) {
      value = (averaged[start + i] - select(0.0, range.x, i >= 3u * params.tokens)) / extent;
    }
    averaged[start + i] = value;
  }
}
