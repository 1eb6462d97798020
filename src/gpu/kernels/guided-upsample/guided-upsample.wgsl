// scores[c, y, x] = a·I + b with I the pixel's colour and a, b the coefficients around it, by bilinear interpolation (PyTorch's
// interpolate(mode="bilinear", align_corners=False)).
//
// Constants and Params stand in the header.

@group(0) @binding(1) var<storage, read> coefficients: array<f32>;
@group(0) @binding(2) var<storage, read> colors: array<f32>;
@group(0) @binding(3) var<storage, read_write> scores: array<f32>;

// The coefficients of a cell of a class, whose first plane begins at `start`.
fn model(start: u32, n: u32) -> vec4f {
  let tokens = params.columns * params.rows;
  let first = start + n;
  return vec4f(
    coefficients[first],
    coefficients[first + tokens],
    coefficients[first + 2u * tokens],
    coefficients[first + 3u * tokens],
  );
}

@compute @workgroup_size(WORKGROUP)
fn guided_upsample(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let index = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (index >= params.count) {
    return;
  }
  let pixels = params.width * params.height;
  let c = index / pixels;
  let p = index % pixels;
  let size = vec2f(f32(params.width), f32(params.height));
  let pixel = vec2f(f32(p % params.width), f32(p / params.width));
  let grid = vec2u(params.columns, params.rows);
  let last = grid - 1u;
  let center = clamp((pixel + 0.5) * vec2f(grid) / size - 0.5, vec2f(0.0), vec2f(last));
  let lower = vec2u(floor(center));
  let upper = min(lower + 1u, last);
  let fraction = center - floor(center);
  let start = c * COEFFICIENTS * params.columns * params.rows;
  let top = mix(
    model(start, lower.y * params.columns + lower.x),
    model(start, lower.y * params.columns + upper.x),
    fraction.x,
  );
  let bottom = mix(
    model(start, upper.y * params.columns + lower.x),
    model(start, upper.y * params.columns + upper.x),
    fraction.x,
  );
  let color = params.colors_offset + p;
  let values = vec4f(colors[color], colors[color + pixels], colors[color + 2u * pixels], 1.0);
  scores[params.scores_offset + index] = dot(mix(top, bottom, fraction.y), values);
}
