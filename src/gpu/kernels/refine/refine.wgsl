// Xₖ₊₁ = scale · A · Xₖ, one power per dispatch, X and its successor being slices of one stack.
//
// One invocation owns BLOCK_ROWS rows and BLOCK_COLUMNS columns in registers; it reads A four elements at a time, and
// neighbours read the same rows of X. Constants, Params and load_a stand in the header and in load-*.wgsl.

@group(0) @binding(2) var<storage, read_write> stack: array<f32>;

// X[row, column … column + 3]. Rows and columns past the end repeat the last: they meet zeros of A or are not stored.
fn load_x(row: u32, column: u32) -> vec4f {
  let start = params.x_offset + min(row, params.tokens - 1u) * params.columns;
  let c = start + min(vec4u(column, column + 1u, column + 2u, column + 3u), vec4u(params.columns - 1u));
  return vec4f(stack[c.x], stack[c.y], stack[c.z], stack[c.w]);
}

@compute @workgroup_size(WORKGROUP)
fn multiply(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row_blocks = (params.tokens + BLOCK_ROWS - 1u) / BLOCK_ROWS;
  let index = (group.y * groups.x + group.x) * WORKGROUP + lane;
  let row = (index % row_blocks) * BLOCK_ROWS;
  let column = (index / row_blocks) * BLOCK_COLUMNS;
  if (column >= params.columns) {
    return;
  }
  let last_row = params.tokens - 1u;
  var sums = array<vec4f, BLOCK_ROWS>();
  for (var k = 0u; k < params.tokens; k += 4u) {
    let x0 = load_x(k, column);
    let x1 = load_x(k + 1u, column);
    let x2 = load_x(k + 2u, column);
    let x3 = load_x(k + 3u, column);
    for (var i = 0u; i < BLOCK_ROWS; i++) {
      let w = load_a(min(row + i, last_row), k);
      sums[i] += w.x * x0 + w.y * x1 + w.z * x2 + w.w * x3;
    }
  }
  for (var i = 0u; i < min(BLOCK_ROWS, params.tokens - row); i++) {
    for (var j = 0u; j < min(BLOCK_COLUMNS, params.columns - column); j++) {
      stack[params.y_offset + (row + i) * params.columns + column + j] = params.scale * sums[i][j];
    }
  }
}
