// edges[n] = D(A_right ‖ A_left) + D(A_below ‖ A_above), one workgroup a place n of the grid. Constants and Params stand in the header.
//
// Lanes stride over the four rows, so neighbours read neighbours; their sums meet in workgroup memory.

@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> edges: array<f32>;

var<workgroup> shared_values: array<f32, WORKGROUP>;

fn probability(row: u32, m: u32) -> f32 {
  return a[params.a_offset + row * params.width * params.height + m] * params.scale + LEAST;
}

fn divergence_at(p_row: u32, q_row: u32, m: u32) -> f32 {
  let p = probability(p_row, m);
  return p * log(p / probability(q_row, m));
}

@compute @workgroup_size(WORKGROUP)
fn attention_edges(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let tokens = params.width * params.height;
  let place = group.y * groups.x + group.x;
  // The grid may have more workgroups than places: those read the last place and write nothing.
  let n = min(place, tokens - 1u);
  let x = n % params.width;
  let y = n / params.width;
  let left = select(n, n - 1u, x > 0u);
  let right = select(n, n + 1u, x + 1u < params.width);
  let above = select(n, n - params.width, y > 0u);
  let below = select(n, n + params.width, y + 1u < params.height);

  var own = 0.0;
  for (var m = lane; m < tokens; m += WORKGROUP) {
    own += divergence_at(right, left, m) + divergence_at(below, above, m);
  }
  shared_values[lane] = own;
  for (var half = WORKGROUP / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  if (lane == 0u && place < tokens) {
    edges[params.edges_offset + n] = max(0.0, shared_values[0]);
  }
}
