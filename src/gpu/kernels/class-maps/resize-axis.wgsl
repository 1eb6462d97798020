// Bicubic resizing of [outer, source_length, inner] to [outer, target_length, inner] along the middle axis, PyTorch's
// interpolate(mode="bicubic", align_corners=False): Keys' cubic convolution with BICUBIC_A, edges repeated.
//
// Constants and Params stand in the header.

@group(0) @binding(1) var<storage, read> source: array<f32>;
@group(0) @binding(2) var<storage, read_write> resized: array<f32>;

// (a + 2)|t|³ − (a + 3)|t|² + 1 for |t| ≤ 1
fn near_weight(t: f32) -> f32 {
  return ((BICUBIC_A + 2.0) * t - (BICUBIC_A + 3.0)) * t * t + 1.0;
}

// a|t|³ − 5a|t|² + 8a|t| − 4a for 1 < |t| < 2
fn far_weight(t: f32) -> f32 {
  return ((BICUBIC_A * t - 5.0 * BICUBIC_A) * t + 8.0 * BICUBIC_A) * t - 4.0 * BICUBIC_A;
}

@compute @workgroup_size(WORKGROUP)
fn resize_axis(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let index = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (index >= params.count) {
    return;
  }
  let i = (index / params.inner) % params.target_length;
  let outer = index / (params.inner * params.target_length);
  let ratio = f32(params.source_length) / f32(params.target_length);
  let center = (f32(i) + 0.5) * ratio - 0.5;
  let t = center - floor(center);
  let first = i32(floor(center)) - 1;
  let weights = vec4f(far_weight(t + 1.0), near_weight(t), near_weight(1.0 - t), far_weight(2.0 - t));
  let taps = clamp(vec4i(first, first + 1, first + 2, first + 3), vec4i(0), vec4i(i32(params.source_length) - 1));
  let line = params.source_offset + outer * params.source_length * params.inner + index % params.inner;
  let cells = vec4u(taps) * params.inner + line;
  let values = vec4f(source[cells.x], source[cells.y], source[cells.z], source[cells.w]);
  resized[params.target_offset + index] = dot(weights, values);
}
