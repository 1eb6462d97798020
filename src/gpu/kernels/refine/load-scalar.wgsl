// Rows of A of any length: elements past the row's end read as zero.
@group(0) @binding(1) var<storage, read> a: array<f32>;

// A[row, k … k + 3]
fn load_a(row: u32, k: u32) -> vec4f {
  let start = params.a_offset + row * params.tokens + k;
  var quad = vec4f();
  for (var i = 0u; i < min(4u, params.tokens - k); i++) {
    quad[i] = a[start + i];
  }
  return quad;
}
