// In the window of each cell, the linear model of a class's scores in the picture's colours:
// a = (Σ + εU)⁻¹·cov(I, p), b = p̄ − a·Ī. fitted[c, 0 … 2, n] = a, fitted[c, 3, n] = b.
//
// Constants and Params stand in the header, window_around in shared/window.wgsl. Planes of `cells`: see PictureGuide.

@group(0) @binding(1) var<storage, read> maps: array<f32>;
@group(0) @binding(2) var<storage, read> cells: array<f32>;
@group(0) @binding(3) var<storage, read_write> fitted: array<f32>;

fn cell_vector(plane: u32, n: u32) -> vec3f {
  let first = params.cells_offset + plane * params.columns * params.rows + n;
  let step = params.columns * params.rows;
  return vec3f(cells[first], cells[first + step], cells[first + 2u * step]);
}

@compute @workgroup_size(WORKGROUP)
fn fit(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let index = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (index >= params.count) {
    return;
  }
  let tokens = params.columns * params.rows;
  let c = index / tokens;
  let n = index % tokens;
  let window = window_around(n);
  let mean_color = cell_vector(3u, n);
  var sum = 0.0;
  var product = vec3f();
  for (var y = window.first.y; y <= window.last.y; y++) {
    for (var x = window.first.x; x <= window.last.x; x++) {
      let m = y * params.columns + x;
      let score = maps[params.maps_offset + c * tokens + m];
      sum += score;
      // Colours relative to their mean: in even windows the products of the whole ones would cancel out to rounding errors.
      product += (cell_vector(0u, m) - mean_color) * score;
    }
  }
  let covariance = product / window.cells;
  let top = cell_vector(6u, n);
  let rest = cell_vector(9u, n);
  let a = vec3f(
    dot(top, covariance),
    dot(vec3f(top.y, rest.x, rest.y), covariance),
    dot(vec3f(top.z, rest.y, rest.z), covariance),
  );
  let start = c * COEFFICIENTS * tokens + n;
  fitted[start] = a.x;
  fitted[start + tokens] = a.y;
  fitted[start + 2u * tokens] = a.z;
  fitted[start + 3u * tokens] = sum / window.cells - dot(a, mean_color);
}
